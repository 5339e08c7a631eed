/**
 * Fields without which an app of the wild cannot read an entity: absent or null, its whole answer fails to decode.
 * The union over Tusky, Pachli, Mastodon for Android and iOS, Ice Cubes and Metatext, read from their models.
 */
interface Needs {
  /** Plain fields, neither absent nor null. */
  readonly has?: string;
  /** Fields that hold another entity, or a list of them; `maybe` ones can be null or absent. */
  readonly one?: Readonly<Record<string, string>>;
  readonly many?: Readonly<Record<string, string>>;
  readonly maybe?: Readonly<Record<string, string>>;
}

const account: Needs = {
  has:
    "id username acct display_name locked bot created_at note url avatar avatar_static header header_static " +
    "followers_count following_count statuses_count",
  many: { emojis: "emoji", fields: "field" },
};

const status: Needs = {
  has:
    "id uri created_at content visibility sensitive spoiler_text replies_count reblogs_count favourites_count " +
    "media_attachments tags emojis mentions",
  one: { account: "account" },
  many: { media_attachments: "attachment", mentions: "mention", tags: "shallowTag", emojis: "emoji" },
  maybe: { application: "field.name", reblog: "status", poll: "poll" },
};

const needsByEntity: Readonly<Record<string, Needs>> = {
  account,
  credentialAccount: { ...account, one: { source: "source", role: "role" } },
  source: { has: "note sensitive privacy", many: { fields: "field" } },
  role: { has: "id name color permissions" },
  field: { has: "name value" },
  "field.name": { has: "name" },
  emoji: { has: "shortcode url static_url visible_in_picker" },
  status,
  deletedStatus: { ...status, has: `${status.has} text` },
  attachment: { has: "id type url" },
  poll: { has: "id expired multiple votes_count options emojis own_votes", many: { options: "pollOption" } },
  pollOption: { has: "title" },
  scheduledStatus: {
    has: "id scheduled_at params media_attachments",
    many: { media_attachments: "attachment" },
  },
  mention: { has: "id username acct url" },
  shallowTag: { has: "name url" },
  tag: { has: "name url history following" },
  featuredTag: { has: "id name url statuses_count" },
  list: { has: "id title replies_policy exclusive" },
  notification: { has: "id type created_at", one: { account: "account" }, maybe: { status: "status" } },
  relationship: {
    has:
      "id following showing_reblogs notifying followed_by blocking blocked_by muting muting_notifications requested " +
      "domain_blocking endorsed note",
  },
  instanceV1: { has: "uri title description email version urls stats languages registrations" },
  instanceV2: {
    has: "domain title version description usage languages api_versions",
    one: {
      thumbnail: "thumbnail",
      contact: "contact",
      registrations: "registrations",
      configuration: "configuration",
    },
  },
  thumbnail: { has: "url" },
  conversation: { has: "id unread", many: { accounts: "account" }, maybe: { last_status: "status" } },
  contact: { has: "email" },
  registrations: { has: "enabled approval_required" },
  configuration: {
    has: "urls translation",
    one: { statuses: "statusLimits", polls: "pollLimits", media_attachments: "mediaLimits" },
  },
  statusLimits: { has: "max_characters max_media_attachments characters_reserved_per_url" },
  pollLimits: { has: "max_options max_characters_per_option min_expiration max_expiration" },
  mediaLimits: {
    has:
      "supported_mime_types image_size_limit image_matrix_limit video_size_limit video_frame_rate_limit " +
      "video_matrix_limit",
  },
  context: { many: { ancestors: "status", descendants: "status" } },
  statusEdit: {
    has: "content spoiler_text sensitive created_at media_attachments",
    one: { account: "account" },
    many: { emojis: "emoji" },
  },
  statusSource: { has: "id text spoiler_text" },
  markers: { maybe: { home: "marker", notifications: "marker" } },
  marker: { has: "last_read_id version updated_at" },
  preferences: {
    has: "posting:default:visibility posting:default:sensitive reading:expand:media reading:expand:spoilers",
  },
  search: { many: { accounts: "account", statuses: "status", hashtags: "tag" } },
  token: { has: "access_token token_type scope created_at" },
  application: { has: "id name redirect_uri client_id client_secret" },
};

// iOS and Ice Cubes read instants with milliseconds only; a token's is a number of seconds.
const instantFields = new Set(["created_at", "updated_at"]);
const addressFields = new Set(["url", "avatar", "avatar_static", "header", "header_static"]);
const visibilities = ["public", "unlisted", "private", "direct"];

/** What an app would stumble over in `value`, one line each. Lists are checked by their elements. */
export function checkNeeds(entity: string, value: unknown, at = entity): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((element: unknown, index) => checkNeeds(entity, element, `${at}[${index}]`));
  }
  const needs = needsByEntity[entity];
  if (needs === undefined) return [`${entity} is not in the table`];
  if (!isRecord(value)) return [`${at} is no object`];
  const faults: string[] = [];
  for (const key of needs.has?.split(" ") ?? []) faults.push(...checkField(key, value[key], `${at}.${key}`));
  for (const [key, inner] of Object.entries(needs.one ?? {}))
    faults.push(...checkNeeds(inner, value[key], `${at}.${key}`));
  for (const [key, inner] of Object.entries(needs.many ?? {})) {
    const list = value[key];
    faults.push(...(Array.isArray(list) ? checkNeeds(inner, list, `${at}.${key}`) : [`${at}.${key} is no list`]));
  }
  for (const [key, inner] of Object.entries(needs.maybe ?? {})) {
    const found = value[key];
    if (found !== undefined && found !== null) faults.push(...checkNeeds(inner, found, `${at}.${key}`));
  }
  return faults;
}

function checkField(key: string, value: unknown, here: string): string[] {
  if (value === undefined || value === null) return [`${here} is missing`];
  if (key === "id" && typeof value !== "string") return [`${here} is no string`];
  if (instantFields.has(key) && typeof value === "string" && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) {
    return [`${here} has no milliseconds: ${value}`];
  }
  if (addressFields.has(key) && !(typeof value === "string" && URL.canParse(value))) {
    return [`${here} is no address: ${String(value)}`];
  }
  if (key === "visibility" && !visibilities.includes(String(value))) return [`${here} is unknown: ${String(value)}`];
  return [];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

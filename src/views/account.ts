import type { Config } from "../config/config.ts";
import type { StoredEmoji } from "../db/emoji-queries.ts";
import type { Role } from "../db/schema/index.ts";
import { acctOf, isLocal, type Account, type User } from "../domain/accounts/account.ts";
import { picturesOf } from "../domain/accounts/picture-urls.ts";
import { mostCollections } from "../domain/collections/faults.ts";
import { toFeatureApproval, type Asker } from "./feature-approval.ts";
import { fileUrl, remoteUrl } from "../domain/media/urls.ts";
import { permissionFlags } from "../domain/roles/permissions.ts";
import { escapeHtml } from "../lib/text/escape-html.ts";

/** `YYYY-MM-DDTHH:MM:SS.sssZ`: some apps read nothing else. */
export const instantOf = (date: Date): string => date.toISOString();
export const dateOf = (date: Date): string => date.toISOString().slice(0, 10);

/** Mastodon's CustomEmojis, as posts and profiles carry them. */
export const toEmojis = (config: Config, emojis: Account["emojis"]) =>
  emojis.map(({ shortcode, url, stillUrl }) => {
    const shown = emojiUrl(config, url);
    const still = stillUrl === undefined ? shown : emojiUrl(config, stillUrl);
    return { shortcode, url: shown, static_url: still, visible_in_picker: true, category: null };
  });

/** Mastodon's CustomEmoji, as pickers list it. */
export const toCustomEmoji = (config: Config, emoji: StoredEmoji) => ({
  shortcode: emoji.shortcode,
  url: fileUrl(config, emoji.key),
  static_url: fileUrl(config, emoji.stillKey ?? emoji.key),
  visible_in_picker: emoji.isListed,
  category: emoji.category,
});

const emojiUrl = (config: Config, url: string): string =>
  /^https?:/.test(url) ? remoteUrl(config, url, "emoji") : fileUrl(config, url);

/** Mastodon's Account. Without an `asker`, whether one may feature it is told as to somebody whom nobody knows. */
export function toAccount(config: Config, account: Account, asker?: Asker) {
  const isHere = isLocal(account);
  const { avatar, avatarStill, header } = picturesOf(config, account);
  return {
    id: account.id,
    username: account.username,
    acct: acctOf(account),
    display_name: account.displayName,
    locked: account.isLocked,
    bot: account.type === "Service" || account.type === "Application",
    discoverable: account.isDiscoverable,
    indexable: account.isIndexable,
    group: account.type === "Group",
    created_at: `${dateOf(account.createdAt)}T00:00:00.000Z`,
    note: account.summaryHtml,
    url: account.url,
    uri: account.uri,
    avatar,
    avatar_static: avatarStill,
    avatar_description: account.avatarDescription,
    header,
    header_static: header,
    header_description: account.headerDescription,
    followers_count: account.followersCount,
    following_count: account.followingCount,
    statuses_count: account.statusesCount,
    last_status_at: account.lastStatusAt === null ? null : dateOf(account.lastStatusAt),
    hide_collections: account.hidesNetwork,
    show_media: account.showsMedia,
    show_media_replies: account.showsMediaReplies,
    show_featured: account.showsFeatured,
    feature_approval: toFeatureApproval(account, asker),
    noindex: !account.isIndexable,
    emojis: toEmojis(config, account.emojis),
    roles: [],
    fields: account.fields.map((field) => ({
      name: field.name,
      value: isHere ? linkField(field.value) : field.value,
      verified_at: field.verifiedAt,
    })),
  };
}

const linkField = (value: string): string =>
  /^https?:\/\/\S+$/.test(value)
    ? `<a href="${escapeHtml(value)}" rel="me nofollow noopener" target="_blank" translate="no">${escapeHtml(value)}</a>`
    : escapeHtml(value);

const collection_limit = mostCollections;
const roles = {
  user: { id: "-99", name: "", highlighted: false, collection_limit },
  moderator: { id: "2", name: "Moderator", highlighted: true, collection_limit },
  admin: { id: "3", name: "Admin", highlighted: true, collection_limit },
} as const;

/** Mastodon's Role. */
export const toRole = (role: Role) => ({ ...roles[role], color: "", permissions: String(permissionFlags(role)) });

/** The role that an app names by its id; null when there is none. */
export const roleOf = (id: string): Role | null =>
  (Object.keys(roles) as Role[]).find((role) => roles[role].id === id) ?? null;

/** Mastodon's CredentialAccount: one's own account with what its owner typed. */
export function toCredentialAccount(config: Config, account: Account, user: User, followRequestsCount: number) {
  return {
    ...toAccount(config, account),
    source: {
      privacy: user.defaultVisibility,
      sensitive: user.defaultSensitive,
      language: user.defaultLanguage || null,
      note: account.summaryText,
      fields: account.fields.map((field) => ({ name: field.name, value: field.value, verified_at: field.verifiedAt })),
      follow_requests_count: followRequestsCount,
      hide_collections: account.hidesNetwork,
      discoverable: account.isDiscoverable,
      indexable: account.isIndexable,
      attribution_domains: user.attributionDomains ?? [],
      quote_policy: user.defaultQuotePolicy,
    },
    role: toRole(user.role),
  };
}

import type { Config } from "../config/config.ts";
import { profileLimits } from "../domain/accounts/update-profile.ts";
import type { Account } from "../domain/accounts/account.ts";
import { disciplines, styles } from "../domain/climbs/climb.ts";
import { gradeSystems } from "../domain/climbs/grades/table.ts";
import { pollLimits as ownPollLimits } from "../domain/polls/poll.ts";
import { descriptionLimit, videoFrameRateLimit, videoPixelLimit } from "../domain/media/media.ts";
import { vapidKeys } from "../domain/push/vapid.ts";
import type { Rule } from "../db/instance-text-queries.ts";
import { toRule } from "./about.ts";
import { toAccount } from "./account.ts";

export interface InstanceFacts {
  rules: readonly Rule[];
  contact: Account | null;
  usersCount: number;
  activeUsersCount: number;
  statusesCount: number;
  domainsCount: number;
  /** MIME types of files that can be uploaded. */
  uploadTypes: readonly string[];
}

/** The Mastodon version whose API this server speaks; apps read its first numbers, and some take "4.10" for 4.1. */
const apiVersion = (config: Config): string => `4.5.0 (compatible; Topout ${config.version})`;

/**
 * Mastodon's count of its API, of which everything works here: 2 grouped notifications, 3 PKCE, 4 push by the RFC,
 * 5 blurring filters, 6 endorsements, 7 quotes, 8 and 9 the profile,
 * 10 collections.
 */
const apiLevel = 10;

const streamingUrl = (config: Config): string => config.origin.replace(/^http/, "ws");

const statusLimits = (config: Config) => ({
  max_characters: config.maxStatusLength,
  max_media_attachments: config.maxAttachments,
  characters_reserved_per_url: 23,
});
const mediaLimits = (config: Config, facts: InstanceFacts) => ({
  supported_mime_types: facts.uploadTypes,
  description_limit: descriptionLimit,
  image_size_limit: config.maxImageMegabytes * 1024 * 1024,
  image_matrix_limit: config.maxImageMegapixels * 1_000_000,
  video_size_limit: config.maxVideoMegabytes * 1024 * 1024,
  video_frame_rate_limit: videoFrameRateLimit,
  video_matrix_limit: videoPixelLimit,
  // Whether POST /api/v1/media/uploads gives a place to send a file to by oneself.
  direct_uploads: config.s3Bucket !== undefined,
});
const pollLimits = {
  max_options: ownPollLimits.options,
  max_characters_per_option: ownPollLimits.optionLength,
  min_expiration: ownPollLimits.leastSeconds,
  max_expiration: ownPollLimits.mostSeconds,
};
const accountLimits = {
  max_featured_tags: 10,
  max_pinned_statuses: 5,
  max_profile_fields: profileLimits.fields,
  profile_field_name_limit: profileLimits.fieldName,
  profile_field_value_limit: profileLimits.fieldValue,
  max_display_name_length: profileLimits.displayName,
  max_note_length: profileLimits.summary,
};

const isOpen = (config: Config): boolean => config.registration === "open" || config.registration === "approval";

/** Mastodon's V1::Instance. */
export function toInstanceV1(config: Config, facts: InstanceFacts) {
  return {
    uri: new URL(config.origin).host,
    title: config.instanceTitle,
    short_description: config.instanceDescription,
    description: config.instanceDescription,
    email: config.contactEmail,
    version: apiVersion(config),
    urls: { streaming_api: streamingUrl(config) },
    stats: { user_count: facts.usersCount, status_count: facts.statusesCount, domain_count: facts.domainsCount },
    thumbnail: `${config.origin}/assets/header.svg`,
    languages: ["en"],
    registrations: isOpen(config),
    approval_required: config.registration === "approval",
    invites_enabled: config.registration === "invite",
    configuration: {
      accounts: accountLimits,
      statuses: statusLimits(config),
      media_attachments: mediaLimits(config, facts),
      polls: pollLimits,
    },
    contact_account: facts.contact === null ? null : toAccount(config, facts.contact),
    rules: facts.rules.map(toRule),
  };
}

/** Mastodon's Instance (v2), with `climbs`: what a logbook entry may say here. */
export function toInstance(config: Config, facts: InstanceFacts) {
  return {
    domain: config.handleDomain,
    title: config.instanceTitle,
    version: apiVersion(config),
    source_url: config.sourceUrl ?? config.origin,
    description: config.instanceDescription,
    usage: { users: { active_month: facts.activeUsersCount } },
    thumbnail: { url: `${config.origin}/assets/header.svg`, blurhash: null, versions: {}, description: "" },
    icon: [],
    languages: ["en"],
    configuration: {
      urls: {
        streaming: streamingUrl(config),
        status: null,
        about: config.origin,
        privacy_policy: null,
        terms_of_service: null,
      },
      vapid: { public_key: vapidKeys(config.secret).publicKey },
      accounts: accountLimits,
      statuses: statusLimits(config),
      media_attachments: mediaLimits(config, facts),
      polls: pollLimits,
      translation: { enabled: false },
      limited_federation: false,
      timelines_access: {
        live_feeds: { local: "public", remote: "public" },
        hashtag_feeds: { local: "public", remote: "public" },
        trending_link_feeds: { local: "public", remote: "public" },
      },
      climbs: { grade_systems: gradeSystems, disciplines, styles },
    },
    registrations: {
      enabled: isOpen(config),
      approval_required: config.registration === "approval",
      reason_required: false,
      message: null,
      min_age: null,
      url: null,
    },
    api_versions: { mastodon: apiLevel },
    contact: { email: config.contactEmail, account: facts.contact === null ? null : toAccount(config, facts.contact) },
    rules: facts.rules.map(toRule),
  };
}

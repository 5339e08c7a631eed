import type { Config } from "../config/config.ts";
import {
  countReactions,
  findAccountsByHandles,
  findAnnouncementsByIds,
  findDismissed,
  type Announcement,
  type ReactionCount,
} from "../db/announcement-queries.ts";
import type { Reader } from "../db/database.ts";
import { findEmojisByShortcodes, type StoredEmoji } from "../db/emoji-queries.ts";
import { findOpenStatusesByUrls } from "../db/status-queries.ts";
import { acctOf, type Account } from "../domain/accounts/account.ts";
import { findShortcodes } from "../domain/emojis/find-in-text.ts";
import type { Status } from "../domain/statuses/status.ts";
import { uris } from "../domain/uris.ts";
import { findHashtags, findLinks, findMentions } from "../lib/text/find-entities.ts";
import { renderText } from "../lib/text/render-text.ts";
import { tagKey } from "../lib/text/tag-key.ts";
import { instantOf, toCustomEmoji } from "./account.ts";

interface Facts {
  readonly dismissed: ReadonlySet<string>;
  readonly reactions: readonly ReactionCount[];
  readonly emojiByShortcode: ReadonlyMap<string, StoredEmoji>;
  /** By its URI, and by its page. */
  readonly statusByUrl: ReadonlyMap<string, Status>;
  /** By lower-case handle, without the domain of this server. */
  readonly accountByHandle: ReadonlyMap<string, Account>;
}

/** Mastodon's Announcements, as this reader sees them. Only who is known here is linked: nobody is looked up. */
export async function loadAnnouncements(
  db: Reader,
  config: Config,
  readerId: string,
  announcements: readonly Announcement[],
) {
  const ids = announcements.map((one) => one.id);
  const texts = announcements.map((one) => one.text);
  const reactions = await countReactions(db, readerId, ids);
  const shortcodes = [...new Set([...findShortcodes(...texts), ...reactions.map((reaction) => reaction.name)])];
  const emojis = await findEmojisByShortcodes(db, shortcodes);
  const handles = [...new Set(texts.flatMap((text) => handlesIn(config, text)))];
  const accounts = await findAccountsByHandles(
    db,
    handles.map((handle) => {
      const [usernameKey = "", domain = ""] = handle.split("@");
      return { usernameKey, domain };
    }),
  );
  const linked = await findOpenStatusesByUrls(db, [...new Set(texts.flatMap(linksIn))]);
  const facts: Facts = {
    statusByUrl: new Map(linked.flatMap((status) => [status.uri, status.url].map((url) => [url, status] as const))),
    dismissed: await findDismissed(db, readerId, ids),
    reactions,
    emojiByShortcode: new Map(emojis.map((emoji) => [emoji.shortcode, emoji])),
    accountByHandle: new Map(accounts.map((account) => [handleOf(account), account])),
  };
  return announcements.map((announcement) => toAnnouncement(config, facts, announcement));
}

const handleOf = ({ usernameKey, domain }: Account): string =>
  domain === "" ? usernameKey : `${usernameKey}@${domain}`;

/** A handle as `accountByHandle` has it. */
const bare = (config: Config, handle: string): string => {
  const [username = "", domain = ""] = handle.toLowerCase().split("@");
  return domain === "" || domain === config.handleDomain ? username : `${username}@${domain}`;
};

const linksIn = (text: string): string[] => [...new Set(findLinks(text).map((link) => link.href))];

const handlesIn = (config: Config, text: string): string[] =>
  findMentions(text).map((mention) => bare(config, mention.handle));

function toAnnouncement(config: Config, facts: Facts, announcement: Announcement) {
  const { id, text } = announcement;
  const mentioned = handlesIn(config, text).flatMap((handle) => facts.accountByHandle.get(handle) ?? []);
  const tags = [...new Set(findHashtags(text).map(tagKey))];
  return {
    id,
    content: renderAnnouncement(config, facts, text),
    starts_at: announcement.startsAt === null ? null : instantOf(announcement.startsAt),
    ends_at: announcement.endsAt === null ? null : instantOf(announcement.endsAt),
    all_day: announcement.isAllDay,
    published_at: instantOf(announcement.publishedAt),
    updated_at: instantOf(announcement.updatedAt),
    read: facts.dismissed.has(id),
    mentions: [...new Map(mentioned.map((account) => [account.id, account])).values()].map((account) => ({
      id: account.id,
      username: account.username,
      acct: acctOf(account),
      url: account.url,
    })),
    statuses: [...new Set(linksIn(text).flatMap((link) => facts.statusByUrl.get(link) ?? []))].map((status) => ({
      id: status.id,
      url: status.url,
    })),
    tags: tags.map((name) => ({ name, url: uris.tag(config.origin, name) })),
    emojis: findShortcodes(text).flatMap((shortcode) => {
      const emoji = facts.emojiByShortcode.get(shortcode);
      return emoji === undefined ? [] : [toCustomEmoji(config, emoji)];
    }),
    reactions: facts.reactions.filter((one) => one.announcementId === id).map((one) => toReaction(config, facts, one)),
  };
}

function renderAnnouncement(config: Config, facts: Facts, text: string): string {
  const mentions = new Map(
    findMentions(text).flatMap(({ handle }) => {
      const account = facts.accountByHandle.get(bare(config, handle));
      if (account === undefined) return [];
      return [[handle, { url: account.url, username: account.username, acct: acctOf(account) }] as const];
    }),
  );
  return renderText(text, { mentions, tagUrl: (name) => uris.tag(config.origin, tagKey(name)) });
}

const toReaction = (config: Config, { emojiByShortcode }: Facts, { name, count, isOwn }: ReactionCount) => ({
  name,
  count,
  me: isOwn,
  ...pictureOf(config, emojiByShortcode.get(name)),
});

function pictureOf(config: Config, emoji: StoredEmoji | undefined) {
  if (emoji === undefined) return {};
  const { url, static_url } = toCustomEmoji(config, emoji);
  return { url, static_url };
}

/** Mastodon's reactions as streams bring them, the same to all readers; of announcements that are still there. */
export async function loadReactionChanges(
  db: Reader,
  config: Config,
  changes: readonly Pick<ReactionCount, "announcementId" | "name">[],
) {
  const ids = [...new Set(changes.map((change) => change.announcementId))];
  const names = [...new Set(changes.map((change) => change.name))];
  const known = new Set((await findAnnouncementsByIds(db, ids)).map(({ id }) => id));
  const counts = await countReactions(db, "", ids);
  const emojis = new Map((await findEmojisByShortcodes(db, names)).map((emoji) => [emoji.shortcode, emoji]));
  return changes
    .filter(({ announcementId }) => known.has(announcementId))
    .map(({ announcementId, name }) => ({
      name,
      count: counts.find((one) => one.announcementId === announcementId && one.name === name)?.count ?? 0,
      announcement_id: announcementId,
      ...pictureOf(config, emojis.get(name)),
    }));
}

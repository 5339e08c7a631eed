import type { Config } from "../config/config.ts";
import type { Reader } from "../db/database.ts";
import { findFeaturedTagIds, type FeaturedTag } from "../db/featured-tag-queries.ts";
import { findFollowedTagIds } from "../db/followed-tag-queries.ts";
import type { TagName } from "../db/tag-queries.ts";
import { findTagHistories } from "../domain/tags/trends.ts";
import type { Account } from "../domain/accounts/account.ts";
import { uris } from "../domain/uris.ts";
import type { Clock } from "../lib/clock.ts";
import { dateOf } from "./account.ts";
import { toHistory } from "./history.ts";

/** Mastodon's Tags, in their order, with three queries at the most. Apps miss `following` even where nobody is signed in. */
export async function loadTags(
  ctx: { db: { read: Reader }; clock: Clock; config: Config },
  tags: readonly TagName[],
  viewerId: string | null,
) {
  const ids = tags.map((tag) => tag.id);
  const historyById = await findTagHistories(ctx, ids);
  const followed = viewerId === null ? null : await findFollowedTagIds(ctx.db.read, viewerId, ids);
  const featured = viewerId === null ? null : await findFeaturedTagIds(ctx.db.read, viewerId, ids);
  return tags.map(({ id, name }) => ({
    id,
    name,
    url: uris.tag(ctx.config.origin, name),
    history: toHistory(historyById.get(id)),
    following: followed?.has(id) ?? false,
    featuring: featured?.has(id) ?? false,
  }));
}

/** Mastodon's FeaturedTag. */
export const toFeaturedTag = (account: Account, tag: FeaturedTag) => ({
  id: tag.id,
  name: tag.name,
  url: `${account.url}/tagged/${encodeURIComponent(tag.name)}`,
  statuses_count: String(tag.statusesCount),
  last_status_at: tag.lastStatusAt === null ? null : dateOf(tag.lastStatusAt),
});

import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import {
  countDownFeatured,
  countFeaturedTags,
  countTagged,
  countUpFeatured,
  deleteFeaturedTag,
  findFeaturedTag,
  findStatusTagIds,
  insertFeaturedTag,
  type FeaturedTag,
} from "../../db/featured-tag-queries.ts";
import { findTag, type TagName } from "../../db/tag-queries.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import type { Status } from "../statuses/status.ts";
import { ensureTag } from "./follow.ts";

/** Hashtags that a profile may feature. */
export const mostFeaturedTags = 10;

/** Shows a hashtag on the profile; one that is there already stays. @throws Refused when there are too many. */
export async function featureTag(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  account: Account,
  name: string,
): Promise<FeaturedTag> {
  const tag = await ensureTag(ctx, tx, name);
  const known = await findFeaturedTag(tx, account.id, tag.id);
  if (known !== null) return known;
  if ((await countFeaturedTags(tx, account.id)) >= mostFeaturedTags) {
    const message = "Validation failed: You have already featured the maximum number of hashtags";
    throw new Refused("invalid", message);
  }
  const createdAt = ctx.clock.now();
  const counted = await countTagged(tx, account.id, tag.id);
  await insertFeaturedTag(tx, { ...counted, id: newId(createdAt), accountId: account.id, tagId: tag.id, createdAt });
  const featured = await findFeaturedTag(tx, account.id, tag.id);
  if (featured === null) throw new Error("The featured tag was not inserted");
  return featured;
}

/** Null when there is no such tag. */
export async function unfeatureTag(tx: Writer, account: Account, name: string): Promise<TagName | null> {
  const tag = await findTag(tx, name);
  if (tag !== null) await deleteFeaturedTag(tx, account.id, { tagId: tag.id });
  return tag;
}

type Counted = Pick<Status, "id" | "accountId" | "isLocal" | "visibility" | "createdAt">;

const counts = (status: Counted): boolean =>
  status.isLocal && (status.visibility === "public" || status.visibility === "unlisted");

/** Keeps the counts of a profile's featured tags when a post got other tags than it had. */
export async function countFeaturedUses(
  tx: Writer,
  status: Counted,
  tagIds: { before: readonly string[]; after: readonly string[] },
): Promise<void> {
  if (!counts(status)) return;
  const added = tagIds.after.filter((id) => !tagIds.before.includes(id));
  const removed = tagIds.before.filter((id) => !tagIds.after.includes(id));
  await countUpFeatured(tx, status.accountId, added, status.createdAt);
  await countDownFeatured(tx, status.accountId, removed, status.id);
}

/** Before a post goes. */
export async function uncountFeaturedUses(tx: Writer, status: Counted): Promise<void> {
  if (counts(status)) await countDownFeatured(tx, status.accountId, await findStatusTagIds(tx, status.id), status.id);
}

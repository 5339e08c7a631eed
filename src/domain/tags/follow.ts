import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { deleteFollowedTag, insertFollowedTag } from "../../db/followed-tag-queries.ts";
import { ensureTags } from "../../db/status-part-queries.ts";
import { findTag, type TagName } from "../../db/tag-queries.ts";
import { newId } from "../../lib/ids.ts";
import type { Account } from "../accounts/account.ts";

/** The tag of this key, made when no post has had it. */
export async function ensureTag(ctx: Pick<Context, "clock">, tx: Writer, name: string): Promise<TagName> {
  const now = ctx.clock.now();
  const [id] = await ensureTags(tx, [name], () => newId(now), now);
  if (id === undefined) throw new Error("The tag was not inserted");
  return { id, name };
}

/** Public posts with the tag come into the account's home from now on. */
export async function followTag(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  account: Account,
  name: string,
): Promise<TagName> {
  const tag = await ensureTag(ctx, tx, name);
  const createdAt = ctx.clock.now();
  await insertFollowedTag(tx, { id: newId(createdAt), accountId: account.id, tagId: tag.id, createdAt });
  return tag;
}

/** Null when there is no such tag, and so nothing to unfollow. */
export async function unfollowTag(tx: Writer, account: Account, name: string): Promise<TagName | null> {
  const tag = await findTag(tx, name);
  if (tag !== null) await deleteFollowedTag(tx, account.id, tag.id);
  return tag;
}

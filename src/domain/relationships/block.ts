import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { deleteNotificationsFrom } from "../../db/notification-queries.ts";
import { deleteBlock, insertBlock } from "../../db/relationship-queries.ts";
import { removeFromHome } from "../../db/timeline-queries.ts";
import { newId } from "../../lib/ids.ts";
import { notAllowed } from "../../lib/refused.ts";
import { isLocal, type Account } from "../accounts/account.ts";
import { partCollections } from "../collections/items.ts";
import { federate } from "../federation-events.ts";
import { uris } from "../uris.ts";
import { rejectFollow, unfollow } from "./follow.ts";

type BlockContext = Pick<Context, "bus" | "clock" | "config" | "wakeWorker">;

/** Ends follows both ways and hides the two from each other; for the API and, with the `uri` of the Block, the inbox. */
export async function block(
  ctx: BlockContext,
  tx: Writer,
  account: Account,
  target: Account,
  uri?: string,
): Promise<void> {
  if (account.id === target.id) throw notAllowed();
  const now = ctx.clock.now();
  const id = newId(now);
  const blockUri = uri ?? uris.activity(ctx.config.origin, account.username, "blocks", id);
  const isNew = await insertBlock(tx, {
    id,
    accountId: account.id,
    targetId: target.id,
    uri: blockUri,
    createdAt: now,
  });
  if (!isNew) return;
  await rejectFollow(ctx, tx, target, account);
  await unfollow(ctx, tx, account, target);
  if (isLocal(account)) {
    await partCollections(ctx, tx, account, target);
    await removeFromHome(tx, account.id, target.id);
    await deleteNotificationsFrom(tx, account.id, target.id);
    if (!isLocal(target)) {
      await federate(ctx, tx, `block ${account.id}>${target.id}`, {
        kind: "blocked",
        accountId: account.id,
        targetId: target.id,
        uri: blockUri,
      });
    }
  }
}

export async function unblock(ctx: BlockContext, tx: Writer, account: Account, target: Account): Promise<void> {
  const gone = await deleteBlock(tx, account.id, target.id);
  if (gone === null || !isLocal(account) || isLocal(target)) return;
  await federate(ctx, tx, `block ${account.id}>${target.id}`, {
    kind: "block-undone",
    accountId: account.id,
    targetId: target.id,
    uri: gone.uri,
  });
}

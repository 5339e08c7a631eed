import type { Context } from "../../context.ts";
import { findAccount } from "../../db/account-queries.ts";
import type { Writer } from "../../db/database.ts";
import { insertDislike } from "../../db/dislike-queries.ts";
import { countUpStatus } from "../../db/status-queries.ts";
import { newId } from "../../lib/ids.ts";
import { isLocal, type Account } from "../accounts/account.ts";
import { federate } from "../federation-events.ts";
import { uris } from "../uris.ts";
import { unfavourite } from "./favourite.ts";
import type { Status } from "./status.ts";

/**
 * The one way a post is disliked, for the API and, with the `uri` of the Dislike, the inbox. One vote for each account:
 * a favourite goes. Nobody is notified.
 */
export async function dislike(
  ctx: Pick<Context, "bus" | "clock" | "config" | "wakeWorker">,
  tx: Writer,
  account: Account,
  status: Status,
  uri?: string,
): Promise<void> {
  const now = ctx.clock.now();
  const id = newId(now);
  const created = await insertDislike(tx, {
    id,
    accountId: account.id,
    statusId: status.id,
    uri: uri ?? uris.activity(ctx.config.origin, account.username, "dislikes", id),
    createdAt: now,
  });
  if (created === null) return;
  await countUpStatus(tx, status.id, "dislikesCount", 1);
  await unfavourite(ctx, tx, account, status);
  const author = await findAccount(tx, status.accountId);
  if (author === null || !isLocal(account) || isLocal(author)) return;
  await federate(ctx, tx, status.uri, {
    kind: "disliked",
    accountId: account.id,
    uri: created.uri,
    statusUri: status.uri,
    authorId: author.id,
  });
}

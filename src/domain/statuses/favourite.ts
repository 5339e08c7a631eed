import type { Context } from "../../context.ts";
import { findAccount } from "../../db/account-queries.ts";
import type { Writer } from "../../db/database.ts";
import { deleteFavourite, insertFavourite } from "../../db/interaction-queries.ts";
import { countUpStatus } from "../../db/status-queries.ts";
import { newId } from "../../lib/ids.ts";
import { isLocal, type Account } from "../accounts/account.ts";
import { federate } from "../federation-events.ts";
import { notify, withdrawNotification } from "../notifications/notify.ts";
import { uris } from "../uris.ts";
import type { Status } from "./status.ts";
import { undislike } from "./undislike.ts";

type FavouriteContext = Pick<Context, "bus" | "clock" | "config" | "wakeWorker">;

/** The one way a post is favourited, for the API and, with the `uri` of the Like, the inbox. Twice is once; a dislike goes. */
export async function favourite(
  ctx: FavouriteContext,
  tx: Writer,
  account: Account,
  status: Status,
  uri?: string,
): Promise<void> {
  const now = ctx.clock.now();
  const id = newId(now);
  const created = await insertFavourite(tx, {
    id,
    accountId: account.id,
    statusId: status.id,
    uri: uri ?? uris.activity(ctx.config.origin, account.username, "likes", id),
    createdAt: now,
  });
  if (created === null) return;
  await countUpStatus(tx, status.id, "favouritesCount", 1);
  await undislike(ctx, tx, account, status);
  const author = await findAccount(tx, status.accountId);
  if (author === null) return;
  await notify(ctx, tx, author, { type: "favourite", from: account, statusId: status.id });
  if (isLocal(account) && !isLocal(author)) {
    await federate(ctx, tx, status.uri, {
      kind: "favourited",
      accountId: account.id,
      uri: created.uri,
      statusUri: status.uri,
      authorId: author.id,
    });
  }
}

export async function unfavourite(ctx: FavouriteContext, tx: Writer, account: Account, status: Status): Promise<void> {
  const gone = await deleteFavourite(tx, account.id, status.id);
  if (gone === null) return;
  await countUpStatus(tx, status.id, "favouritesCount", -1);
  await withdrawNotification(tx, status.accountId, { type: "favourite", from: account, statusId: status.id });
  const author = await findAccount(tx, status.accountId);
  if (author === null || !isLocal(account) || isLocal(author)) return;
  await federate(ctx, tx, status.uri, {
    kind: "favourite-undone",
    accountId: account.id,
    uri: gone.uri,
    statusUri: status.uri,
    authorId: author.id,
  });
}

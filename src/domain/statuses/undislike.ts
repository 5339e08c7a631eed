import type { Context } from "../../context.ts";
import { findAccount } from "../../db/account-queries.ts";
import type { Writer } from "../../db/database.ts";
import { deleteDislike } from "../../db/dislike-queries.ts";
import { countUpStatus } from "../../db/status-queries.ts";
import { isLocal, type Account } from "../accounts/account.ts";
import { federate } from "../federation-events.ts";
import type { Status } from "./status.ts";

/** Apart from `dislike`: a favourite takes a dislike away, and a dislike a favourite. */
export async function undislike(
  ctx: Pick<Context, "clock" | "wakeWorker">,
  tx: Writer,
  account: Account,
  status: Status,
): Promise<void> {
  const gone = await deleteDislike(tx, account.id, status.id);
  if (gone === null) return;
  await countUpStatus(tx, status.id, "dislikesCount", -1);
  const author = await findAccount(tx, status.accountId);
  if (author === null || !isLocal(account) || isLocal(author)) return;
  await federate(ctx, tx, status.uri, {
    kind: "dislike-undone",
    accountId: account.id,
    uri: gone.uri,
    statusUri: status.uri,
    authorId: author.id,
  });
}

import type { Context } from "../../context.ts";
import { findAccount } from "../../db/account-queries.ts";
import type { Writer } from "../../db/database.ts";
import { countUpAccount, countUpStatus, findBoost, insertStatus } from "../../db/status-queries.ts";
import { fanOutLists } from "../../db/list-entry-queries.ts";
import { fanOutHome } from "../../db/timeline-queries.ts";
import { idAt, newId } from "../../lib/ids.ts";
import { notAllowed, Refused } from "../../lib/refused.ts";
import { isLocal, type Account } from "../accounts/account.ts";
import { federate } from "../federation-events.ts";
import { notify, withdrawNotification } from "../notifications/notify.ts";
import { tellRecorded } from "../streams/tell.ts";
import { uris } from "../uris.ts";
import { deleteStatus } from "./delete.ts";
import { mayBoost, type Status, type Visibility } from "./status.ts";

type BoostContext = Pick<Context, "bus" | "clock" | "config" | "wakeWorker">;

interface BoostRequest {
  visibility: Visibility;
  /** Of the Announce that came from elsewhere. */
  remote?: { uri: string; createdAt: Date };
}

/** The one way a boost begins, for the API and the inbox. Boosting again gives the boost that is there. */
export async function boost(
  ctx: BoostContext,
  tx: Writer,
  account: Account,
  status: Status,
  request: BoostRequest,
): Promise<Status> {
  if (!mayBoost(status, account)) throw notAllowed();
  const now = ctx.clock.now();
  const id = request.remote === undefined ? newId(now) : idAt(request.remote.createdAt, now);
  const uri = request.remote?.uri ?? `${uris.status(ctx.config.origin, account.username, id)}/activity`;
  const created = await insertStatus(tx, {
    id,
    uri,
    url: uri,
    accountId: account.id,
    isLocal: isLocal(account),
    boostOfId: status.id,
    conversationId: id,
    visibility: status.visibility === "private" ? "private" : request.visibility,
    contentHtml: "",
    contentText: "",
    spoilerText: "",
    isSensitive: false,
    emojis: [],
    createdAt: request.remote?.createdAt ?? now,
  });
  if (created === null) {
    const existing = await findBoost(tx, account.id, status.id);
    if (existing === null) throw new Refused("invalid", "This boost has an id that is taken");
    return existing;
  }
  await countUpStatus(tx, status.id, "boostsCount", 1);
  await countUpAccount(tx, account.id, "statusesCount", 1);
  await fanOutHome(tx, created, isLocal(account));
  await fanOutLists(tx, created.id);
  const author = await findAccount(tx, status.accountId);
  if (author !== null) await notify(ctx, tx, author, { type: "boost", from: account, statusId: status.id });
  tellRecorded(ctx, tx, created);
  if (isLocal(account)) await federate(ctx, tx, status.uri, { kind: "boosted", boostId: created.id });
  return created;
}

/** Takes a boost back; nothing happens when there is none. */
export async function unboost(ctx: BoostContext, tx: Writer, account: Account, status: Status): Promise<void> {
  const existing = await findBoost(tx, account.id, status.id);
  if (existing === null) return;
  await deleteStatus(ctx, tx, existing.id);
  await withdrawNotification(tx, status.accountId, { type: "boost", from: account, statusId: status.id });
  if (!isLocal(account)) return;
  await federate(ctx, tx, status.uri, {
    kind: "boost-undone",
    accountId: account.id,
    boostUri: existing.uri,
    statusUri: status.uri,
    authorId: status.accountId,
    audience: { visibility: existing.visibility, mentionedIds: [] },
  });
}

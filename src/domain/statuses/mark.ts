import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import {
  deleteBookmark,
  deletePin,
  findPinnedStatusIds,
  insertBookmark,
  insertPin,
} from "../../db/interaction-queries.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { federate } from "../federation-events.ts";
import type { Status } from "./status.ts";

const mostPins = 5;

export async function bookmark(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  account: Account,
  status: Status,
): Promise<void> {
  const now = ctx.clock.now();
  await insertBookmark(tx, { id: newId(now), accountId: account.id, statusId: status.id, createdAt: now });
}

export async function unbookmark(tx: Writer, account: Account, status: Status): Promise<void> {
  await deleteBookmark(tx, account.id, status.id);
}

type PinContext = Pick<Context, "clock" | "wakeWorker">;
const pinsOf = (account: Account): string => `pins of ${account.id}`;

/** Features one's own post on one's profile. @throws Refused in Mastodon's words when it cannot be. */
export async function pin(ctx: PinContext, tx: Writer, account: Account, status: Status): Promise<void> {
  if (status.accountId !== account.id)
    throw new Refused("invalid", "Validation failed: Someone else's post cannot be pinned");
  if (status.boostOfId !== null) throw new Refused("invalid", "Validation failed: A boost cannot be pinned");
  if (status.visibility === "direct") {
    throw new Refused("invalid", "Validation failed: Posts that are only visible to mentioned users cannot be pinned");
  }
  const pinned = await findPinnedStatusIds(tx, account.id, account.id, mostPins + 1);
  if (pinned.includes(status.id)) return;
  if (pinned.length >= mostPins) {
    throw new Refused("invalid", "Validation failed: You have already pinned the maximum number of posts");
  }
  const now = ctx.clock.now();
  const isNew = await insertPin(tx, { id: newId(now), accountId: account.id, statusId: status.id, createdAt: now });
  if (isNew) await federate(ctx, tx, pinsOf(account), { kind: "pinned", accountId: account.id, statusUri: status.uri });
}

export async function unpin(ctx: PinContext, tx: Writer, account: Account, status: Status): Promise<void> {
  if (!(await deletePin(tx, account.id, status.id))) return;
  await federate(ctx, tx, pinsOf(account), { kind: "unpinned", accountId: account.id, statusUri: status.uri });
}

import type { Context } from "../../context.ts";
import type { Reader, Writer } from "../../db/database.ts";
import {
  countRequest,
  deleteHeldBack,
  deleteRequests,
  findPolicy,
  findRequestsByIds,
  insertPermission,
  isPermitted,
  putPolicy,
  releaseNotifications,
  type NotificationPolicy,
} from "../../db/notification-policy-queries.ts";
import { findAccount } from "../../db/account-queries.ts";
import { findFollow } from "../../db/relationship-queries.ts";
import { findStatus } from "../../db/status-queries.ts";
import type { NotificationType, PolicyChoice } from "../../db/schema/index.ts";
import { newId } from "../../lib/ids.ts";
import { present } from "../../lib/present.ts";
import type { Account } from "../accounts/account.ts";
import { tellStreams } from "../streams/tell.ts";

export const policyChoices = ["accept", "filter", "drop"] as const;

const day = 86_400_000;
const newAccountMs = 30 * day;
const newFollowerMs = 3 * day;

/** What holds until somebody chooses: private mentions of strangers wait among the requests, as on Mastodon. */
const usualPolicy = (accountId: string): NotificationPolicy => ({
  accountId,
  forNotFollowing: "accept",
  forNotFollowers: "accept",
  forNewAccounts: "accept",
  forPrivateMentions: "filter",
  forLimitedAccounts: "filter",
});

export const readPolicy = async (db: Reader, accountId: string): Promise<NotificationPolicy> =>
  (await findPolicy(db, accountId)) ?? usualPolicy(accountId);

export type PolicyChange = {
  readonly [K in Exclude<keyof NotificationPolicy, "accountId">]?: PolicyChoice | undefined;
};

export async function changePolicy(
  ctx: Pick<Context, "db">,
  account: Account,
  change: PolicyChange,
): Promise<NotificationPolicy> {
  return await ctx.db.write(async (tx) => {
    const policy = { ...(await readPolicy(tx, account.id)), ...present({ ...change }) };
    await putPolicy(tx, policy);
    return policy;
  });
}

/** What somebody's own doing brings about is never held back: the end of a poll, a changed post that was boosted. */
const exempt: ReadonlySet<NotificationType> = new Set([
  "poll",
  "edit",
  "quoted-edit",
  "collection-edit",
  "sign-up",
  "report",
]);

export interface PolicyCause {
  readonly type: NotificationType;
  readonly from: Pick<Account, "id">;
  readonly statusId: string | null;
}

/** Whether the reader's policy lets this through, holds it back, or throws it away. */
export async function applyPolicy(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  recipientId: string,
  cause: PolicyCause,
): Promise<PolicyChoice> {
  if (exempt.has(cause.type)) return "accept";
  const policy = await readPolicy(tx, recipientId);
  const isFollowing = (await findFollow(tx, recipientId, cause.from.id))?.state === "accepted";
  const isPrivate = await isUnaskedPrivateMention(tx, recipientId, cause);
  if (isFollowing && !isPrivate && policy.forNotFollowers === "accept" && policy.forNewAccounts === "accept") {
    return "accept";
  }
  if (await isPermitted(tx, recipientId, cause.from.id)) return "accept";
  const choices: PolicyChoice[] = [];
  if (!isFollowing) choices.push(policy.forNotFollowing);
  if (!isFollowing && isPrivate) choices.push(policy.forPrivateMentions);
  if (!isFollowing && (await isNewAccount(ctx, tx, cause.from.id))) choices.push(policy.forNewAccounts);
  if (policy.forNotFollowers !== "accept" && !(await isSettledFollower(ctx, tx, recipientId, cause.from.id))) {
    choices.push(policy.forNotFollowers);
  }
  if (choices.includes("drop")) return "drop";
  return choices.includes("filter") ? "filter" : "accept";
}

async function isNewAccount(ctx: Pick<Context, "clock">, tx: Writer, id: string): Promise<boolean> {
  const account = await findAccount(tx, id);
  return account !== null && account.createdAt.getTime() > ctx.clock.now().getTime() - newAccountMs;
}

/** Followed for a while: somebody must not get through by following first. */
async function isSettledFollower(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  recipientId: string,
  followerId: string,
): Promise<boolean> {
  const follow = await findFollow(tx, followerId, recipientId);
  if (follow === null || follow.state !== "accepted") return false;
  return follow.createdAt.getTime() < ctx.clock.now().getTime() - newFollowerMs;
}

/** A direct post that answers nothing of the reader's. */
async function isUnaskedPrivateMention(tx: Writer, recipientId: string, cause: PolicyCause): Promise<boolean> {
  if (cause.type !== "mention" || cause.statusId === null) return false;
  const status = await findStatus(tx, cause.statusId);
  return status !== null && status.visibility === "direct" && status.inReplyToAccountId !== recipientId;
}

/** A mention that was held back waits among the requests of its reader. */
export async function holdBack(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  recipientId: string,
  cause: PolicyCause,
): Promise<void> {
  if (cause.type !== "mention" && cause.type !== "quote") return;
  const at = ctx.clock.now();
  await countRequest(tx, {
    id: newId(at),
    accountId: recipientId,
    fromAccountId: cause.from.id,
    lastStatusId: cause.statusId,
    at,
  });
}

/** From now on everything of these senders is let through, what waits included. Others' requests are left alone. */
export async function acceptRequests(ctx: Pick<Context, "bus" | "db">, account: Account, ids: readonly string[]) {
  return await ctx.db.write(async (tx) => {
    const requests = await findRequestsByIds(tx, account.id, ids);
    const fromIds = requests.map((request) => request.fromAccountId);
    for (const fromId of fromIds) await insertPermission(tx, account.id, fromId);
    if (fromIds.length > 0) {
      await releaseNotifications(tx, account.id, fromIds);
      tellStreams(ctx, tx, { kind: "notifications-merged", accountId: account.id });
    }
    await deleteRequests(
      tx,
      requests.map((request) => request.id),
    );
    return requests.length;
  });
}

/** What these senders have sent is thrown away; they may ask again. */
export async function dismissRequests(ctx: Pick<Context, "db">, account: Account, ids: readonly string[]) {
  return await ctx.db.write(async (tx) => {
    const requests = await findRequestsByIds(tx, account.id, ids);
    const fromIds = requests.map((request) => request.fromAccountId);
    if (fromIds.length > 0) await deleteHeldBack(tx, account.id, fromIds);
    await deleteRequests(
      tx,
      requests.map((request) => request.id),
    );
    return requests.length;
  });
}

import type { Context } from "../../context.ts";
import { replaceSubscription, updateSubscription, type PushSubscription } from "../../db/push-queries.ts";
import { newId } from "../../lib/ids.ts";
import { seal } from "../../lib/seal.ts";
import type { Account } from "../accounts/account.ts";

type Request = Pick<
  PushSubscription,
  "tokenId" | "endpoint" | "p256dh" | "authSecret" | "isStandard" | "alerts" | "policy"
> & {
  /** The access token itself: apps find it in each push, to know whose it is. */
  readonly token: string;
};

export async function subscribe(
  ctx: Pick<Context, "db" | "clock" | "config">,
  account: Account,
  { token, ...request }: Request,
): Promise<PushSubscription> {
  const now = ctx.clock.now();
  const row = {
    ...request,
    id: newId(now),
    accountId: account.id,
    sealedToken: seal(ctx.config.secret, token),
    createdAt: now,
    updatedAt: now,
  };
  await ctx.db.write((tx) => replaceSubscription(tx, row));
  return row;
}

export async function changeSubscription(
  ctx: Pick<Context, "db" | "clock">,
  subscription: PushSubscription,
  change: Pick<PushSubscription, "alerts" | "policy">,
): Promise<PushSubscription> {
  const changed = { ...change, updatedAt: ctx.clock.now() };
  await ctx.db.write((tx) => updateSubscription(tx, subscription.id, changed));
  return { ...subscription, ...changed };
}

import type { Context } from "../../context.ts";
import { findAccount } from "../../db/account-queries.ts";
import type { Writer } from "../../db/database.ts";
import {
  deleteDomainBlock,
  deleteNotificationsFromDomain,
  findFollowPartnersOn,
  insertDomainBlock,
  isDomainBlocked,
} from "../../db/domain-block-queries.ts";
import { insertJobs } from "../../db/job-queries.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { rejectFollow, unfollow } from "./follow.ts";

export const severDomainJobType = "sever-domain";

const batch = 50;
const longestDomain = 253;

/** As in `accounts.domain`. @throws Refused when it cannot be the name of a server. */
export function toDomain(given: string): string {
  const host = given.trim().replace(/^@/, "").toLowerCase();
  if (host === "") throw new Refused("invalid", "Validation failed: Domain can't be blank");
  const url = /^[^\s/?#@\\]+$/.test(host) ? URL.parse(`https://${host}`) : null;
  if (url === null || url.host === "" || url.host.length > longestDomain) {
    throw new Refused("invalid", "Validation failed: Domain is not a valid domain name");
  }
  return url.host;
}

/**
 * Hides a whole server from an account. What they follow of each other ends, in a job: a large server may hold thousands
 * of their followers.
 */
export async function blockDomain(
  ctx: Pick<Context, "clock" | "wakeWorker">,
  tx: Writer,
  account: Account,
  domain: string,
): Promise<void> {
  const now = ctx.clock.now();
  if (!(await insertDomainBlock(tx, { id: newId(now), accountId: account.id, domain, createdAt: now }))) return;
  await deleteNotificationsFromDomain(tx, account.id, domain);
  const payload = { accountId: account.id, domain };
  await insertJobs(tx, [{ type: severDomainJobType, payload, lane: "prompt", runAt: now, createdAt: now }]);
  tx.afterCommit(ctx.wakeWorker);
}

/** What was ended by the block stays so. */
export async function unblockDomain(tx: Writer, account: Account, domain: string): Promise<void> {
  await deleteDomainBlock(tx, account.id, domain);
}

/** Ends the follows, both ways, between an account and a server that it blocks; in steps, and not if it no longer does. */
export async function severDomain(
  ctx: Pick<Context, "bus" | "db" | "clock" | "config" | "wakeWorker">,
  accountId: string,
  domain: string,
): Promise<void> {
  const account = await findAccount(ctx.db.read, accountId);
  if (account === null) return;
  for (let severed = batch; severed > 0;) {
    severed = await ctx.db.write(async (tx) => {
      if (!(await isDomainBlocked(tx, accountId, domain))) return 0;
      const others = await findFollowPartnersOn(tx, accountId, domain, batch);
      for (const other of others) {
        await unfollow(ctx, tx, account, other);
        await rejectFollow(ctx, tx, other, account);
      }
      return others.length;
    });
  }
}

import type { Reader } from "../../db/database.ts";
import { findFollow } from "../../db/relationship-queries.ts";
import type { QuotePolicy } from "../../db/schema/index.ts";
import type { Account } from "../accounts/account.ts";
import type { Status, Visibility } from "../statuses/status.ts";

export const quotePolicies = ["public", "followers", "nobody"] as const satisfies readonly QuotePolicy[];

/** What is not for everybody is quoted by nobody else, whatever its author chose. */
export const policyFor = (visibility: Visibility, asked: QuotePolicy): QuotePolicy =>
  visibility === "public" || visibility === "unlisted" ? asked : "nobody";

type Quotable = Pick<Status, "accountId" | "visibility" | "quotePolicy" | "boostOfId">;

/** Whether an account may quote a post that it can see. One's own may always be quoted, unless it is direct. */
export function isQuotableBy(status: Quotable, accountId: string | null, isFollower: boolean): boolean {
  if (status.boostOfId !== null || status.visibility === "direct" || accountId === null) return false;
  if (status.accountId === accountId) return true;
  const policy = policyFor(status.visibility, status.quotePolicy);
  return policy === "public" || (policy === "followers" && isFollower);
}

export async function mayQuote(db: Reader, account: Pick<Account, "id">, status: Quotable): Promise<boolean> {
  const follow = status.quotePolicy === "followers" ? await findFollow(db, account.id, status.accountId) : null;
  return isQuotableBy(status, account.id, follow?.state === "accepted");
}

import type { Context } from "../../context.ts";
import { findAccount } from "../../db/account-queries.ts";
import type { Reader, Writer } from "../../db/database.ts";
import { findStatus, findVisibleStatus, updateStatus } from "../../db/status-queries.ts";
import type { QuotePolicy } from "../../db/schema/index.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import { isLocal, type Account } from "../accounts/account.ts";
import { federate } from "../federation-events.ts";
import { uris } from "../uris.ts";
import type { Status, Visibility } from "../statuses/status.ts";
import { mayQuote, policyFor } from "./policy.ts";
import type { QuoteRecord } from "./quote.ts";

/** @throws Refused when there is no such post for the author, or it may not be quoted. */
export async function findQuotable(db: Reader, author: Account, quotedId: string): Promise<Status> {
  const seen = await findVisibleStatus(db, quotedId, author.id);
  const quoted = seen?.boostOfId == null ? seen : await findVisibleStatus(db, seen.boostOfId, author.id);
  if (quoted === null || !(await mayQuote(db, author, quoted)))
    throw new Refused("not-found", "The post you are trying to quote does not appear to exist.");
  return quoted;
}

/** A quote of what is for followers is for followers at most. */
export const visibilityOfQuote = (quoted: Status | null, asked: Visibility): Visibility =>
  quoted?.visibility === "private" && (asked === "public" || asked === "unlisted") ? "private" : asked;

/** A local quote: accepted at once when its post is from here, for the policy has been asked; else its server is. */
export async function draftQuote(
  ctx: Pick<Context, "clock" | "config">,
  db: Reader,
  author: Account,
  quoted: Status,
): Promise<QuoteRecord> {
  const id = newId(ctx.clock.now());
  const { origin } = ctx.config;
  const quotedAuthor = await findAccount(db, quoted.accountId);
  const isOwn = quoted.accountId === author.id;
  const isHere = quotedAuthor !== null && isLocal(quotedAuthor);
  return {
    id,
    quoted,
    quotedUri: quoted.uri,
    state: isHere ? "accepted" : "pending",
    requestUri: isHere ? null : uris.activity(origin, author.username, "quote-requests", id),
    // Nobody asks whether somebody may quote themselves (FEP-044f).
    approvalUri: isHere && !isOwn ? uris.quoteAuthorization(origin, quotedAuthor.username, id) : null,
  };
}

/** Asks the author of what a local post quotes. */
export async function requestQuote(
  ctx: Pick<Context, "clock" | "wakeWorker">,
  tx: Writer,
  status: Status,
  { quoted, quotedUri, requestUri }: Pick<QuoteRecord, "quoted" | "quotedUri" | "requestUri">,
): Promise<void> {
  const target = quoted === null ? null : await findStatus(tx, quoted.id);
  if (target === null || requestUri === null) return;
  await federate(ctx, tx, status.uri, {
    kind: "quote-requested",
    accountId: status.accountId,
    targetId: target.accountId,
    uri: requestUri,
    statusUri: status.uri,
    quotedUri,
  });
}

/** An author chooses anew who may quote a post; other servers hear of it. What quotes it already goes on. */
export async function changeQuotePolicy(
  ctx: Pick<Context, "clock" | "wakeWorker">,
  tx: Writer,
  status: Status,
  policy: QuotePolicy,
): Promise<void> {
  const quotePolicy = policyFor(status.visibility, policy);
  if (quotePolicy === status.quotePolicy) return;
  await updateStatus(tx, status.id, { quotePolicy });
  await tellQuoteChanged(ctx, tx, status);
}

/** Other servers get a local post anew because what it says of quotes has changed. */
export async function tellQuoteChanged(
  ctx: Pick<Context, "clock" | "wakeWorker">,
  tx: Writer,
  status: Status,
): Promise<void> {
  const editId = newId(ctx.clock.now());
  await federate(ctx, tx, status.uri, { kind: "status-edited", statusId: status.id, editId });
}

import type { Context } from "../../context.ts";
import { findAccount } from "../../db/account-queries.ts";
import type { Writer } from "../../db/database.ts";
import {
  findLocalQuoters,
  findQuote,
  findQuoteOf,
  insertQuote,
  updateQuote,
  type Quote,
} from "../../db/quote-queries.ts";
import type { QuoteState } from "../../db/schema/index.ts";
import { countUpStatus, findStatus, lockStatus } from "../../db/status-queries.ts";
import type { Account } from "../accounts/account.ts";
import { notify, withdrawNotification } from "../notifications/notify.ts";
import { tellStreams } from "../streams/tell.ts";
import type { Status } from "../statuses/status.ts";

/** What a post that is being recorded quotes. */
export interface QuoteRecord {
  id: string;
  /** Null while it is not known here. */
  quoted: Pick<Status, "id"> | null;
  quotedUri: string;
  state: QuoteState;
  requestUri: string | null;
  approvalUri: string | null;
}

type QuoteContext = Pick<Context, "bus" | "clock">;

/** Writes down what a new post quotes; what is accepted counts, and is told to whom it quotes. */
export async function recordQuote(ctx: QuoteContext, tx: Writer, status: Status, record: QuoteRecord): Promise<void> {
  const { quoted, ...row } = record;
  const isThere = quoted !== null && (await lockStatus(tx, quoted.id));
  const created = await insertQuote(tx, {
    ...row,
    statusId: status.id,
    quotedStatusId: isThere ? quoted.id : null,
    createdAt: ctx.clock.now(),
  });
  if (created?.state === "accepted") await beginToCount(ctx, tx, created);
}

/** Its author approves. `approvalUri` names the stamp. */
export async function acceptQuote(
  ctx: QuoteContext,
  tx: Writer,
  id: string,
  approvalUri: string | null,
): Promise<void> {
  const before = await lockQuote(tx, id);
  if (before === null || before.state === "accepted") return;
  const quote = await updateQuote(tx, id, { state: "accepted", approvalUri });
  if (quote === null) return;
  await beginToCount(ctx, tx, quote);
  tellStreams(ctx, tx, { kind: "status-edited", statusId: quote.statusId });
}

/** Its author refuses, or takes an approval back. */
export async function refuseQuote(
  ctx: QuoteContext,
  tx: Writer,
  id: string,
  state: Extract<QuoteState, "rejected" | "revoked">,
): Promise<void> {
  const before = await lockQuote(tx, id);
  if (before === null || before.state === "rejected" || before.state === "revoked") return;
  await updateQuote(tx, id, { state, approvalUri: null });
  if (before.state === "accepted") await ceaseToCount(tx, before);
  tellStreams(ctx, tx, { kind: "status-edited", statusId: before.statusId });
}

/** A post that quotes goes. */
export async function dropQuote(tx: Writer, status: Pick<Status, "id">): Promise<void> {
  const quote = await findQuoteOf(tx, status.id);
  if (quote?.state === "accepted" && quote.quotedStatusId !== null)
    await countUpStatus(tx, quote.quotedStatusId, "quotesCount", -1);
}

/** Who quotes a post here hears that it was edited. */
export async function notifyQuoters(ctx: QuoteContext, tx: Writer, quoted: Status, author: Account): Promise<void> {
  for (const { account, statusId } of await findLocalQuoters(tx, quoted.id)) {
    await notify(ctx, tx, account, { type: "quoted-edit", from: author, statusId });
  }
}

/** The row as it is, once nobody else changes it: two who accept it at once count once. */
async function lockQuote(tx: Writer, id: string): Promise<Quote | null> {
  await updateQuote(tx, id, { quotedStatusId: (await findQuote(tx, id))?.quotedStatusId ?? null });
  return await findQuote(tx, id);
}

async function beginToCount(ctx: QuoteContext, tx: Writer, quote: Quote): Promise<void> {
  const quoted = quote.quotedStatusId === null ? null : await findStatus(tx, quote.quotedStatusId);
  if (quoted === null) return;
  await countUpStatus(tx, quoted.id, "quotesCount", 1);
  const status = await findStatus(tx, quote.statusId);
  const author = await findAccount(tx, quoted.accountId);
  const from = status === null ? null : await findAccount(tx, status.accountId);
  if (author !== null && from !== null)
    await notify(ctx, tx, author, { type: "quote", from, statusId: quote.statusId });
}

async function ceaseToCount(tx: Writer, quote: Quote): Promise<void> {
  const quoted = quote.quotedStatusId === null ? null : await findStatus(tx, quote.quotedStatusId);
  const status = await findStatus(tx, quote.statusId);
  if (quoted === null) return;
  await countUpStatus(tx, quoted.id, "quotesCount", -1);
  if (status !== null) {
    const from = { id: status.accountId };
    await withdrawNotification(tx, quoted.accountId, { type: "quote", from, statusId: quote.statusId });
  }
}

import type { Accept, QuoteRequest, Reject } from "@fedify/vocab";
import { findAccount } from "../../src/db/account-queries.ts";
import { findQuoteByApproval, findQuoteByRequest, findQuoteOf, type Quote } from "../../src/db/quote-queries.ts";
import { findStatus, findStatusByUri, findVisibleStatus } from "../../src/db/status-queries.ts";
import { isLocal, type Account } from "../../src/domain/accounts/account.ts";
import { answerQuote } from "../../src/domain/quotes/answer.ts";
import { mayQuote } from "../../src/domain/quotes/policy.ts";
import { tellQuoteChanged } from "../../src/domain/quotes/draft.ts";
import { acceptQuote, refuseQuote } from "../../src/domain/quotes/quote.ts";
import type { Status } from "../../src/domain/statuses/status.ts";
import { isPost } from "../codec/read-note.ts";
import type { Inbox } from "../environment.ts";
import { isStampOf } from "../remote/receive-quote.ts";
import { recordReceived } from "../remote/receive-post.ts";
import { fetchStatus } from "../remote/resolve-status.ts";
import { embeddedOnly } from "./embedded.ts";
import { receive } from "./receive.ts";

/** Somebody elsewhere wants to quote a post of ours: its author's choice answers at once. */
export const onQuoteRequest = receive<QuoteRequest>(async (fedify, request, actor) => {
  const { data: ctx } = fedify;
  const uri = request.id?.href;
  const quotingUri = request.instrumentId?.href;
  const known = request.objectId === null ? null : await findStatusByUri(ctx.db.read, request.objectId.href);
  const quoted = known === null ? null : await findVisibleStatus(ctx.db.read, known.id, actor.id);
  if (uri === undefined || quotingUri === undefined || known?.isLocal !== true) return;
  const author = await findAccount(ctx.db.read, known.accountId);
  if (author === null || new URL(quotingUri).host !== new URL(actor.uri).host) return;
  const isAllowed = quoted !== null && (await mayQuote(ctx.db.read, actor, quoted));
  const quoting = isAllowed ? await quotingPost(fedify, request, actor, quotingUri) : null;
  const quote = quoting?.accountId === actor.id ? await findQuoteOf(ctx.db.read, quoting.id) : null;
  const found = quote?.quotedStatusId === known.id ? quote : null;
  await ctx.db.write((tx) =>
    answerQuote(ctx, tx, { author, quoter: actor, quoted: known, quote: found, uri, quotingUri }),
  );
});

/** The post that quotes: it comes with the request, before its Create. */
async function quotingPost(fedify: Inbox, request: QuoteRequest, actor: Account, uri: string): Promise<Status | null> {
  const known = await findStatusByUri(fedify.data.db.read, uri);
  if (known !== null) return known;
  const object = await request.getInstrument(embeddedOnly(fedify));
  const isOwn =
    object !== null && isPost(object) && object.id?.href === uri && object.attributionId?.href === actor.uri;
  if (!isOwn) return await fetchStatus(fedify, uri);
  await recordReceived(fedify, { note: object, document: await request.toJsonLd() }, actor);
  return await findStatusByUri(fedify.data.db.read, uri);
}

/** The quote here whose request is answered, when the actor is who was asked. */
async function askedQuote(fedify: Inbox, answer: Accept | Reject, actor: Account): Promise<Quote | null> {
  const { db } = fedify.data;
  const quote = answer.objectId === null ? null : await findQuoteByRequest(db.read, answer.objectId.href);
  const quoted = quote?.quotedStatusId == null ? null : await findStatus(db.read, quote.quotedStatusId);
  return quoted?.accountId === actor.id ? quote : null;
}

/** Whether it answered a QuoteRequest of ours; else it is about something else. */
export async function takeQuoteAnswer(fedify: Inbox, answer: Accept | Reject, actor: Account): Promise<boolean> {
  const { data: ctx } = fedify;
  const quote = await askedQuote(fedify, answer, actor);
  if (quote === null) return false;
  const quoting = await findStatus(ctx.db.read, quote.statusId);
  const quoted = await findStatus(ctx.db.read, quote.quotedStatusId ?? "");
  const stamp = "resultId" in answer ? answer.resultId : null;
  const isAccept = answer.constructor.name === "Accept";
  if (quoting === null || quoted === null) return true;
  if (!isAccept) {
    const state = quote.state === "accepted" ? "revoked" : "rejected";
    await ctx.db.write((tx) => refuseQuote(ctx, tx, quote.id, state));
    return true;
  }
  if (stamp === null || !(await isStampOf(fedify, stamp.href, quoting.uri, quoted))) return true;
  await ctx.db.write(async (tx) => {
    await acceptQuote(ctx, tx, quote.id, stamp.href);
    await tellQuoteChanged(ctx, tx, quoting);
  });
  return true;
}

/** Whether it took a stamp back. */
export async function takeRevocation(fedify: Inbox, stampUri: string, actor: Account): Promise<boolean> {
  const { data: ctx } = fedify;
  const quote = await findQuoteByApproval(ctx.db.read, stampUri);
  const quoted = quote?.quotedStatusId == null ? null : await findStatus(ctx.db.read, quote.quotedStatusId);
  if (quote === null || quoted?.accountId !== actor.id) return false;
  await ctx.db.write(async (tx) => {
    await refuseQuote(ctx, tx, quote.id, "revoked");
    const quoting = await findStatus(tx, quote.statusId);
    const quoter = quoting === null ? null : await findAccount(tx, quoting.accountId);
    if (quoting !== null && quoter !== null && isLocal(quoter)) await tellQuoteChanged(ctx, tx, quoting);
  });
  return true;
}

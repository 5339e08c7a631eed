import { QuoteAuthorization } from "@fedify/vocab";
import { findQuoteOf } from "../../src/db/quote-queries.ts";
import { findStatusByUrl } from "../../src/db/status-queries.ts";
import { findAccount } from "../../src/db/account-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { mayQuote } from "../../src/domain/quotes/policy.ts";
import { acceptQuote, type QuoteRecord } from "../../src/domain/quotes/quote.ts";
import type { Status } from "../../src/domain/statuses/status.ts";
import { FetchRefused } from "../../src/lib/fetch-refused.ts";
import { newId } from "../../src/lib/ids.ts";
import { readQuote, type ReadQuote } from "../codec/read-quote.ts";
import type { Post } from "../codec/read-note.ts";
import type { AnyContext } from "../environment.ts";
import { fetchObject, isWorthRetrying } from "./fetch-object.ts";

type FetchStatus = (uri: string) => Promise<Status | null>;

/**
 * What a remote post quotes, with its approval checked; null when it quotes nothing. `fetch` looks up what is not known
 * here; without it only known posts count.
 */
export async function prepareQuote(
  fedify: AnyContext,
  note: Post,
  author: Account,
  fetch: FetchStatus | null,
): Promise<QuoteRecord | null> {
  const { db, clock } = fedify.data;
  const read = await readQuote(note);
  if (read === null || note.id === null) return null;
  const known = await findStatusByUrl(db.read, read.quotedUri);
  const quoted = known ?? (fetch === null ? null : await tolerating(fedify, () => fetch(read.quotedUri)));
  const verdict = quoted === null ? pending : await judge(fedify, { read, noteUri: note.id.href, author, quoted });
  return { id: newId(clock.now()), quoted, quotedUri: quoted?.uri ?? read.quotedUri, requestUri: null, ...verdict };
}

type Verdict = Pick<QuoteRecord, "state" | "approvalUri">;
const pending: Verdict = { state: "pending", approvalUri: null };

interface Claim {
  read: ReadQuote;
  noteUri: string;
  author: Account;
  quoted: Status;
}

async function judge(fedify: AnyContext, claim: Claim): Promise<Verdict> {
  const { read, author, quoted } = claim;
  if (quoted.accountId === author.id) return { state: "accepted", approvalUri: null };
  if (read.isLegacy) return { state: (await isOpen(fedify, claim)) ? "accepted" : "rejected", approvalUri: null };
  // A stamp of ours is given with the answer to a QuoteRequest, which marks the quote itself.
  if (quoted.isLocal || read.approvalUri === null) return pending;
  const isStamped = await tolerating(fedify, () => isStampOf(fedify, read.approvalUri ?? "", claim.noteUri, quoted));
  return isStamped === true ? { state: "accepted", approvalUri: read.approvalUri } : pending;
}

/** Servers that ask nobody quote what everybody may see; here the author's choice holds all the same. */
async function isOpen(fedify: AnyContext, { author, quoted }: Claim): Promise<boolean> {
  if (quoted.isLocal) return await mayQuote(fedify.data.db.read, author, quoted);
  return quoted.visibility === "public" || quoted.visibility === "unlisted";
}

/** Whether the stamp is its author's own, and is for this quote of this post. */
export async function isStampOf(
  fedify: AnyContext,
  approvalUri: string,
  quotingUri: string,
  quoted: Pick<Status, "accountId" | "uri">,
): Promise<boolean> {
  const quotedAuthor = await findAccount(fedify.data.db.read, quoted.accountId);
  if (quotedAuthor === null || !URL.canParse(approvalUri)) return false;
  if (new URL(approvalUri).host !== new URL(quotedAuthor.uri).host) return false;
  const stamp = (await fetchObject(fedify, approvalUri))?.object;
  return (
    stamp instanceof QuoteAuthorization &&
    stamp.id?.href === approvalUri &&
    stamp.attributionId?.href === quotedAuthor.uri &&
    stamp.interactingObjectId?.href === quotingUri &&
    stamp.interactionTargetId?.href === quoted.uri
  );
}

/** An Update may bring the stamp that was missing. */
export async function refreshQuote(fedify: AnyContext, note: Post, status: Status): Promise<void> {
  const { db } = fedify.data;
  const quote = await findQuoteOf(db.read, status.id);
  if (quote?.state !== "pending" || quote.quotedStatusId === null) return;
  const read = await readQuote(note);
  if (read === null || read.approvalUri === null) return;
  const quoted = await findStatusByUrl(db.read, quote.quotedUri);
  if (quoted === null || quoted.isLocal) return;
  const { approvalUri } = read;
  if ((await tolerating(fedify, () => isStampOf(fedify, approvalUri, status.uri, quoted))) !== true) return;
  await db.write((tx) => acceptQuote(fedify.data, tx, quote.id, approvalUri));
}

/** What is quoted lies on a third server: when that is down the post is shown without it. */
async function tolerating<T>(fedify: AnyContext, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (!isWorthRetrying(error) && !(error instanceof FetchRefused)) throw error;
    fedify.data.log.info({ err: error }, "a quoted post could not be read");
    return null;
  }
}

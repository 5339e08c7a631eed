import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { findQuote, type Quote } from "../../db/quote-queries.ts";
import { findStatus } from "../../db/status-queries.ts";
import type { Account } from "../accounts/account.ts";
import { federate } from "../federation-events.ts";
import { refuseQuote } from "./quote.ts";

/** A local author takes back that a post quotes theirs: its stamp is gone, and who has the quote is told. */
export async function revokeQuote(
  ctx: Pick<Context, "bus" | "clock" | "wakeWorker">,
  tx: Writer,
  author: Account,
  quote: Pick<Quote, "id">,
): Promise<void> {
  const before = await findQuote(tx, quote.id);
  if (before?.state !== "accepted") return;
  await refuseQuote(ctx, tx, before.id, "revoked");
  const quoting = await findStatus(tx, before.statusId);
  if (before.approvalUri === null || quoting === null || quoting.accountId === author.id) return;
  await federate(ctx, tx, before.quotedUri, {
    kind: "quote-revoked",
    accountId: author.id,
    targetId: quoting.accountId,
    uri: before.approvalUri,
    statusUri: quoting.uri,
    quotedUri: before.quotedUri,
  });
}

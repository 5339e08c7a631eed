import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import type { Quote } from "../../db/quote-queries.ts";
import type { Account } from "../accounts/account.ts";
import { federate } from "../federation-events.ts";
import { uris } from "../uris.ts";
import type { Status } from "../statuses/status.ts";
import { acceptQuote } from "./quote.ts";

interface Asked {
  /** Of the quoted post, which is from here. */
  author: Account;
  quoter: Account;
  quoted: Status;
  /** Null when it is refused. */
  quote: Quote | null;
  /** Of the request. */
  uri: string;
  quotingUri: string;
}

/** Answers a remote quoter, with a stamp or without; asked twice, the stamp is the same. */
export async function answerQuote(
  ctx: Pick<Context, "bus" | "clock" | "config" | "wakeWorker">,
  tx: Writer,
  { author, quoter, quoted, quote, uri, quotingUri }: Asked,
): Promise<void> {
  // What was taken back is not given again by asking again.
  const isGiven = quote !== null && quote.state !== "revoked";
  const stamp = isGiven ? uris.quoteAuthorization(ctx.config.origin, author.username, quote.id) : null;
  if (isGiven) await acceptQuote(ctx, tx, quote.id, stamp);
  await federate(ctx, tx, quoted.uri, {
    kind: "quote-answered",
    accountId: author.id,
    targetId: quoter.id,
    uri,
    statusUri: quotingUri,
    quotedUri: quoted.uri,
    approvalUri: stamp,
  });
}

import { QuoteAuthorization } from "@fedify/vocab";
import { findAccount } from "../../src/db/account-queries.ts";
import { findQuote } from "../../src/db/quote-queries.ts";
import { findStatus } from "../../src/db/status-queries.ts";
import { uris } from "../../src/domain/uris.ts";
import type { FedifyFederation } from "../environment.ts";
import { mayFetch } from "./viewer.ts";

/** The stamps by which authors here approve quotes; one that was taken back is gone. */
export function dispatchQuotes(federation: FedifyFederation): void {
  federation
    .setObjectDispatcher(
      QuoteAuthorization,
      "/users/{username}/quote_authorizations/{id}",
      async (fedify, { username, id }) => {
        const { db, config } = fedify.data;
        const quote = await findQuote(db.read, id);
        const stampUri = uris.quoteAuthorization(config.origin, username, id);
        if (quote === null || quote.state !== "accepted" || quote.approvalUri !== stampUri) return null;
        const quoting = await findStatus(db.read, quote.statusId);
        const quoted = quote.quotedStatusId === null ? null : await findStatus(db.read, quote.quotedStatusId);
        const author = quoted === null ? null : await findAccount(db.read, quoted.accountId);
        if (quoting === null || quoted === null || author === null) return null;
        return new QuoteAuthorization({
          id: new URL(stampUri),
          attribution: new URL(author.uri),
          interactingObject: new URL(quoting.uri),
          interactionTarget: new URL(quoted.uri),
        });
      },
    )
    .authorize((fedify) => mayFetch(fedify));
}

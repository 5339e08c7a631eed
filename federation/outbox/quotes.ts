import { Accept, Delete, QuoteAuthorization, QuoteRequest, Reject, type Activity } from "@fedify/vocab";
import { findStatusByUri } from "../../src/db/status-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import type { FederationEvent } from "../../src/domain/federation-events.ts";
import { ExtendedQuoteRequest } from "../codec/extended.ts";
import { loadNote } from "../codec/load-note.ts";
import { writeNote } from "../codec/write-note.ts";
import type { AnyContext } from "../environment.ts";

export type QuoteEvent = Extract<FederationEvent, { kind: "quote-requested" | "quote-answered" | "quote-revoked" }>;

/** What is said of a quote (FEP-044f). Null when the post that quotes is gone. */
export async function writeQuoteActivity(
  fedify: AnyContext,
  event: QuoteEvent,
  sender: Account,
  other: Account,
): Promise<Activity | null> {
  const actor = new URL(sender.uri);
  const to = new URL(other.uri);
  const object = new URL(event.quotedUri);
  const instrument = new URL(event.statusUri);
  switch (event.kind) {
    case "quote-requested":
      return await writeRequest(fedify, event, { actor, to, object });
    case "quote-revoked":
      return new Delete({
        id: new URL(`${event.uri}#delete`),
        actor,
        to,
        object: new QuoteAuthorization({
          id: new URL(event.uri),
          attribution: actor,
          interactingObject: instrument,
          interactionTarget: object,
        }),
      });
    case "quote-answered": {
      const request = new QuoteRequest({ id: new URL(event.uri), actor: to, object, instrument });
      const id = (kind: string) => new URL(`${sender.uri}#${kind}/quotes/${encodeURIComponent(event.uri)}`);
      if (event.approvalUri === null) return new Reject({ id: id("rejects"), actor, to, object: request });
      const result = new URL(event.approvalUri);
      return new Accept({ id: id("accepts"), actor, to, object: request, result });
    }
  }
}

/** The post comes along, because it is not public before it is approved, or its Create may be slower. */
async function writeRequest(
  fedify: AnyContext,
  event: QuoteEvent,
  values: { actor: URL; to: URL; object: URL },
): Promise<Activity | null> {
  const { db, config } = fedify.data;
  const status = await findStatusByUri(db.read, event.statusUri);
  if (status === null) return null;
  const instrument = writeNote(config, await loadNote(db.read, status));
  return new ExtendedQuoteRequest({ id: new URL(event.uri), ...values, instrument });
}

import { Create, Note } from "@fedify/vocab";
import type { FederationEvent } from "../../src/domain/federation-events.ts";

/** A choice in another server's poll: a Note with its title as name, for the author alone. */
export function writeVote(event: Extract<FederationEvent, { kind: "voted" }>, actor: URL, to: URL): Create {
  return new Create({
    id: new URL(`${event.uri}/activity`),
    actor,
    to,
    object: new Note({
      id: new URL(event.uri),
      attribution: actor,
      to,
      name: event.title,
      replyTarget: new URL(event.statusUri),
    }),
  });
}

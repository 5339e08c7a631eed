import { topoutTerms } from "../codec/context.ts";
import type { Loose } from "../../src/testing/loose.ts";

// Plain documents of a peer, for tests that bend one thing about them.

type Json = Readonly<Record<string, unknown>>;
// Tests change what they like.
export const publicUri = "https://www.w3.org/ns/activitystreams#Public";
const context = ["https://www.w3.org/ns/activitystreams", { sensitive: "as:sensitive", Hashtag: "as:Hashtag" }];

/** A public Note of the actor. */
export function noteBy(actorUri: string, name: string, extra: Json = {}): Loose {
  return {
    "@context": context,
    id: `${actorUri}/notes/${name}`,
    type: "Note",
    attributedTo: actorUri,
    to: [publicUri],
    cc: [`${actorUri}/followers`],
    content: `<p>${name}</p>`,
    published: "2026-05-01T10:00:00Z",
    ...extra,
  };
}

/** An activity of the actor. */
export function activityBy(actorUri: string, type: string, object: unknown, extra: Json = {}): Loose {
  const of = typeof object === "object" && object !== null && "id" in object ? String(object.id) : String(object);
  return {
    "@context": context,
    id: `${actorUri}#${type}/${encodeURIComponent(of)}/${activityCount++}`,
    type,
    actor: actorUri,
    to: [publicUri],
    object,
    ...extra,
  };
}

let activityCount = 0;

/** The Create of a Note by its author. */
export const createOf = (note: Loose, extra: Json = {}): Loose => activityBy(note.attributedTo, "Create", note, extra);

/** What makes a Note carry a climb. */
export function climbOn(noteId: string, actorUri: string, extra: Json = {}): Json {
  return {
    "@context": [...context, topoutTerms],
    climb: {
      type: "Climb",
      id: `${noteId}/climb`,
      attributedTo: actorUri,
      name: "Midnight Lightning",
      climbedOn: "2026-05-01",
      discipline: "boulder",
      style: "redpoint",
      ...extra,
    },
  };
}

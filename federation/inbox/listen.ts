import {
  Accept,
  Add,
  Announce,
  Block,
  Create,
  Delete,
  Dislike,
  Flag,
  Follow,
  Like,
  Offer,
  QuoteRequest,
  Reject,
  Remove,
  Undo,
  Update,
} from "@fedify/vocab";
import { instanceActorUsername } from "../../src/domain/uris.ts";
import type { FedifyFederation } from "../environment.ts";
import { onCreate, onUpdate } from "./create.ts";
import { onDelete } from "./delete.ts";
import { onDislike } from "./dislike.ts";
import { onAdd, onFeatureRequest, onRemove } from "./featured.ts";
import { onFlag } from "./flag.ts";
import { onAccept, onBlock, onFollow, onReject } from "./follow.ts";
import { onAnnounce, onLike } from "./like.ts";
import { onQuoteRequest } from "./quote.ts";
import { onUndo } from "./undo.ts";

/** Every activity that is understood, one listener each. Others are taken and forgotten. */
export function listenToInbox(federation: FedifyFederation): void {
  federation
    .setInboxListeners("/users/{identifier}/inbox", "/inbox")
    .setSharedKeyDispatcher(() => ({ identifier: instanceActorUsername }))
    // Every handler may run twice; the worker drops most of what comes twice.
    .withIdempotency(() => null)
    .on(Follow, onFollow)
    .on(Accept, onAccept)
    .on(Reject, onReject)
    .on(Undo, onUndo)
    .on(Create, onCreate)
    .on(Update, onUpdate)
    .on(Delete, onDelete)
    .on(Like, onLike)
    .on(Dislike, onDislike)
    .on(Announce, onAnnounce)
    .on(QuoteRequest, onQuoteRequest)
    .on(Block, onBlock)
    .on(Add, onAdd)
    .on(Remove, onRemove)
    // A FeatureRequest is no type of Fedify's: see `mendDocument`.
    .on(Offer, onFeatureRequest)
    .on(Flag, onFlag)
    .onUnverifiedActivity((_fedify, activity, reason) => {
      // The Delete of an actor whose key is gone with it can never be verified; refusing makes its server try for days.
      const isGone = reason.type === "keyFetchError" && "status" in reason.result && reason.result.status === 410;
      return activity instanceof Delete && isGone ? new Response(null, { status: 202 }) : undefined;
    });
}

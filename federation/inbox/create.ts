import { type Create, type Update, isActor } from "@fedify/vocab";
import { findFollowers } from "../../src/db/relationship-queries.ts";
import { findStatusByUri } from "../../src/db/status-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { receiveStatus, type ReceivedStatus } from "../../src/domain/statuses/receive.ts";
import { isPost } from "../codec/read-note.ts";
import { isVote } from "../codec/read-poll.ts";
import type { Inbox } from "../environment.ts";
import { fetchObject } from "../remote/fetch-object.ts";
import { localOf, prepareReceived, recordReceivedEdit, type IncomingPost } from "../remote/receive-post.ts";
import { prepareQuote } from "../remote/receive-quote.ts";
import { rememberActor } from "../remote/resolve-account.ts";
import { fetchAncestors, quotedFetcher } from "../remote/resolve-status.ts";
import { wasDeletedBefore } from "./early-delete.ts";
import { takeCollectionUpdate } from "./featured.ts";
import { receive } from "./receive.ts";
import { takeVote } from "./vote.ts";

/** The post in an activity, when it is the actor's own and lives on the actor's host; fetched when only named. */
async function postOf(fedify: Inbox, activity: Create | Update, actor: Account): Promise<IncomingPost | null> {
  const object = await activity.getObject({ ...fedify, suppressError: true });
  const host = new URL(actor.uri).host;
  if (object === null || object.id?.host !== host) return null;
  if (!isPost(object) || object.attributionId?.href !== actor.uri) return null;
  const document: unknown = await activity.toJsonLd();
  return { note: object, document };
}

export const onCreate = receive<Create>(async (fedify, create, author) => {
  const incoming = await postOf(fedify, create, author);
  if (incoming === null) return;
  if (isVote(incoming.note)) return await takeVote(fedify, incoming.note, author);
  const uri = incoming.note.id?.href ?? "";
  if ((await findStatusByUri(fedify.data.db.read, uri)) !== null) return;
  if (await wasDeletedBefore(fedify.data, author, uri)) return;
  const received = await prepareReceived(fedify, incoming, author);
  if (received === null || !(await concernsUs(fedify, received))) return;
  if (received.inReplyTo === null && received.inReplyToUri !== null) {
    await fetchAncestors(fedify, received.inReplyToUri);
    received.inReplyTo = await findStatusByUri(fedify.data.db.read, received.inReplyToUri);
  }
  if (received.quote?.quoted === null) {
    received.quote = await prepareQuote(fedify, incoming.note, author, quotedFetcher(fedify));
  }
  await receiveStatus(fedify.data, received);
});

/** Somebody here follows the author, is named, answered, or quoted: anything else would make this server a mirror of spam. */
async function concernsUs(fedify: Inbox, received: ReceivedStatus): Promise<boolean> {
  const { db, config } = fedify.data;
  if ((await localOf(fedify.data, received.mentionedIds)).length > 0) return true;
  if (received.inReplyTo?.isLocal === true || received.inReplyToUri?.startsWith(`${config.origin}/`) === true)
    return true;
  if (received.quote?.quotedUri.startsWith(`${config.origin}/`) === true) return true;
  const followers = await findFollowers(db.read, received.author.id, "accepted", { limit: 1 });
  return followers.length > 0;
}

export const onUpdate = receive<Update>(async (fedify, update, actor) => {
  if (await takeCollectionUpdate(fedify, update, actor)) return;
  const object = await update.getObject({ ...fedify, suppressError: true });
  if (object !== null && isActor(object)) {
    if (object.id?.href !== actor.uri) return;
    // Read where it lives: the embedded copy may leave out what did not change.
    const fetched = await fetchObject(fedify, actor.uri);
    if (fetched !== null && isActor(fetched.object)) await rememberActor(fedify, fetched.object);
    return;
  }
  const incoming = await postOf(fedify, update, actor);
  const status = incoming === null ? null : await findStatusByUri(fedify.data.db.read, incoming.note.id?.href ?? "");
  if (incoming !== null && status !== null) await recordReceivedEdit(fedify, incoming, actor, status);
});

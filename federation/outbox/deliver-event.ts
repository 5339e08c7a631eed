import {
  Accept,
  Add,
  Announce,
  Block,
  Dislike,
  Follow,
  Like,
  PUBLIC_COLLECTION,
  Reject,
  Remove,
  Undo,
  type Activity,
} from "@fedify/vocab";
import type { JobHandler } from "../../src/jobs/worker.ts";
import { findAccount, findAccountsByIds } from "../../src/db/account-queries.ts";
import { findRemoteVoterIds } from "../../src/db/poll-queries.ts";
import { findStatus, findTombstone } from "../../src/db/status-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { federationEvent, type FederationEvent } from "../../src/domain/federation-events.ts";
import { Refused } from "../../src/lib/refused.ts";
import { ExtendedUpdate } from "../codec/extended.ts";
import { loadNote } from "../codec/load-note.ts";
import { writeActor } from "../codec/write-actor.ts";
import { addressStatus } from "../codec/write-note.ts";
import type { AnyContext } from "../environment.ts";
import { isDislikeKnown } from "../remote/software.ts";
import { writeAnnounce } from "./boosts.ts";
import { packFeatured, type FeaturedEvent } from "./featured.ts";
import type { Parcel } from "./parcel.ts";
import { writeQuoteActivity, type QuoteEvent } from "./quotes.ts";
import { findAudience, recipientsOf } from "./recipients.ts";
import { packReport } from "./reports.ts";
import { writeCreate, writeDelete, writeUpdate } from "./statuses.ts";
import { writeVote } from "./votes.ts";

/** The job `federate`: turns an event into its activity and puts one delivery per inbox into the queue. */
export function deliverEvents(fedify: AnyContext): JobHandler {
  return async (payload) => {
    const parsed = federationEvent.safeParse(payload);
    if (!parsed.success) throw new Refused("invalid", "Not a federation event", { cause: parsed.error });
    const parcel = await pack(fedify, parsed.data);
    if (parcel === null || parcel.recipients.length === 0) return;
    await fedify.sendActivity({ identifier: parcel.sender.username }, [...parcel.recipients], parcel.activity, {
      preferSharedInbox: parcel.isPersonal !== true,
      // This job is the fan-out already; Fedify's own parses the activity again and would lose the climb.
      fanout: "skip",
      orderingKey: parcel.object,
    });
  };
}

/** Null when the cause is gone meanwhile: what undoes it has an event of its own. */
async function pack(fedify: AnyContext, event: FederationEvent): Promise<Parcel | null> {
  switch (event.kind) {
    case "status-published":
    case "status-edited":
      return await packStatus(fedify, event);
    case "status-deleted":
      return await packDeletion(fedify, event);
    case "boosted":
      return await packBoost(fedify, event.boostId);
    case "boost-undone":
      return await packUnboost(fedify, event);
    case "pinned":
    case "unpinned":
      return await packPin(fedify, event);
    case "account-updated":
      return await packProfile(fedify, event);
    case "reported":
      return await packReport(fedify, event.reportId);
    case "quote-requested":
    case "quote-answered":
    case "quote-revoked":
      return await packQuote(fedify, event);
    case "collection-added":
    case "collection-edited":
    case "collection-removed":
    case "item-added":
    case "item-removed":
    case "feature-requested":
    case "feature-answered":
    case "feature-revoked":
      return await packFeatured(fedify, event);
    default:
      return await packPersonal(fedify, event);
  }
}

async function packStatus(
  fedify: AnyContext,
  event: Extract<FederationEvent, { kind: "status-published" | "status-edited" }>,
): Promise<Parcel | null> {
  const { db, config } = fedify.data;
  const status = await findStatus(db.read, event.statusId);
  if (status === null) return null;
  const facts = await loadNote(db.read, status);
  const named = [
    ...facts.mentioned.map((account) => account.id),
    ...(status.inReplyToAccountId === null ? [] : [status.inReplyToAccountId]),
  ];
  const voterIds = facts.poll === null ? [] : await findRemoteVoterIds(db.read, facts.poll.id);
  const isPersonal = status.visibility === "direct";
  return {
    sender: facts.author,
    activity: event.kind === "status-published" ? writeCreate(config, facts) : writeUpdate(config, facts, event.editId),
    // Whom a post answers hears of it, but not of what is meant for others only.
    recipients: await findAudience(db.read, facts.author, status.visibility, [
      ...(isPersonal || status.visibility === "private" ? facts.mentioned.map((account) => account.id) : named),
      ...voterIds,
    ]),
    object: status.uri,
    isPersonal,
  };
}

async function packDeletion(
  fedify: AnyContext,
  event: Extract<FederationEvent, { kind: "status-deleted" }>,
): Promise<Parcel | null> {
  const { db, clock } = fedify.data;
  const author = await findAccount(db.read, event.accountId);
  if (author === null) return null;
  const { visibility, mentionedIds } = event.audience;
  const named = event.inReplyToAccountId === null ? mentionedIds : [...mentionedIds, event.inReplyToAccountId];
  const deletedAt = (await findTombstone(db.read, event.uri))?.deletedAt ?? clock.now();
  const uris = await urisOf(fedify, mentionedIds);
  return {
    sender: author,
    activity: writeDelete(author, event.uri, addressStatus(visibility, followersOf(author), uris), deletedAt),
    recipients: await findAudience(
      db.read,
      author,
      visibility,
      visibility === "public" || visibility === "unlisted" ? named : mentionedIds,
    ),
    object: event.uri,
    isPersonal: visibility === "direct",
  };
}

async function packBoost(fedify: AnyContext, boostId: string): Promise<Parcel | null> {
  const { db } = fedify.data;
  const boost = await findStatus(db.read, boostId);
  const booster = boost === null ? null : await findAccount(db.read, boost.accountId);
  const boosted = boost?.boostOfId == null ? null : await findStatus(db.read, boost.boostOfId);
  const author = boosted === null ? null : await findAccount(db.read, boosted.accountId);
  if (boost === null || booster === null || boosted === null || author === null) return null;
  return {
    sender: booster,
    activity: writeAnnounce(booster, boost, boosted.uri, author.uri),
    recipients: await findAudience(db.read, booster, boost.visibility, [author.id]),
    object: boosted.uri,
  };
}

async function packUnboost(
  fedify: AnyContext,
  event: Extract<FederationEvent, { kind: "boost-undone" }>,
): Promise<Parcel | null> {
  const { db } = fedify.data;
  const booster = await findAccount(db.read, event.accountId);
  if (booster === null) return null;
  const [authorUri] = await urisOf(fedify, [event.authorId]);
  const audience = addressStatus(
    event.audience.visibility,
    followersOf(booster),
    authorUri === undefined ? [] : [authorUri],
  );
  const announce = new Announce({
    id: new URL(event.boostUri),
    actor: new URL(booster.uri),
    object: new URL(event.statusUri),
    ...audience,
  });
  return {
    sender: booster,
    activity: new Undo({ id: undoId(event.boostUri), actor: new URL(booster.uri), object: announce, ...audience }),
    recipients: await findAudience(db.read, booster, event.audience.visibility, [event.authorId]),
    object: event.statusUri,
  };
}

async function packPin(
  fedify: AnyContext,
  event: Extract<FederationEvent, { kind: "pinned" | "unpinned" }>,
): Promise<Parcel | null> {
  const { db, clock } = fedify.data;
  const account = await findAccount(db.read, event.accountId);
  if (account?.featuredUri == null) return null;
  const values = {
    id: new URL(`${account.uri}#${event.kind}/${clock.now().getTime()}`),
    actor: new URL(account.uri),
    object: new URL(event.statusUri),
    target: new URL(account.featuredUri),
    to: PUBLIC_COLLECTION,
  };
  return {
    sender: account,
    activity: event.kind === "pinned" ? new Add(values) : new Remove(values),
    recipients: await findAudience(db.read, account, "public", []),
    object: account.featuredUri,
  };
}

async function packProfile(
  fedify: AnyContext,
  event: Extract<FederationEvent, { kind: "account-updated" }>,
): Promise<Parcel | null> {
  const { db, config } = fedify.data;
  const account = await findAccount(db.read, event.accountId);
  if (account === null) return null;
  const actor = writeActor(config, account, await fedify.getActorKeyPairs(account.username));
  return {
    sender: account,
    activity: new ExtendedUpdate({
      id: new URL(`${account.uri}#updates/${Date.parse(event.updatedAt)}`),
      actor: new URL(account.uri),
      to: PUBLIC_COLLECTION,
      object: actor,
    }),
    recipients: await findAudience(db.read, account, "public", []),
    object: account.uri,
  };
}

async function packQuote(fedify: AnyContext, event: QuoteEvent): Promise<Parcel | null> {
  const { db } = fedify.data;
  const sender = await findAccount(db.read, event.accountId);
  const other = await findAccount(db.read, event.targetId);
  if (sender === null || other === null) return null;
  const activity = await writeQuoteActivity(fedify, event, sender, other);
  if (activity === null) return null;
  // Who has read the quote may keep it: they hear, too, that its stamp is gone.
  const recipients =
    event.kind === "quote-revoked" ? await findAudience(db.read, sender, "public", [other.id]) : recipientsOf([other]);
  return { sender, activity, recipients, object: event.kind === "quote-requested" ? event.statusUri : event.quotedUri };
}

type Personal = Exclude<
  FederationEvent,
  {
    kind:
      | "status-published"
      | "status-edited"
      | "status-deleted"
      | "boosted"
      | "boost-undone"
      | "pinned"
      | "unpinned"
      | "account-updated"
      | "reported"
      | QuoteEvent["kind"]
      | FeaturedEvent["kind"];
  }
>;

/** What concerns two people only. */
async function packPersonal(fedify: AnyContext, event: Personal): Promise<Parcel | null> {
  const otherId = "authorId" in event ? event.authorId : "targetId" in event ? event.targetId : event.followerId;
  const sender = await findAccount(fedify.data.db.read, event.accountId);
  const other = await findAccount(fedify.data.db.read, otherId);
  if (sender === null || other === null) return null;
  const isDislike = event.kind === "disliked" || event.kind === "dislike-undone";
  if (isDislike && !(await isDislikeKnown(fedify.data, other.uri))) return null;
  return {
    sender,
    activity: writePersonal(event, sender, other),
    recipients: recipientsOf([other]),
    object: "statusUri" in event ? event.statusUri : `${sender.uri} ${other.uri}`,
    isPersonal: true,
  };
}

function writePersonal(event: Personal, sender: Account, other: Account): Activity {
  const id = new URL(event.uri);
  const actor = new URL(sender.uri);
  const to = new URL(other.uri);
  const undo = (object: Activity) => new Undo({ id: undoId(event.uri), actor, to, object });
  switch (event.kind) {
    case "favourited":
      return new Like({ id, actor, to, object: new URL(event.statusUri) });
    case "favourite-undone":
      return undo(new Like({ id, actor, to, object: new URL(event.statusUri) }));
    case "disliked":
      return new Dislike({ id, actor, to, object: new URL(event.statusUri) });
    case "dislike-undone":
      return undo(new Dislike({ id, actor, to, object: new URL(event.statusUri) }));
    case "voted":
      return writeVote(event, actor, to);
    case "follow-requested":
      return new Follow({ id, actor, to, object: to });
    case "follow-undone":
      return undo(new Follow({ id, actor, to, object: to }));
    case "blocked":
      return new Block({ id, actor, to, object: to });
    case "block-undone":
      return undo(new Block({ id, actor, to, object: to }));
    case "follow-accepted":
    case "follow-rejected": {
      // The Follow goes back as it came: some servers look for its id, others for its two ends.
      const follow = new Follow({ id, actor: to, object: actor });
      const answerId = new URL(
        `${sender.uri}#${event.kind === "follow-accepted" ? "accepts" : "rejects"}/${encodeURIComponent(event.uri)}`,
      );
      return event.kind === "follow-accepted"
        ? new Accept({ id: answerId, actor, to, object: follow })
        : new Reject({ id: answerId, actor, to, object: follow });
    }
  }
}

const followersOf = (account: Account): string => account.followersUri ?? `${account.uri}/followers`;

/** Of an id that may have a fragment already. */
const undoId = (uri: string): URL => new URL(uri.includes("#") ? `${uri}/undo` : `${uri}#undo`);

async function urisOf(fedify: AnyContext, ids: readonly string[]): Promise<string[]> {
  return [...(await findAccountsByIds(fedify.data.db.read, ids)).values()].map((account) => account.uri);
}

import { FetchError, type DocumentLoader } from "@fedify/vocab-runtime";
import { z } from "zod";
import { findAccount } from "../../src/db/account-queries.ts";
import { findUntoldClimbs } from "../../src/db/climb-list-queries.ts";
import { isLocal, type Account } from "../../src/domain/accounts/account.ts";
import { dropEntry, receiveEntry } from "../../src/domain/climbs/receive.ts";
import { instanceActorUsername } from "../../src/domain/uris.ts";
import type { RemoteAttachment } from "../../src/domain/statuses/status.ts";
import type { JobHandler } from "../../src/jobs/worker.ts";
import { FetchRefused } from "../../src/lib/fetch-refused.ts";
import { isClimbNode, readClimb, type ReceivedClimb } from "../codec/climb.ts";
import { readClimbMedia } from "../codec/read-climb-media.ts";
import { readCollectionPage, type CollectionPage } from "../codec/read-collection.ts";
import { expandJsonLd } from "../codec/json-ld.ts";
import type { AnyContext } from "../environment.ts";
import { isWorthRetrying } from "./fetch-object.ts";
import { completeClimbs, isClimbOf } from "./received-climb.ts";

const mostPages = 10;
const mostClimbs = 200;
/** Entries that are no longer listed are asked for one by one. */
const mostChecks = 20;
/** For a server that has been asked too often. */
const restMs = 15 * 60_000;

const payloadSchema = z.object({ accountId: z.string() });

/**
 * The job `read-logbook`: takes the newest entries of a remote climber's `climbs` collection over, page by page. Run
 * again it changes what has changed, and drops what its server no longer has.
 */
export function readLogbooks(fedify: AnyContext): JobHandler {
  return async (payload) => {
    const { accountId } = payloadSchema.parse(payload);
    const { db, clock, log } = fedify.data;
    const climber = await findAccount(db.read, accountId);
    if (climber === null || isLocal(climber) || climber.climbsUri === null || climber.suspendedAt !== null) return;
    const load = await fedify.getDocumentLoader({ identifier: instanceActorUsername });
    try {
      await readLogbook(fedify, load, climber, climber.climbsUri);
    } catch (error) {
      if (statusOf(error) === 429) return { runAt: new Date(clock.now().getTime() + restMs), payload };
      const isDenied = (error instanceof FetchError || error instanceof FetchRefused) && !isWorthRetrying(error);
      if (!isDenied) throw error;
      log.info({ err: error, accountId }, "a logbook could not be read");
    }
  };
}

async function readLogbook(fedify: AnyContext, load: DocumentLoader, climber: Account, climbsUri: string) {
  const listed = new Set<string>();
  const visited = new Set<string>();
  let next: string | null = climbsUri;
  while (next !== null && !visited.has(next) && visited.size < mostPages && listed.size < mostClimbs) {
    visited.add(next);
    const { items, next: following } = await loadPage(fedify, load, climber, next);
    const found = readItems(items, climber, fedify.data.clock.now()).slice(0, mostClimbs - listed.size);
    await takeOver(fedify, climber, found);
    for (const { climb } of found) listed.add(climb.uri);
    next = following;
  }
  // Pages that lead back to each other have been read as well.
  await dropGone(fedify, load, climber, { listed, isWhole: next === null || visited.has(next) });
}

/** A page, or the collection with the first page inside or beside it. @throws FetchError, FetchRefused */
async function loadPage(
  fedify: AnyContext,
  load: DocumentLoader,
  climber: Account,
  url: string,
): Promise<CollectionPage> {
  const { host } = new URL(climber.uri);
  const { document, documentUrl } = await load(url);
  // Another host would speak for this one's climbers.
  if (new URL(documentUrl).host !== host) return { items: [], next: null };
  const page = readCollectionPage(await expandJsonLd(document, fedify.contextLoader));
  const isElsewhere = page.next !== null && new URL(page.next).host !== host;
  return isElsewhere ? { ...page, next: null } : page;
}

interface ListedClimb {
  climb: ReceivedClimb;
  attachments: readonly RemoteAttachment[];
}

function readItems(items: readonly unknown[], climber: Account, now: Date): ListedClimb[] {
  return items.filter(isClimbNode).flatMap((item) => {
    const climb = readClimb(item, now);
    if (climb === null || !isClimbOf(climb, climber.uri)) return [];
    return [{ climb, attachments: readClimbMedia(item) }];
  });
}

async function takeOver(fedify: AnyContext, climber: Account, found: readonly ListedClimb[]): Promise<void> {
  const { data: ctx } = fedify;
  const climbs = found.map(({ climb }) => climb);
  const entries = await completeClimbs(ctx, climbs, ({ climbedOn }) => new Date(climbedOn));
  await ctx.db.write(async (tx) => {
    for (const [index, entry] of entries.entries()) {
      await receiveEntry(ctx, tx, climber, entry, found[index]?.attachments ?? []);
    }
  });
}

/** What is not listed may be older than what was read, hidden, or gone: only its own address tells. */
async function dropGone(
  fedify: AnyContext,
  load: DocumentLoader,
  climber: Account,
  { listed, isWhole }: { listed: ReadonlySet<string>; isWhole: boolean },
): Promise<void> {
  const { db, clock } = fedify.data;
  const known = await findUntoldClimbs(db.read, climber.id, mostClimbs + mostChecks);
  const oldestListed = known.findLastIndex(({ uri }) => listed.has(uri));
  const missing = (isWhole ? known : known.slice(0, oldestListed + 1)).filter(({ uri }) => !listed.has(uri));
  for (const { uri } of missing.slice(0, mostChecks)) {
    if (await isGone(load, uri)) await db.write((tx) => dropEntry({ clock }, tx, uri));
  }
}

/** 404, too: what is no longer public is not to be shown here either. */
async function isGone(load: DocumentLoader, uri: string): Promise<boolean> {
  try {
    await load(uri);
    return false;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === 410) return true;
    // Down or slow: the next time will tell.
    if (error instanceof FetchError || error instanceof FetchRefused) return false;
    throw error;
  }
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof FetchError ? error.response?.status : undefined;

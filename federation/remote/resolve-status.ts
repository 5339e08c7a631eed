import { isActor } from "@fedify/vocab";
import { findStatusByUrl, findTombstone } from "../../src/db/status-queries.ts";
import type { Status } from "../../src/domain/statuses/status.ts";
import { FetchRefused } from "../../src/lib/fetch-refused.ts";
import { isPost } from "../codec/read-note.ts";
import type { AnyContext } from "../environment.ts";
import { fetchObject, isWorthRetrying } from "./fetch-object.ts";
import { recordReceived } from "./receive-post.ts";
import { isOwnUri, resolveActor } from "./resolve-account.ts";

/** How far up an unknown thread is followed, and for how long. */
const mostAncestors = 20;
const ancestorsDeadlineMs = 30_000;

/** The post at a URI or page, fetched with what it answers when it is unknown. @throws when its server is down. */
export async function fetchStatus(
  fedify: AnyContext,
  uri: string,
  { followsQuotes = true } = {},
): Promise<Status | null> {
  const { db, clock } = fedify.data;
  const deadline = clock.now().getTime() + ancestorsDeadlineMs;
  return await fetchUpwards(fedify, uri, { left: mostAncestors, deadline, seen: new Set(), db, followsQuotes });
}

interface Way {
  left: number;
  deadline: number;
  seen: Set<string>;
  db: AnyContext["data"]["db"];
  /** What the first post quotes is fetched, too; not what that quotes, or there would be no end. */
  followsQuotes: boolean;
}

async function fetchUpwards(fedify: AnyContext, uri: string, way: Way): Promise<Status | null> {
  const { data: ctx } = fedify;
  const known = await findStatusByUrl(way.db.read, uri);
  if (known !== null) return known;
  if (isOwnUri(ctx, uri) || way.left <= 0 || way.seen.has(uri) || ctx.clock.now().getTime() > way.deadline) return null;
  const followsQuotes = way.followsQuotes && way.seen.size === 0;
  way.seen.add(uri);
  way.left -= 1;
  if ((await findTombstone(way.db.read, uri)) !== null) return null;
  const fetched = await fetchObject(fedify, uri);
  if (fetched === null || !isPost(fetched.object) || isActor(fetched.object)) return null;
  const { object, document } = fetched;
  if (object.id === null || object.attributionId === null || object.id.host !== object.attributionId.host) return null;
  const byUri = await findStatusByUrl(way.db.read, object.id.href);
  if (byUri !== null) return byUri;
  const author = await resolveActor(fedify, object.attributionId.href);
  if (author === null) return null;
  await tryAncestor(fedify, object.replyTargetId?.href ?? null, way);
  return (
    (await recordReceived(fedify, { note: object, document }, author, followsQuotes ? quotedFetcher(fedify) : null)) ??
    (await findStatusByUrl(way.db.read, object.id.href))
  );
}

/** Fetches what a post quotes, and no further. */
export const quotedFetcher = (fedify: AnyContext) => (uri: string) =>
  fetchStatus(fedify, uri, { followsQuotes: false });

async function tryAncestor(fedify: AnyContext, parentUri: string | null, way: Way): Promise<void> {
  if (parentUri === null) return;
  try {
    await fetchUpwards(fedify, parentUri, way);
  } catch (error) {
    // What it answers lies on a server that is down: the post is shown without it.
    if (!isWorthRetrying(error) && !(error instanceof FetchRefused)) throw error;
    fedify.data.log.info({ err: error, uri: parentUri }, "a post's ancestor could not be read");
  }
}

/** Reads what a post answers, before the post itself is recorded. */
export async function fetchAncestors(fedify: AnyContext, parentUri: string | null): Promise<void> {
  const { db, clock } = fedify.data;
  await tryAncestor(fedify, parentUri, {
    left: mostAncestors,
    deadline: clock.now().getTime() + ancestorsDeadlineMs,
    seen: new Set(),
    db,
    followsQuotes: false,
  });
}

/** As `fetchStatus`, for people who ask: a server that is down gives null. */
export async function resolveStatus(fedify: AnyContext, uriOrUrl: string): Promise<Status | null> {
  if (!URL.canParse(uriOrUrl)) return null;
  try {
    return await fetchStatus(fedify, new URL(uriOrUrl).href);
  } catch (error) {
    if (!isWorthRetrying(error) && !(error instanceof FetchRefused)) throw error;
    fedify.data.log.info({ err: error, asked: uriOrUrl }, "post could not be resolved");
    return null;
  }
}

import { isActor, type Actor } from "@fedify/vocab";
import type { Context } from "../../src/context.ts";
import {
  findAccountByHandle,
  findAccountByUri,
  findAccountByUrl,
  insertAccount,
  moveHandleAside,
  updateAccount,
} from "../../src/db/account-queries.ts";
import { isUniqueViolation, type Writer } from "../../src/db/database.ts";
import { findTombstone } from "../../src/db/status-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { isLocal } from "../../src/domain/accounts/account.ts";
import { FetchRefused } from "../../src/lib/fetch-refused.ts";
import { idAt } from "../../src/lib/ids.ts";
import { namespace } from "../codec/context.ts";
import { firstOf, idOf } from "../codec/expanded.ts";
import { expandJsonLd } from "../codec/json-ld.ts";
import { readActor, type ReceivedActor } from "../codec/read-actor.ts";
import { readFeaturing } from "../codec/read-featured.ts";
import type { AnyContext } from "../environment.ts";
import { fetchObject, isWorthRetrying } from "./fetch-object.ts";
import { fingerAccount, handleDomainOf, splitHandle } from "./webfinger.ts";

/** A known actor is read again after a day, when it is asked for. */
const maxAgeMs = 24 * 3_600_000;

const isFresh = (ctx: Pick<Context, "clock">, account: Account): boolean =>
  isLocal(account) ||
  (account.fetchedAt !== null && ctx.clock.now().getTime() - account.fetchedAt.getTime() < maxAgeMs);

/** The account behind an actor's URI, fetched when it is unknown. @throws when its server cannot be reached now. */
export async function resolveActor(
  fedify: AnyContext,
  uri: string,
  options: { refresh?: boolean } = {},
): Promise<Account | null> {
  const ctx = fedify.data;
  const known = await findAccountByUri(ctx.db.read, uri);
  if (known !== null && (isLocal(known) || options.refresh !== true)) return known;
  if (isOwnUri(ctx, uri) || (await findTombstone(ctx.db.read, uri)) !== null) return null;
  const fetched = await fetchObject(fedify, uri);
  if (fetched === null || !isActor(fetched.object) || fetched.object.id === null) return known;
  // An alias of an actor that is known by its own URI.
  if (fetched.object.id.href !== uri) return await resolveActor(fedify, fetched.object.id.href);
  return await rememberActor(fedify, fetched.object);
}

export const isOwnUri = (ctx: Pick<Context, "config">, uri: string): boolean =>
  URL.canParse(uri) && new URL(uri).origin === ctx.config.origin;

/** Writes an actor down, new or changed. Null when it cannot be used. */
export async function rememberActor(fedify: AnyContext, actor: Actor): Promise<Account | null> {
  const ctx = fedify.data;
  const now = ctx.clock.now();
  const read = await readActor(actor, now);
  if (read === null || isOwnUri(ctx, read.uri)) return null;
  const known = await findAccountByUri(ctx.db.read, read.uri);
  const more = await readMore(fedify, actor, read);
  if (known !== null) {
    const { username: _username, createdAt: _createdAt, ...changed } = read;
    return await ctx.db.write((tx) =>
      updateAccount(tx, known.id, { ...changed, ...more, updatedAt: now, fetchedAt: now }),
    );
  }
  const domain = await handleDomainOf(ctx, read.username, read.uri);
  const add = () => ctx.db.write((tx) => addActor(ctx, tx, { ...read, ...more }, domain));
  try {
    return await add();
  } catch (error) {
    // Somebody who is new often comes with several activities at once: another job has just written them down.
    if (!isUniqueViolation(error)) throw error;
    return await add();
  }
}

async function addActor(
  ctx: Pick<Context, "clock" | "config">,
  tx: Writer,
  read: ReceivedActor,
  domain: string,
): Promise<Account | null> {
  const now = ctx.clock.now();
  const other = await findAccountByUri(tx, read.uri);
  if (other !== null) return other;
  if (domain === ctx.config.handleDomain) return null;
  // A server that was set up anew gives an old handle a new actor.
  const former = await findAccountByHandle(tx, read.username, domain);
  if (former !== null) await moveHandleAside(tx, former.id);
  return await insertAccount(tx, {
    ...read,
    id: idAt(now, now),
    usernameKey: read.username.toLowerCase(),
    domain,
    updatedAt: now,
    fetchedAt: now,
  });
}

/** What Fedify does not read: where another Topout keeps the climber's logbook, and what concerns collections. */
async function readMore(fedify: AnyContext, actor: Actor, read: ReceivedActor) {
  const [node] = (await expandJsonLd(await actor.toJsonLd(), fedify.contextLoader)) as unknown[];
  const uri = idOf(firstOf(node, `${namespace}climbs`));
  const isOnHost = typeof uri === "string" && URL.canParse(uri) && new URL(uri).host === actor.id?.host;
  return { climbsUri: isOnHost ? uri : null, ...readFeaturing(node, read) };
}

/** `user@host`, an actor's URI, or a profile's page. Null when nobody is there or the server cannot be reached. */
export async function resolveAccount(
  fedify: AnyContext,
  handleOrUrl: string,
  refresh: boolean,
): Promise<Account | null> {
  const ctx = fedify.data;
  try {
    const handle = splitHandle(handleOrUrl);
    if (handle !== null) return await resolveHandle(fedify, handle.username, handle.domain, refresh);
    if (!/^https?:\/\//i.test(handleOrUrl) || !URL.canParse(handleOrUrl)) return null;
    const url = new URL(handleOrUrl).href;
    const known = await findAccountByUrl(ctx.db.read, url);
    if (known !== null && (isFresh(ctx, known) || !refresh)) return known;
    return await resolveActor(fedify, known?.uri ?? url, { refresh: true });
  } catch (error) {
    if (!isWorthRetrying(error) && !(error instanceof FetchRefused)) throw error;
    ctx.log.info({ err: error, asked: handleOrUrl }, "account could not be resolved");
    return null;
  }
}

async function resolveHandle(
  fedify: AnyContext,
  username: string,
  domain: string,
  refresh: boolean,
): Promise<Account | null> {
  const ctx = fedify.data;
  const isHere = domain === ctx.config.handleDomain || domain === new URL(ctx.config.origin).host;
  const known = await findAccountByHandle(ctx.db.read, username, isHere ? "" : domain);
  if (isHere || (known !== null && (isFresh(ctx, known) || !refresh))) return known;
  const answer = await fingerAccount(ctx, username, domain);
  return answer === null ? known : ((await resolveActor(fedify, answer.actorUri, { refresh })) ?? known);
}

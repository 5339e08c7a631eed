import { Hono } from "hono";
import type { ApiEnv } from "../../src/api/env.ts";
import { findLocalAccount } from "../../src/db/account-queries.ts";
import {
  countPublicClimbs,
  findClimb,
  findPartners,
  findPublicClimbs,
  findVisibleClimb,
} from "../../src/db/climb-queries.ts";
import { findMediaOfClimbs } from "../../src/db/media-queries.ts";
import { findStatusesByIds } from "../../src/db/status-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import type { Climb } from "../../src/domain/climbs/climb.ts";
import { writeClimb } from "../codec/climb.ts";
import type { Expanded } from "../codec/extended.ts";
import { compactJsonLd } from "../codec/json-ld.ts";
import { toWirePartner } from "../codec/load-note.ts";
import { writeAttachments } from "../codec/write-attachment.ts";
import type { Data, Incoming } from "../environment.ts";
import { mayFetch, signerOf } from "./viewer.ts";

const pageLength = 40;
const activityJson = "application/activity+json";

/**
 * Climbs by id, and the public logbook as a collection. A Climb is no type of Fedify's, so these are routes of ours; its
 * page for people is the Note's.
 */
export function climbDispatchRoutes(ctx: Data, incoming: (request: Request) => Incoming): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const write = (request: Request, document: Expanded) => compactJsonLd([document], incoming(request).contextLoader);

  routes.get("/users/:username/climbs/:id", async (c) => {
    const fedify = incoming(c.req.raw);
    if (!(await mayFetch(fedify))) return c.json({ error: "Request not signed" }, 401);
    const account = await findLocalAccount(ctx.db.read, c.req.param("username"));
    const climb = account === null ? null : await findServedClimb(fedify, account, c.req.param("id"));
    if (account === null || climb === null) return c.json({ error: "Record not found" }, 404);
    const [expanded] = await expandClimbs(ctx, account, [climb]);
    return c.json(await write(c.req.raw, expanded ?? {}), 200, {
      "Content-Type": activityJson,
      Vary: "Accept, Signature",
    });
  });

  routes.get("/users/:username/climbs", async (c) => {
    if (!(await mayFetch(incoming(c.req.raw)))) return c.json({ error: "Request not signed" }, 401);
    const account = await findLocalAccount(ctx.db.read, c.req.param("username"));
    if (account?.climbsUri == null || account.suspendedAt !== null) return c.json({ error: "Record not found" }, 404);
    const cursor = c.req.query("max_id");
    const document = cursor === undefined ? await writeCollection(ctx, account) : await writePage(ctx, account, cursor);
    return c.json(await write(c.req.raw, document), 200, { "Content-Type": activityJson });
  });

  return routes;
}

/** A climb may be seen by whom its post may be seen. */
async function findServedClimb(fedify: Incoming, account: Account, id: string): Promise<Climb | null> {
  const { db } = fedify.data;
  const climb = await findClimb(db.read, id);
  if (climb === null || climb.accountId !== account.id) return null;
  if (climb.visibility === "public" || climb.visibility === "unlisted") return climb;
  const signer = await signerOf(fedify);
  return signer === null ? null : await findVisibleClimb(db.read, id, signer.id);
}

async function expandClimbs(ctx: Data, account: Account, climbs: readonly Climb[]): Promise<Expanded[]> {
  const media = await findMediaOfClimbs(
    ctx.db.read,
    climbs.map((climb) => climb.id),
  );
  const partners = await findPartners(
    ctx.db.read,
    climbs.map((climb) => climb.id),
  );
  const statuses = await findStatusesByIds(
    ctx.db.read,
    climbs.flatMap((climb) => climb.statusId ?? []),
  );
  return climbs.map((climb) =>
    writeClimb(
      climb,
      { attributedTo: account.uri, postUri: statuses.get(climb.statusId ?? "")?.uri ?? null },
      (partners.get(climb.id) ?? []).map(toWirePartner),
      writeAttachments(ctx.config, media.get(climb.id) ?? []),
    ),
  );
}

const as = "https://www.w3.org/ns/activitystreams#";
const newest = "9".repeat(18);
const pageUri = (account: Account, maxId: string): string => `${account.climbsUri}?max_id=${maxId}`;

async function writeCollection(ctx: Data, account: Account): Promise<Expanded> {
  return {
    "@id": account.climbsUri,
    "@type": [`${as}OrderedCollection`],
    [`${as}attributedTo`]: [{ "@id": account.uri }],
    [`${as}totalItems`]: [
      {
        "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger",
        "@value": await countPublicClimbs(ctx.db.read, account.id),
      },
    ],
    [`${as}first`]: [{ "@id": pageUri(account, newest) }],
  };
}

async function writePage(ctx: Data, account: Account, maxId: string): Promise<Expanded> {
  const climbs = await findPublicClimbs(ctx.db.read, account.id, { maxId, limit: pageLength });
  const last = climbs.length < pageLength ? undefined : climbs.at(-1);
  return {
    "@id": pageUri(account, maxId),
    "@type": [`${as}OrderedCollectionPage`],
    [`${as}partOf`]: [{ "@id": account.climbsUri }],
    [`${as}items`]: [{ "@list": await expandClimbs(ctx, account, climbs) }],
    ...(last === undefined ? {} : { [`${as}next`]: [{ "@id": pageUri(account, last.id) }] }),
  };
}

import { Hono, type Context as HonoContext, type Next } from "hono";
import type { ApiEnv } from "../../src/api/env.ts";
import { findLocalAccount } from "../../src/db/account-queries.ts";
import { findAcceptedItems, findItem } from "../../src/db/collection-item-queries.ts";
import { findCollection, findCollectionsOf, type Collection } from "../../src/db/collection-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { mostCollections } from "../../src/domain/collections/faults.ts";
import { mayLook } from "../../src/domain/collections/policy.ts";
import { uris } from "../../src/domain/uris.ts";
import type { Expanded } from "../codec/extended.ts";
import { loadFeatured } from "../codec/load-featured.ts";
import {
  as,
  compactFeatured,
  link,
  total,
  writeCollection,
  writeItem,
  writeStamp,
  type FeaturedFacts,
} from "../codec/write-featured.ts";
import type { Data, Incoming } from "../environment.ts";
import { wantsActivity } from "../wants-activity.ts";
import { mayFetch, signerOf } from "./viewer.ts";

const headers = { "Content-Type": "application/activity+json", Vary: "Accept, Signature" };

type Find = (account: Account, param: (name: string) => string) => Promise<Expanded | null>;

/**
 * What accounts here have made, what is in it, and the stamps by which they agree to be in others' collections (FEP-7aa9).
 * None of it is a type of Fedify's, so these are routes of ours; they answer machines only.
 */
export function featuredDispatchRoutes(ctx: Data, incoming: (request: Request) => Incoming): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db, config } = ctx;

  const serve = (path: string, find: Find): void => {
    const answer = async (c: HonoContext<ApiEnv>, next: Next) => {
      if (!wantsActivity(c)) return await next();
      const fedify = incoming(c.req.raw);
      if (!(await mayFetch(fedify))) return c.json({ error: "Request not signed" }, 401);
      const account = await findLocalAccount(db.read, (c.req.param("username") ?? "").replace("@", ""));
      const isThere = account !== null && account.suspendedAt === null;
      const isForAsker = isThere && (await mayLook(db.read, account.id, await signerOf(fedify)));
      const document = isForAsker ? await find(account, (name) => c.req.param(name) ?? "") : null;
      if (document === null) return c.json({ error: "Record not found" }, 404);
      return c.json(await compactFeatured(document, fedify.contextLoader), 200, headers);
    };
    routes.get(`/users/:username${path}`, answer);
    // The page of a collection, when a machine asks for it.
    routes.get(`/:username{@[A-Za-z0-9_]+}${path}`, answer);
  };

  const madeBy = async (account: Account, id: string): Promise<Collection | null> => {
    const collection = await findCollection(db.read, id);
    return collection?.accountId === account.id ? collection : null;
  };

  serve("/collections", async (account) => {
    const slice = { offset: 0, limit: mostCollections, onlyDiscoverable: false };
    const made = await findCollectionsOf(db.read, account.id, slice);
    const facts: FeaturedFacts[] = [];
    for (const collection of made) {
      const loaded = await loadFeatured(db.read, config.origin, collection);
      if (loaded !== null) facts.push(loaded);
    }
    return {
      "@id": uris.collection(config.origin, account.username, "collections"),
      "@type": [`${as}Collection`],
      [`${as}attributedTo`]: link(account.uri),
      [`${as}totalItems`]: total(facts.length),
      [`${as}items`]: facts.map(writeCollection),
    };
  });

  serve("/collections/:id", async (account, param) => {
    const collection = await madeBy(account, param("id"));
    const facts = collection === null ? null : await loadFeatured(db.read, config.origin, collection);
    return facts === null ? null : writeCollection(facts);
  });

  serve("/collections/:id/items/:item", async (account, param) => {
    const collection = await madeBy(account, param("id"));
    const members = collection === null ? [] : await findAcceptedItems(db.read, collection.id);
    const member = members.find(({ item }) => item.id === param("item"));
    return member === undefined ? null : writeItem(member);
  });

  serve("/feature_authorizations/:item", async (account, param) => {
    const item = await findItem(db.read, param("item"));
    const stampUri = uris.featureAuthorization(config.origin, account.username, param("item"));
    const isValid = item?.accountId === account.id && item.state === "accepted" && item.approvalUri === stampUri;
    const collection = isValid ? await findCollection(db.read, item.collectionId) : null;
    return collection === null ? null : writeStamp(stampUri, account.uri, collection.uri);
  });

  return routes;
}

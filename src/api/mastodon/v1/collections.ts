import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findLetInAccount, findAccountsByIds } from "../../../db/account-queries.ts";
import { findItem, type CollectionItem } from "../../../db/collection-item-queries.ts";
import {
  findCollection,
  findCollectionsOf,
  findCollectionsWith,
  type Collection,
} from "../../../db/collection-queries.ts";
import { changeCollection, createCollection, removeCollection } from "../../../domain/collections/collection.ts";
import { addToCollection, leaveCollection, removeItem } from "../../../domain/collections/items.ts";
import { findFeaturable, mayLook } from "../../../domain/collections/policy.ts";
import type { Account } from "../../../domain/accounts/account.ts";
import { present } from "../../../lib/present.ts";
import { recordNotFound, Refused } from "../../../lib/refused.ts";
import {
  loadCollections,
  loadCollectionWithAccounts,
  toCollection,
  toCollectionItem,
} from "../../../views/collection.ts";
import type { ApiEnv } from "../../env.ts";
import { allowAnyone, requireUser, userOf, viewerOf } from "../../middleware/authenticate.ts";
import { answerErrors } from "../../middleware/errors.ts";
import { readInput } from "../../middleware/input.ts";
import { linkParts } from "../../paging.ts";
import { booleanParam, idParam, listParam, partParams } from "../../params.ts";

const textOrNone = z.preprocess((value) => value ?? "", z.string());
const language = z.preprocess((value) => (value === "" ? null : value), z.string().nullable());

const draftSchema = z.object({
  name: textOrNone,
  description: textOrNone,
  language: language.default(null),
  tag_name: textOrNone,
  sensitive: booleanParam.default(false),
  discoverable: booleanParam.default(true),
  account_ids: listParam(idParam),
});
const changeSchema = z.object({
  name: textOrNone.optional(),
  description: textOrNone.optional(),
  language: language.optional(),
  tag_name: textOrNone.optional(),
  sensitive: booleanParam.optional(),
  discoverable: booleanParam.optional(),
});
const memberSchema = z.object({
  account_id: z.preprocess((value) => (value === "" ? null : value), idParam.nullish()),
});

const notAllowed = (): Refused => new Refused("forbidden", "This action is not allowed");

/** `/api/v1/collections`. */
export function collectionRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db, config } = ctx;

  async function collectionOf(c: HonoContext<ApiEnv>): Promise<Collection> {
    const collection = await findCollection(db.read, c.req.param("id") ?? "");
    if (collection === null) throw recordNotFound();
    return collection;
  }

  async function own(c: HonoContext<ApiEnv>): Promise<Collection> {
    const collection = await collectionOf(c);
    if (collection.accountId !== userOf(c).id) throw notAllowed();
    return collection;
  }

  async function itemOf(c: HonoContext<ApiEnv>, collection: Collection): Promise<CollectionItem> {
    const item = await findItem(db.read, c.req.param("item") ?? "");
    if (item?.collectionId !== collection.id) throw recordNotFound();
    return item;
  }

  /** Those of whom none may be missing and who may all be in a collection of the user's. */
  async function featurable(owner: Account, ids: readonly string[]): Promise<Account[]> {
    const wanted = [...new Set(ids)];
    const found = await findAccountsByIds(db.read, wanted);
    const accounts = wanted.flatMap((id) => found.get(id) ?? []);
    if (accounts.length < wanted.length) throw recordNotFound();
    const allowed = await findFeaturable(db.read, owner, accounts);
    if (!accounts.every((account) => allowed.has(account.id))) throw notAllowed();
    return accounts;
  }

  const show = async (collection: Collection, viewer: Account) => ({
    collection: toCollection(config, await loadCollections(db.read, [collection], viewer.id), collection),
  });

  routes.onError(nestFaults(ctx));

  routes.post("/", requireUser("write:collections"), async (c) => {
    const { account_ids, ...asked } = draftSchema.parse(await readInput(c));
    const accounts = await featurable(userOf(c), account_ids);
    const draft = {
      name: asked.name,
      description: asked.description,
      language: asked.language,
      tagName: asked.tag_name,
      isSensitive: asked.sensitive,
      isDiscoverable: asked.discoverable,
    };
    const collection = await db.write((tx) => createCollection(ctx, tx, userOf(c), draft, accounts));
    return c.json(await show(collection, userOf(c)));
  });

  routes.get("/:id", allowAnyone("read:collections"), async (c) => {
    const collection = await collectionOf(c);
    const viewer = viewerOf(c);
    if (!(await mayLook(db.read, collection.accountId, viewer))) throw notAllowed();
    return c.json(await loadCollectionWithAccounts(db.read, config, collection, viewer?.id ?? null));
  });

  routes.on(["PATCH", "PUT"], "/:id", requireUser("write:collections"), async (c) => {
    const { id } = await own(c);
    const asked = changeSchema.parse(await readInput(c));
    const change = present({
      name: asked.name,
      description: asked.description,
      language: asked.language,
      tagName: asked.tag_name,
      isSensitive: asked.sensitive,
      isDiscoverable: asked.discoverable,
    });
    return c.json(await show(await db.write((tx) => changeCollection(ctx, tx, id, change)), userOf(c)));
  });

  routes.delete("/:id", requireUser("write:collections"), async (c) => {
    const collection = await own(c);
    await db.write((tx) => removeCollection(ctx, tx, collection));
    return c.json({});
  });

  routes.post("/:id/items", requireUser("write:collections"), async (c) => {
    const collection = await own(c);
    const { account_id } = memberSchema.parse(await readInput(c));
    if (account_id == null) throw new Refused("invalid", "`account_id` parameter is missing");
    const owner = userOf(c);
    const [account] = await featurable(owner, [account_id]);
    if (account === undefined) throw recordNotFound();
    const item = await db.write((tx) => addToCollection(ctx, tx, { collection, owner, account }));
    return c.json({ collection_item: toCollectionItem(item) });
  });

  routes.delete("/:id/items/:item", requireUser("write:collections"), async (c) => {
    const item = await itemOf(c, await own(c));
    await db.write((tx) => removeItem(ctx, tx, item));
    return c.json({});
  });

  routes.post("/:id/items/:item/revoke", requireUser("write:collections"), async (c) => {
    const item = await itemOf(c, await collectionOf(c));
    if (item.accountId !== userOf(c).id) throw notAllowed();
    await db.write((tx) => leaveCollection(ctx, tx, userOf(c), item));
    return c.json({});
  });

  return routes;
}

/** Faults of a collection by field stand in an object inside `error`, on Mastodon too; those of its items do not. */
function nestFaults({ log }: Pick<Context, "log">) {
  const answer = answerErrors(log);
  return async (error: Error, c: HonoContext<ApiEnv>): Promise<Response> => {
    const answered = await answer(error, c);
    if (answered.status !== 422 || c.req.path.includes("/items")) return answered;
    const body = (await answered.json()) as Record<string, unknown>;
    return c.json("details" in body ? { error: body } : body, 422);
  };
}

/** `/api/v1/accounts/:id/collections` and `/in_collections`. */
export function accountCollectionRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db, config } = ctx;

  async function accountOf(c: HonoContext<ApiEnv>): Promise<Account> {
    const account = await findLetInAccount(db.read, c.req.param("id") ?? "");
    if (account === null) throw recordNotFound();
    return account;
  }

  const show = async (collections: readonly Collection[], viewer: Account | null) => {
    const facts = await loadCollections(db.read, collections, viewer?.id ?? null);
    return { collections: collections.map((collection) => toCollection(config, facts, collection)) };
  };

  routes.get("/:id/collections", allowAnyone("read:collections"), async (c) => {
    const account = await accountOf(c);
    const viewer = viewerOf(c);
    const slice = partParams(40, 80).parse(await readInput(c));
    if (!(await mayLook(db.read, account.id, viewer))) return c.json({ collections: [] });
    const onlyDiscoverable = account.id !== viewer?.id;
    const found = await findCollectionsOf(db.read, account.id, { ...slice, onlyDiscoverable });
    linkParts(c, config, found.length, slice);
    return c.json(await show(found, viewer));
  });

  routes.get("/:id/in_collections", requireUser("read:collections"), async (c) => {
    const account = await accountOf(c);
    const viewer = userOf(c);
    if (account.id !== viewer.id) throw notAllowed();
    const slice = partParams(40, 80).parse(await readInput(c));
    const found = await findCollectionsWith(db.read, account.id, slice);
    linkParts(c, config, found.length, slice);
    return c.json(await show(found, viewer));
  });

  return routes;
}

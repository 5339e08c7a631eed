import type { Context } from "../../context.ts";
import { findAcceptedItems } from "../../db/collection-item-queries.ts";
import {
  countCollections,
  deleteCollection,
  insertCollection,
  lockCollection,
  updateCollection,
  type Collection,
} from "../../db/collection-queries.ts";
import type { Writer } from "../../db/database.ts";
import { newId } from "../../lib/ids.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { readTagName } from "../../lib/text/tag-key.ts";
import type { Account } from "../accounts/account.ts";
import { federate } from "../federation-events.ts";
import { ensureTag } from "../tags/follow.ts";
import { uris } from "../uris.ts";
import { checkDraft, mostCollections, mostItems, tooManyCollections, tooManyItems } from "./faults.ts";
import type { CollectionDraft } from "./faults.ts";
import { askForItem, recordLocalItem, type CollectionContext } from "./items.ts";
import { tellEdited, withdrawTold } from "./tell.ts";

/**
 * Makes a collection of accounts who may be in it: those here are in it at once, others are asked.
 * @throws Refused by field, and when the owner has as many as one may have.
 */
export async function createCollection(
  ctx: CollectionContext,
  tx: Writer,
  owner: Account,
  draft: CollectionDraft,
  accounts: readonly Account[],
): Promise<Collection> {
  checkDraft(draft);
  if (accounts.length > mostItems) throw tooManyItems();
  if ((await countCollections(tx, owner.id)) >= mostCollections) throw tooManyCollections();
  const now = ctx.clock.now();
  const id = newId(now);
  const { tagName, ...columns } = draft;
  const collection = await insertCollection(tx, {
    ...columns,
    id,
    accountId: owner.id,
    uri: uris.featuredCollection(ctx.config.origin, owner.username, id),
    url: uris.featuredCollectionPage(ctx.config.origin, owner.username, id),
    tagId: await tagIdOf(ctx, tx, tagName),
    isLocal: true,
    createdAt: now,
    updatedAt: now,
  });
  if (collection === null) throw new Error("The collection was not inserted");
  // Whoever is asked looks it up; those who agree already are in what is told of it.
  await federate(ctx, tx, collection.uri, { kind: "collection-added", collectionId: id });
  for (const [index, account] of accounts.entries()) {
    const item = await recordLocalItem(ctx, tx, { collection, owner, account, position: index + 1 });
    await askForItem(ctx, tx, { collection, owner, account, item });
  }
  return collection;
}

async function tagIdOf(ctx: Pick<Context, "clock">, tx: Writer, typed: string): Promise<string | null> {
  const name = typed.trim() === "" ? null : readTagName(typed);
  return name === null ? null : (await ensureTag(ctx, tx, name)).id;
}

/** What is not named stays. Who is in it hears of another name or description. @throws Refused by field. */
export async function changeCollection(
  ctx: CollectionContext,
  tx: Writer,
  id: string,
  { tagName, ...change }: Partial<CollectionDraft>,
): Promise<Collection> {
  checkDraft({ ...change, ...(tagName === undefined ? {} : { tagName }) });
  const before = await lockCollection(tx, id);
  if (before === null) throw recordNotFound();
  const tagId = tagName === undefined ? before.tagId : await tagIdOf(ctx, tx, tagName);
  const now = ctx.clock.now();
  const wanted = { ...before, ...change, tagId };
  const isSame = (Object.keys(wanted) as (keyof Collection)[]).every((name) => wanted[name] === before[name]);
  if (isSame) return before;
  const after = await updateCollection(tx, id, { ...change, tagId, updatedAt: now });
  if (after === null) throw recordNotFound();
  if (after.name !== before.name || after.description !== before.description) await tellEdited(ctx, tx, after);
  await federate(ctx, tx, after.uri, { kind: "collection-edited", collectionId: id, editId: newId(now) });
  return after;
}

/** Of an account here or elsewhere; what was told of it is taken back. */
export async function removeCollection(ctx: CollectionContext, tx: Writer, collection: Collection): Promise<void> {
  const members = await findAcceptedItems(tx, collection.id);
  for (const { account } of members) await withdrawTold(tx, collection, account);
  await deleteCollection(tx, collection.id);
  if (!collection.isLocal) return;
  await federate(ctx, tx, collection.uri, {
    kind: "collection-removed",
    accountId: collection.accountId,
    uri: collection.uri,
    memberIds: members.map(({ account }) => account.id),
  });
}

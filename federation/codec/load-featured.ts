import { findAccount } from "../../src/db/account-queries.ts";
import { findAcceptedItems } from "../../src/db/collection-item-queries.ts";
import type { Collection } from "../../src/db/collection-queries.ts";
import type { Reader } from "../../src/db/database.ts";
import { findTagNames } from "../../src/db/tag-queries.ts";
import { uris } from "../../src/domain/uris.ts";
import type { FeaturedFacts } from "./write-featured.ts";

/** Null when its maker is gone. */
export async function loadFeatured(db: Reader, origin: string, collection: Collection): Promise<FeaturedFacts | null> {
  const owner = await findAccount(db, collection.accountId);
  if (owner === null) return null;
  const members = await findAcceptedItems(db, collection.id);
  const name =
    collection.tagId === null ? undefined : (await findTagNames(db, [collection.tagId])).get(collection.tagId);
  const tag = name === undefined ? null : { name, url: uris.tag(origin, name) };
  return { collection, owner, members: members.filter(({ account }) => account.suspendedAt === null), tag };
}

import { findCollectionsByUrls, replaceLinkedCollections } from "../../db/collection-queries.ts";
import type { Writer } from "../../db/database.ts";
import { findLinks } from "../cards/find-link.ts";
import type { Status } from "../statuses/status.ts";

const mostLinks = 10;

/** Notes down which collections a post links to, as far as they are known here. */
export async function linkCollections(tx: Writer, { id, contentHtml, editedAt }: Status): Promise<void> {
  const urls: string[] = [];
  for (const { href } of findLinks(contentHtml)) if (urls.push(href) === mostLinks) break;
  // A new post has none to lose.
  if (urls.length === 0 && editedAt === null) return;
  const linked = urls.length === 0 ? [] : await findCollectionsByUrls(tx, [...new Set(urls)]);
  await replaceLinkedCollections(
    tx,
    id,
    linked.map((collection) => collection.id),
  );
}

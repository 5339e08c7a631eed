import { firstOf, idOf, itemsAt } from "./expanded.ts";

const as = "https://www.w3.org/ns/activitystreams#";

export interface CollectionPage {
  /** As expanded JSON-LD. */
  items: readonly unknown[];
  /** The address of the next page; of a collection without items, of its first. */
  next: string | null;
}

/** Reads a collection or a page of one from its expanded document; what is not as expected reads as empty. */
export function readCollectionPage(expanded: unknown): CollectionPage {
  const node: unknown = Array.isArray(expanded) ? expanded[0] : expanded;
  const first = firstOf(node, `${as}first`);
  const items = itemsAt(node, `${as}items`);
  if (items.length > 0 || first === undefined) return { items, next: addressOf(firstOf(node, `${as}next`)) };
  const inner = itemsAt(first, `${as}items`);
  return { items: inner, next: addressOf(inner.length > 0 ? firstOf(first, `${as}next`) : first) };
}

function addressOf(node: unknown): string | null {
  const id = idOf(node);
  return typeof id === "string" && /^https?:/.test(id) && URL.canParse(id) ? id : null;
}

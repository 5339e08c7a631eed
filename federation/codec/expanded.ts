// Looking into expanded JSON-LD of others: whatever is not as expected reads as absent.

export function listOf(node: unknown, key: string): unknown[] {
  if (typeof node !== "object" || node === null || !(key in node)) return [];
  const list: unknown = (node as Record<string, unknown>)[key];
  return Array.isArray(list) ? list : [list];
}

export const firstOf = (node: unknown, iri: string): unknown => listOf(node, iri)[0];

export const idOf = (node: unknown): unknown =>
  typeof node === "object" && node !== null && "@id" in node ? node["@id"] : undefined;

export function valueAt(node: unknown, iri: string): unknown {
  const found = firstOf(node, iri);
  return typeof found === "object" && found !== null && "@value" in found ? found["@value"] : undefined;
}

/** A list of a document's own context, or values one beside another, as a foreign context may have them. */
export const itemsAt = (node: unknown, iri: string): unknown[] =>
  listOf(node, iri).flatMap((item) =>
    typeof item === "object" && item !== null && "@list" in item ? listOf(item, "@list") : [item],
  );

export function numberAt(node: unknown, iri: string): number | null {
  const found = valueAt(node, iri);
  // Nothing is no nought.
  const number = typeof found === "string" && found.trim() !== "" ? Number(found) : found;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

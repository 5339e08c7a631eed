interface Place {
  locationName: string | null;
  country: string | null;
}

const keyOf = (name: string): string => name.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");

/** Names as people write them: neither case nor spaces tell two apart. */
export const sameName = (one: string | null, other: string | null): boolean => keyOf(one ?? "") === keyOf(other ?? "");

/** The same crag or gym. A country that is not told may be any. */
export function samePlace(one: Place, other: Place): boolean {
  const agrees = one.country === null || other.country === null || sameName(one.country, other.country);
  return agrees && sameName(one.locationName, other.locationName);
}

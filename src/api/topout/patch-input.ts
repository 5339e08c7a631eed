type Input = Record<string, unknown>;

const isObject = (value: unknown): value is Input =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * What a change in part leaves: the fields that it names, and of its place those, laid over what was there. Another place
 * as a whole, and none, keep the precision: nobody becomes findable by a change that does not say so.
 */
export function patchInput(former: Input, given: Input): Input {
  const { location: before } = former;
  const { location: place } = given;
  if (place === undefined || !isObject(before)) return { ...former, ...given };
  if (isObject(place)) return { ...former, ...given, location: { ...before, ...place } };
  const isNameOrNone = typeof place === "string" || place === null;
  const location = isNameOrNone ? { name: place, precision: before["precision"] } : place;
  return { ...former, ...given, location };
}

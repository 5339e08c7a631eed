const deepest = 64;
const publicUri = "https://www.w3.org/ns/activitystreams#Public";
const audienceNames = new Set(["to", "cc", "bto", "bcc", "audience"]);

/**
 * A document of another server as JSON-LD and both databases can take it: without ids that are null (Pixelfed) and
 * without ids, types and values that are no text or no value, for which JSON-LD refuses the whole document; with
 * `Public` written out (ActivityPub §5.6 allows the bare word, which JSON-LD reads as a relative address), without
 * control characters, and with a type that Fedify knows beside one that it does not. @throws SyntaxError when it is nested deeper than anybody writes.
 */
export function mendDocument(document: unknown): unknown {
  return mend(document, 0, false);
}

function mend(value: unknown, depth: number, isContext: boolean): unknown {
  if (depth > deepest) throw new SyntaxError("The document is nested too deeply");
  if (typeof value === "string") return mendText(value);
  if (Array.isArray(value)) return value.map((item) => mend(item, depth + 1, isContext));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, given]): [string, unknown][] => {
    // In a context null means something.
    if (!isContext && !isLegal(name, given)) return [];
    // Of null JSON-LD leaves the type out, too: alone it would be an object where Fedify expects a time.
    if (!isContext && name === "@value" && typeof given === "object") return [[name, null]];
    const mended = mend(given, depth + 1, isContext || name === "@context");
    if (isContext) return [[mendText(name), mended]];
    if (name === "type" || name === "@type") return [[name, withKnownType(mended)]];
    return [[mendText(name), audienceNames.has(name) ? spellPublic(mended) : mended]];
  });
  return Object.fromEntries(entries);
}

function isLegal(name: string, given: unknown): boolean {
  if (name === "id" || name === "@id") return typeof given === "string";
  const isType = name === "type" || name === "@type";
  return !isType || [given].flat().every((type) => typeof type === "string");
}

// PostgreSQL takes neither U+0000 nor half a surrogate pair.
const mendText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, "");

function spellPublic(audience: unknown): unknown {
  if (Array.isArray(audience)) return audience.map(spellPublic);
  return audience === "Public" ? publicUri : audience;
}

/** FEP-7aa9. Fedify refuses an activity as a whole when a type in it is none of its own, a post that links to one too. */
const baseTypes: Readonly<Record<string, string>> = {
  FeatureRequest: "Offer",
  FeaturedCollection: "Object",
  FeaturedItem: "Object",
  FeatureAuthorization: "Object",
};

function withKnownType(type: unknown): unknown {
  const types: unknown[] = Array.isArray(type) ? type : [type];
  const bases = types.flatMap((name) => (typeof name === "string" ? (baseTypes[shortName(name)] ?? []) : []));
  return bases.length === 0 ? type : [...new Set([...bases, ...types])];
}

const shortName = (type: string): string => type.replace("https://w3id.org/fep/7aa9#", "");

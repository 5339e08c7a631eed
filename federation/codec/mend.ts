const deepest = 64;
const publicUri = "https://www.w3.org/ns/activitystreams#Public";
const audienceNames = new Set(["to", "cc", "bto", "bcc", "audience"]);

/**
 * A document of another server as JSON-LD and both databases can take it: without ids that are null (Pixelfed), with
 * `Public` written out (ActivityPub §5.6 allows the bare word, which JSON-LD reads as a relative address), without
 * control characters. @throws SyntaxError when it is nested deeper than anybody writes.
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
    if (given === null && !isContext && (name === "id" || name === "@id")) return [];
    const mended = mend(given, depth + 1, isContext || name === "@context");
    return [[mendText(name), audienceNames.has(name) && !isContext ? spellPublic(mended) : mended]];
  });
  return Object.fromEntries(entries);
}

// PostgreSQL takes neither U+0000 nor half a surrogate pair.
const mendText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, "");

function spellPublic(audience: unknown): unknown {
  if (Array.isArray(audience)) return audience.map(spellPublic);
  return audience === "Public" ? publicUri : audience;
}

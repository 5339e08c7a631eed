/** Asks for a page that shows the code to copy, instead of a redirect. */
export const outOfBand = "urn:ietf:wg:oauth:2.0:oob";

/** Schemes that would run or read something in the browser instead of calling an app. */
const forbiddenSchemes = new Set([
  "about",
  "blob",
  "chrome",
  "data",
  "file",
  "filesystem",
  "javascript",
  "jar",
  "mailto",
  "resource",
  "vbscript",
  "view-source",
  "ws",
  "wss",
]);

/** What keeps `uri` from being a redirect URI, in words that follow "Redirect URI"; null when it is good. */
export function redirectUriFault(uri: string): string | null {
  if (uri === outOfBand) return null;
  const scheme = schemeOf(uri);
  if (scheme === null) return "must be an absolute URI.";
  // It goes into a Location header as it is: compared and sent byte by byte, never rewritten.
  if (!/^[\x21-\x7e]+$/.test(uri)) return "must be written in ASCII, without spaces.";
  if (forbiddenSchemes.has(scheme) || scheme === "urn") return "is forbidden by the server.";
  if (uri.includes("#")) return "cannot contain a fragment.";
  const isWeb = scheme === "http" || scheme === "https";
  if (isWeb && !(/^https?:\/\/[^/?]/i.test(uri) && URL.canParse(uri))) return "must be an absolute URI.";
  return null;
}

/** The scheme in lower case, without its colon (RFC 3986 §3.1); null for a relative reference. */
export function schemeOf(uri: string): string | null {
  return /^([a-z][a-z0-9+.-]*):./i.exec(uri)?.[1]?.toLowerCase() ?? null;
}

/** Adds to the query of a redirect URI and leaves every other byte of it alone: apps compare what comes back. */
export function addToQuery(uri: string, parameters: Readonly<Record<string, string | null>>): string {
  const added = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== null) added.append(name, value);
  const joint = !uri.includes("?") ? "?" : /[?&]$/.test(uri) ? "" : "&";
  return `${uri}${joint}${added.toString()}`;
}

import { domainToASCII } from "node:url";

/**
 * The host name of what somebody typed as a domain, which may be an address or begin with a wildcard, in lower case and
 * ASCII; null when it is none.
 */
export function readDomain(typed: string): string | null {
  const bare = typed
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/^\*\./, "")
    // From its start, so that a run of slashes is tried once.
    .replace(/^([^/?#]*)[/?#].*$/, "$1");
  if (bare.length > 253 || !/^[^\s:@/\\]+\.[^\s:@/\\]+$/.test(bare)) return null;
  const host = domainToASCII(bare);
  return /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(host) ? host : null;
}

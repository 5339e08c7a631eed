/** The scopes of Mastodon's API (docs.joinmastodon.org/api/oauth-scopes), by their top-level name. */
const granular: Readonly<Record<string, readonly string[]>> = {
  read: [
    "accounts",
    "blocks",
    "bookmarks",
    "collections",
    "favourites",
    "filters",
    "follows",
    "lists",
    "mutes",
    "notifications",
    "search",
    "statuses",
  ],
  write: [
    "accounts",
    "blocks",
    "bookmarks",
    "collections",
    "conversations",
    "favourites",
    "filters",
    "follows",
    "lists",
    "media",
    "mutes",
    "notifications",
    "reports",
    "statuses",
  ],
  follow: [],
  push: [],
  profile: [],
  "admin:read": [
    "accounts",
    "reports",
    "domain_allows",
    "domain_blocks",
    "ip_blocks",
    "email_domain_blocks",
    "canonical_email_blocks",
  ],
  "admin:write": [
    "accounts",
    "reports",
    "domain_allows",
    "domain_blocks",
    "ip_blocks",
    "email_domain_blocks",
    "canonical_email_blocks",
  ],
};

const followScopes = new Set([
  "read:blocks",
  "read:follows",
  "read:mutes",
  "write:blocks",
  "write:follows",
  "write:mutes",
]);

export const allScopes: readonly string[] = Object.entries(granular).flatMap(([name, parts]) => [
  name,
  ...parts.map((part) => `${name}:${part}`),
]);

/** What a token with every right carries. */
export const topLevelScopes: readonly string[] = Object.keys(granular);

const known = new Set(allScopes);

/** The scopes of a space-separated list; null when one of them does not exist. */
export function parseScopes(given: string): string[] | null {
  const scopes = [...new Set(given.split(/[\s+]+/).filter((scope) => scope !== ""))];
  return scopes.every((scope) => known.has(scope)) ? scopes : null;
}

/** Whether `granted` allows what `scope` names: itself, its top-level scope, or the old `follow`. */
export function covers(granted: readonly string[], scope: string): boolean {
  if (granted.includes(scope)) return true;
  const top = scope.slice(0, Math.max(scope.lastIndexOf(":"), 0));
  if (top !== "" && granted.includes(top)) return true;
  if (scope === "profile") return covers(granted, "read:accounts");
  return followScopes.has(scope) && granted.includes("follow");
}

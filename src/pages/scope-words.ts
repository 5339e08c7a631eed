/** What each scope allows, as the person who is asked understands it. */
const words: Readonly<Record<string, string>> = {
  profile: "See who you are: your name, handle and picture",
  read: "Read everything you can see: timelines, private posts, notifications, lists, bookmarks, your logbook",
  write: "Act in your name: post, edit and delete, log climbs, like and boost, change your profile and settings",
  follow: "Follow, mute and block for you",
  push: "Receive your notifications when they happen",
  "admin:read": "Read what moderators see of all accounts of this server, if you are one",
  "admin:write": "Moderate accounts and servers in your name, if you are a moderator",
};

const nouns: Readonly<Record<string, string>> = {
  accounts: "accounts",
  blocks: "blocks",
  bookmarks: "bookmarks",
  canonical_email_blocks: "blocked e-mail addresses",
  collections: "collections",
  conversations: "conversations",
  domain_allows: "allowed servers",
  domain_blocks: "blocked servers",
  email_domain_blocks: "blocked e-mail providers",
  favourites: "favourites",
  filters: "filters",
  follows: "follows",
  ip_blocks: "blocked addresses",
  lists: "lists",
  media: "uploaded media",
  mutes: "mutes",
  notifications: "notifications",
  reports: "reports",
  search: "search results",
  statuses: "posts and climbs",
};

const verbs: readonly (readonly [scope: string, verb: string])[] = [
  ["read", "Read your"],
  ["write", "Change your"],
  ["admin:read", "As a moderator, read this server's"],
  ["admin:write", "As a moderator, change this server's"],
];

/** One line per right; parts of a right that is granted whole are left out, parts of one kind are joined. */
export function describeScopes(scopes: readonly string[]): string[] {
  const lines = scopes.flatMap((scope) => words[scope] ?? []);
  for (const [top, verb] of verbs) {
    if (scopes.includes(top)) continue;
    const parts = scopes.flatMap((scope) =>
      scope.startsWith(`${top}:`) ? (nouns[scope.slice(top.length + 1)] ?? []) : [],
    );
    if (parts.length > 0) lines.push(`${verb} ${joinWords(parts)}`);
  }
  return lines;
}

function joinWords(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}

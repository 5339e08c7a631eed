/** What open streams listen to: each stream to a few topics, each event goes to the listeners of some. */
export const topics = {
  home: (accountId: string): string => `home ${accountId}`,
  /** What concerns the account but is no post and no notification. */
  account: (accountId: string): string => `account ${accountId}`,
  notifications: (accountId: string): string => `notifications ${accountId}`,
  direct: (accountId: string): string => `direct ${accountId}`,
  list: (listId: string): string => `list ${listId}`,
  /** Of `everybody`: what whoever runs the server says. */
  everybody: "everybody",
  public: (from: "everywhere" | "local" | "remote", onlyMedia: boolean): string =>
    `public ${from}${onlyMedia ? " media" : ""}`,
  tag: (name: string, onlyLocal: boolean): string => `${onlyLocal ? "local tag" : "tag"} ${name}`,
};

/** What of a post decides on which public streams it is. */
export interface PublicTraits {
  readonly accountId: string;
  readonly visibility: string;
  readonly isLocal: boolean;
  readonly boostOfId: string | null;
  readonly inReplyToUri: string | null;
  readonly inReplyToAccountId: string | null;
  readonly hasMedia: boolean;
  readonly tags: readonly string[];
}

/** Tags take every public post; the public streams leave out answers to others, as on Mastodon. */
export function publicTopicsOf(post: PublicTraits): string[] {
  if (post.visibility !== "public" || post.boostOfId !== null) return [];
  const ofTags = post.tags.flatMap((name) => [
    topics.tag(name, false),
    ...(post.isLocal ? [topics.tag(name, true)] : []),
  ]);
  if (post.inReplyToUri !== null && post.inReplyToAccountId !== post.accountId) return ofTags;
  const sources = ["everywhere", post.isLocal ? "local" : "remote"] as const;
  const ofPublic = sources.flatMap((from) => [
    topics.public(from, false),
    ...(post.hasMedia ? [topics.public(from, true)] : []),
  ]);
  return [...ofPublic, ...ofTags];
}

/** Where local things live. An account's and a post's URI never change: other servers hold on to them. */
export const uris = {
  account: (origin: string, username: string): string => `${origin}/users/${username}`,
  profile: (origin: string, username: string): string => `${origin}/@${username}`,
  inbox: (origin: string, username: string): string => `${origin}/users/${username}/inbox`,
  sharedInbox: (origin: string): string => `${origin}/inbox`,
  collection: (
    origin: string,
    username: string,
    name: "outbox" | "followers" | "following" | "featured" | "climbs" | "collections",
  ) => `${origin}/users/${username}/${name}`,
  status: (origin: string, username: string, id: string): string => `${origin}/users/${username}/statuses/${id}`,
  statusPage: (origin: string, username: string, id: string): string => `${origin}/@${username}/${id}`,
  climb: (origin: string, username: string, id: string): string => `${origin}/users/${username}/climbs/${id}`,
  /** Pictures for sharing. */
  climbCard: (origin: string, id: string): string => `${origin}/climbs/${id}/card.png`,
  pyramidCard: (origin: string, username: string): string => `${origin}/@${username}/pyramid.png`,
  /** The stamp that approves a quote. */
  quoteAuthorization: (origin: string, username: string, id: string): string =>
    `${origin}/users/${username}/quote_authorizations/${id}`,
  /** Pages of the catalogue. */
  route: (origin: string, id: string): string => `${origin}/routes/${id}`,
  crag: (origin: string, id: string): string => `${origin}/crags/${id}`,
  /** A collection of accounts, and what it lists. */
  featuredCollection: (origin: string, username: string, id: string): string =>
    `${origin}/users/${username}/collections/${id}`,
  featuredCollectionPage: (origin: string, username: string, id: string): string =>
    `${origin}/@${username}/collections/${id}`,
  featuredItem: (collectionUri: string, id: string): string => `${collectionUri}/items/${id}`,
  /** The stamp by which somebody agrees to be in a collection. */
  featureAuthorization: (origin: string, username: string, id: string): string =>
    `${origin}/users/${username}/feature_authorizations/${id}`,
  tag: (origin: string, name: string): string => `${origin}/tags/${encodeURIComponent(name)}`,
  /** Ids of activities: unique per event, https, and on the actor's host. */
  activity: (origin: string, username: string, kind: string, id: string): string =>
    `${origin}/users/${username}#${kind}/${id}`,
};

/** The actor that signs what the server itself asks of others. A dot keeps it out of the names that people can take. */
export const instanceActorUsername = "instance.actor";

/** The id of a route whose page this is, here; null for any other address. */
export function routeIdOf(origin: string, url: string): string | null {
  const start = uris.route(origin, "");
  return url.startsWith(start) ? (/^\d{18}(?=$|[?#/])/.exec(url.slice(start.length))?.[0] ?? null) : null;
}

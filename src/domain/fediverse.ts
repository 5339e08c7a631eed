/** What the domain needs of other servers. Implemented by `federation/`; every call has a deadline of its own. */
export interface Fediverse {
  /** The account id for `user@host` or an actor or profile URL, fetched when it is not known; null when there is none. */
  resolveAccount(handleOrUrl: string, options?: { refresh?: boolean }): Promise<string | null>;
  /** The status id for the URI or page of a post, fetched when it is not known; null when there is none. */
  resolveStatus(uriOrUrl: string): Promise<string | null>;
  /** The id of the collection with this URI or page, fetched when it is not known; null when there is none. */
  resolveCollection(uriOrUrl: string): Promise<string | null>;
  /** Reads a known remote post anew: its edits, and the counts of its poll. A server that is down changes nothing. */
  refreshStatus(uri: string): Promise<void>;
}

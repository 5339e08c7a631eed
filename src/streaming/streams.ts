import { covers } from "../domain/oauth/scopes.ts";
import { topics } from "../domain/streams/topics.ts";

/** Mastodon's names of streams, with what a token needs for them; public ones need none. */
const scopeOf = {
  user: "read:statuses",
  "user:notification": "read:notifications",
  public: null,
  "public:media": null,
  "public:local": null,
  "public:local:media": null,
  "public:remote": null,
  "public:remote:media": null,
  hashtag: null,
  "hashtag:local": null,
  list: "read:statuses",
  direct: "read:statuses",
} as const satisfies Record<string, string | null>;

export type StreamName = keyof typeof scopeOf;

/** What a client asks to hear: a stream and, of a list or a hashtag, which. */
export interface StreamRequest {
  readonly name: StreamName;
  readonly tag: string | null;
  readonly listId: string | null;
}

export const isStreamName = (name: string): name is StreamName => Object.hasOwn(scopeOf, name);

export function mayListen(scopes: readonly string[], name: StreamName): boolean {
  const scope = scopeOf[name];
  return scope === null || covers(scopes, scope);
}

/** How events name the stream that they come from. */
export function labelOf({ name, tag, listId }: StreamRequest): string[] {
  return tag !== null ? [name, tag] : listId !== null ? [name, listId] : [name];
}

export function topicsOf(request: StreamRequest, accountId: string, scopes: readonly string[]): string[] {
  const { name, tag, listId } = request;
  if (name === "hashtag" || name === "hashtag:local")
    return [topics.tag((tag ?? "").replace(/^#/, "").toLowerCase(), name === "hashtag:local")];
  if (name === "list") return [topics.list(listId ?? "")];
  if (name === "direct") return [topics.direct(accountId)];
  if (name === "user:notification") return [topics.notifications(accountId)];
  if (name === "user") {
    const own = [topics.home(accountId), topics.account(accountId), topics.everybody];
    return covers(scopes, "read:notifications") ? [...own, topics.notifications(accountId)] : own;
  }
  const from = name.startsWith("public:local") ? "local" : name.startsWith("public:remote") ? "remote" : "everywhere";
  return [topics.public(from, name.endsWith(":media"))];
}

import type { Context } from "../../context.ts";
import { findAccountByHandle } from "../../db/account-queries.ts";
import { searchStatuses } from "../../db/search-queries.ts";
import type { Account } from "../accounts/account.ts";
import { marks } from "./marks.ts";
import { parseStatusQuery } from "./parse-query.ts";

interface Bounds {
  /** Whose posts alone are wanted. */
  readonly authorId?: string | undefined;
  readonly maxId?: string | undefined;
  readonly minId?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

/**
 * Ids of posts, newest first, that say what is searched. Found are those that the viewer wrote, is named in, favoured,
 * bookmarked or boosted, and public ones of accounts that want to be found.
 */
export async function findStatuses(
  ctx: Pick<Context, "db" | "clock" | "config">,
  viewer: Account,
  text: string,
  { authorId, ...bounds }: Bounds,
): Promise<string[]> {
  const query = parseStatusQuery(text);
  if (query === null) return [];
  const all = [...query.all];
  const none = [...query.none];
  for (const { handle, isNegated } of query.from) {
    (isNegated ? none : all).push([marks.from((await accountIdOf(ctx, viewer, handle)) ?? "nobody")]);
  }
  if (authorId !== undefined) all.push([marks.from(authorId)]);
  return await searchStatuses(ctx.db.read, {
    ...bounds,
    words: { all: all.length === 0 ? [[marks.every]] : all, none },
    ownMarks: [[marks.from(viewer.id)], [marks.names(viewer.id)]],
    within: query.within,
    outside: query.outside,
    isInLibrary: query.isInLibrary,
    isPublic: query.isPublic,
    viewerId: viewer.id,
    now: ctx.clock.now(),
  });
}

async function accountIdOf(
  ctx: Pick<Context, "db" | "config">,
  viewer: Account,
  handle: string,
): Promise<string | null> {
  if (handle === "me") return viewer.id;
  const [username = "", domain = ""] = handle.split("@");
  const isLocal = domain.toLowerCase() === ctx.config.handleDomain;
  return (await findAccountByHandle(ctx.db.read, username, isLocal ? "" : domain))?.id ?? null;
}

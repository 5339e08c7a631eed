import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findStatusByUrl } from "../../db/status-queries.ts";
import { searchTags } from "../../db/tag-queries.ts";
import { uris } from "../../domain/uris.ts";
import { Refused } from "../../lib/refused.ts";
import { toAccount } from "../../views/account.ts";
import { loadStatuses } from "../../views/load-statuses.ts";
import { toStatuses } from "../../views/status.ts";
import type { ApiEnv } from "../env.ts";
import { allowAnyone, viewerOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { booleanParam, limitParam } from "../params.ts";
import { searchPeople } from "./v1/accounts.ts";

const searchSchema = z.object({
  q: z.string().default(""),
  type: z.preprocess(
    (value) => (value === "" ? undefined : value),
    z.enum(["accounts", "hashtags", "statuses"]).optional(),
  ),
  resolve: booleanParam.default(false),
  following: booleanParam.default(false),
  limit: limitParam(20, 40),
  offset: z.coerce.number().int().min(0).max(10_000).catch(0),
});

/** `/api/v2/search`: people, tags, and posts by their address. */
export function searchRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get("/", allowAnyone("read:search"), async (c) => {
    const { q, type, resolve, following, limit, offset } = searchSchema.parse(await readInput(c));
    const viewer = viewerOf(c);
    if (viewer === null && (resolve || offset > 0)) {
      throw new Refused(
        "unauthenticated",
        "Search queries that resolve remote resources or that skip results are only for signed-in users",
      );
    }
    const query = q.trim().slice(0, 2_000);
    if (query === "") throw new Refused("malformed", "The query is empty");
    const isWanted = (kind: typeof type): boolean => type === undefined || type === kind;
    const statusIds = isWanted("statuses") && /^https?:\/\//i.test(query) ? await findByUrl(ctx, query, resolve) : [];
    const facts = await loadStatuses(ctx.db.read, statusIds, viewer?.id ?? null);
    const isStatus = statusIds.length > 0;
    const search = { resolve, limit, offset, followerId: following ? (viewer?.id ?? null) : null };
    const people = isWanted("accounts") && !isStatus ? await searchPeople(ctx, query, search) : [];
    const tags =
      isWanted("hashtags") && !/^https?:|@/i.test(query)
        ? await searchTags(ctx.db.read, query.replace(/^#/, ""), limit, offset)
        : [];
    return c.json({
      accounts: people.map((account) => toAccount(ctx.config, account)),
      statuses: toStatuses(ctx.config, facts, statusIds),
      hashtags: tags.map(({ id, name }) => ({
        id,
        name,
        url: uris.tag(ctx.config.origin, name),
        history: [],
        following: false,
      })),
    });
  });
}

async function findByUrl(ctx: Context, url: string, resolve: boolean): Promise<string[]> {
  const known = await findStatusByUrl(ctx.db.read, url);
  if (known !== null) return [known.id];
  const resolved = resolve ? await ctx.fediverse.resolveStatus(url) : null;
  return resolved === null ? [] : [resolved];
}

import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findCollectionsByIds, findCollectionsByUrls, type Collection } from "../../db/collection-queries.ts";
import { findStatusByUrl } from "../../db/status-queries.ts";
import { searchTags } from "../../db/tag-queries.ts";
import type { Account } from "../../domain/accounts/account.ts";
import { mayLook } from "../../domain/collections/policy.ts";
import { findStatuses } from "../../domain/search/find-statuses.ts";
import { Refused } from "../../lib/refused.ts";
import { tagKey } from "../../lib/text/tag-key.ts";
import { toAccount } from "../../views/account.ts";
import { loadCollections, toCollection } from "../../views/collection.ts";
import { loadAsker } from "../../views/feature-approval.ts";
import { loadStatuses } from "../../views/load-statuses.ts";
import { toStatuses } from "../../views/status.ts";
import { loadTags } from "../../views/tag.ts";
import type { ApiEnv } from "../env.ts";
import { allowAnyone, viewerOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { booleanParam, idParam, offsetParam, orAbsent, pageParams } from "../params.ts";
import { searchPeople } from "./v1/accounts.ts";

const searchSchema = z.object({
  q: z.string().default(""),
  type: orAbsent(z.enum(["accounts", "hashtags", "statuses"])),
  resolve: booleanParam.default(false),
  following: booleanParam.default(false),
  account_id: orAbsent(idParam),
  offset: offsetParam(),
  ...pageParams().shape,
});

type Search = z.infer<typeof searchSchema>;

/** `/api/v2/search`: people, tags, and posts by their address or by what they say. */
export function searchRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get("/", allowAnyone("read:search"), async (c) => {
    const asked = searchSchema.parse(await readInput(c));
    const viewer = viewerOf(c);
    if (viewer === null && (asked.resolve || asked.offset > 0)) {
      throw new Refused(
        "unauthenticated",
        "Search queries that resolve remote resources or that skip results are only for signed-in users",
      );
    }
    const q = asked.q.trim().slice(0, 2_000);
    if (q === "") throw new Refused("malformed", "The query is empty");
    // Without a kind, nobody could tell which results are to be skipped.
    const offset = asked.type === undefined ? 0 : asked.offset;
    return c.json(await search(ctx, viewer, { ...asked, q, offset }));
  });
}

async function search(ctx: Context, viewer: Account | null, asked: Search) {
  const { q, type, resolve, limit, offset } = asked;
  const isWanted = (kind: typeof type): boolean => type === undefined || type === kind;
  const named = isWanted("statuses") && /^https?:\/\//i.test(q) ? await findByUrl(ctx, q, resolve) : [];
  const isNamed = named.length > 0;
  const said = isWanted("statuses") && !isNamed && viewer !== null ? await findByWords(ctx, viewer, asked) : [];
  const statusIds = isNamed ? named : said;
  const facts = await loadStatuses(ctx.db.read, statusIds, viewer?.id ?? null, ctx.clock.now());
  const followerId = asked.following ? (viewer?.id ?? null) : null;
  const people =
    isWanted("accounts") && !isNamed ? await searchPeople(ctx, q, { resolve, limit, offset, followerId }) : [];
  const asker = await loadAsker(ctx.db.read, viewer?.id ?? null, people);
  const isUrl = type === undefined && /^https?:\/\//i.test(q) && !isNamed && people.length === 0;
  const collections = isUrl ? await findCollectionByUrl(ctx, viewer, q, resolve) : [];
  const collectionFacts = await loadCollections(ctx.db.read, collections, viewer?.id ?? null);
  const isTag = isWanted("hashtags") && !/^https?:|@/i.test(q);
  const tags = isTag ? await searchTags(ctx.db.read, tagKey(q), limit, offset) : [];
  return {
    accounts: people.map((account) => toAccount(ctx.config, account, asker)),
    statuses: toStatuses(ctx.config, facts, statusIds),
    hashtags: await loadTags(ctx, tags, viewer?.id ?? null),
    collections: collections.map((collection) => toCollection(ctx.config, collectionFacts, collection)),
  };
}

const findByWords = (ctx: Context, viewer: Account, { q, account_id, max_id, min_id, limit, offset }: Search) =>
  findStatuses(ctx, viewer, q, { authorId: account_id, maxId: max_id, minId: min_id, limit, offset });

async function findByUrl(ctx: Context, url: string, resolve: boolean): Promise<string[]> {
  const known = await findStatusByUrl(ctx.db.read, url);
  if (known !== null) return [known.id];
  const resolved = resolve ? await ctx.fediverse.resolveStatus(url) : null;
  return resolved === null ? [] : [resolved];
}

/** The one collection that an address names, as far as the viewer may look at it. */
async function findCollectionByUrl(
  ctx: Context,
  viewer: Account | null,
  url: string,
  resolve: boolean,
): Promise<Collection[]> {
  const [known] = await findCollectionsByUrls(ctx.db.read, [url]);
  const id = known?.id ?? (resolve ? await ctx.fediverse.resolveCollection(url) : null);
  const found = id === null ? [] : [...(await findCollectionsByIds(ctx.db.read, [id])).values()];
  const [collection] = found;
  return collection !== undefined && (await mayLook(ctx.db.read, collection.accountId, viewer)) ? found : [];
}

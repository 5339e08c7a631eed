import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import {
  deleteFilter,
  deleteFilterStatus,
  deleteKeyword,
  findFilter,
  findFilterOfKeyword,
  findFilterOfStatus,
  findFilters,
  updateKeyword,
  type Filter,
} from "../../db/filter-queries.ts";
import { findVisibleStatus } from "../../db/status-queries.ts";
import {
  addFilter,
  addKeyword,
  catchStatus,
  changeFilter,
  filterActions,
  filterContexts,
  readKeyword,
  type FilterChange,
} from "../../domain/filters/change.ts";
import { present } from "../../lib/present.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { toFilter, toFilterStatus, toFilterV1, toKeyword } from "../../views/filter.ts";
import type { ApiEnv } from "../env.ts";
import { requireUser, userOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { booleanParam, idParam, listParam, numberParam, orAbsent } from "../params.ts";

const phrase = z.string().max(512);
const contexts = listParam(z.enum(filterContexts)).transform((list) => [...new Set(list)]);
/** Seconds; "" means for ever. */
const expiresIn = z.preprocess(
  (value) => (value === "" ? null : value),
  numberParam.pipe(z.number().int().positive().max(3_200_000_000)).nullable().optional(),
);

const keywordChange = z
  .object({
    id: orAbsent(idParam),
    keyword: phrase.optional(),
    whole_word: booleanParam.optional(),
    _destroy: booleanParam.default(false),
  })
  .transform((given) => ({
    id: given.id,
    keyword: given.keyword,
    isWholeWord: given.whole_word,
    isRemoved: given._destroy,
  }));

const filterSchema = z
  .object({
    title: z.string().max(256).optional(),
    context: z.unknown().optional(),
    filter_action: z.enum(filterActions).optional(),
    expires_in: expiresIn,
    keywords_attributes: z.preprocess(
      // Rails' form of a list, with any keys.
      (value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? Object.values(value) : value),
      z.array(keywordChange).max(1_000).optional(),
    ),
  })
  .transform((given): FilterChange => ({
    title: given.title,
    contexts: given.context === undefined ? undefined : contexts.parse(given.context),
    action: given.filter_action,
    expiresInSeconds: given.expires_in,
    keywords: given.keywords_attributes,
  }));

const v1Schema = z.object({
  phrase,
  context: contexts,
  irreversible: booleanParam.optional(),
  whole_word: booleanParam.optional(),
  expires_in: expiresIn,
});

const id = (c: HonoContext<ApiEnv>): string => c.req.param("id") ?? "";
const read = requireUser("read:filters");
const write = requireUser("write:filters");

function required(filter: Filter | null): Filter {
  if (filter === null) throw recordNotFound();
  return filter;
}

/** The element of a filter that has this id: it was found by it. */
function elementOf<T extends { id: string }>(list: readonly T[], elementId: string): T {
  const found = list.find((element) => element.id === elementId);
  if (found === undefined) throw recordNotFound();
  return found;
}

/** `/api/v2/filters`. */
export function filterRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db } = ctx;
  const own = async (c: HonoContext<ApiEnv>, filterId = id(c)): Promise<Filter> =>
    required(await findFilter(db.read, userOf(c).id, filterId));
  const ofKeyword = async (c: HonoContext<ApiEnv>): Promise<Filter> =>
    required(await findFilterOfKeyword(db.read, userOf(c).id, id(c)));
  const ofStatus = async (c: HonoContext<ApiEnv>): Promise<Filter> =>
    required(await findFilterOfStatus(db.read, userOf(c).id, id(c)));

  routes.get("/keywords/:id", read, async (c) => c.json(toKeyword(elementOf((await ofKeyword(c)).keywords, id(c)))));
  routes.on(["PUT", "PATCH"], "/keywords/:id", write, async (c) => {
    await ofKeyword(c);
    const given = z
      .object({ keyword: phrase.default(""), whole_word: booleanParam.optional() })
      .parse(await readInput(c));
    const keyword = readKeyword(given.keyword);
    await db.write((tx) => updateKeyword(tx, id(c), { keyword, ...present({ isWholeWord: given.whole_word }) }));
    return c.json(toKeyword(elementOf((await ofKeyword(c)).keywords, id(c))));
  });
  routes.delete("/keywords/:id", write, async (c) => {
    await ofKeyword(c);
    await db.write((tx) => deleteKeyword(tx, id(c)));
    return c.json({});
  });
  routes.get("/statuses/:id", read, async (c) =>
    c.json(toFilterStatus(elementOf((await ofStatus(c)).statuses, id(c)))),
  );
  routes.delete("/statuses/:id", write, async (c) => {
    const shown = toFilterStatus(elementOf((await ofStatus(c)).statuses, id(c)));
    await db.write((tx) => deleteFilterStatus(tx, id(c)));
    return c.json(shown);
  });

  routes.get("/", read, async (c) => c.json((await findFilters(db.read, userOf(c).id)).map(toFilter)));
  routes.post("/", write, async (c) =>
    c.json(toFilter(await addFilter(ctx, userOf(c), filterSchema.parse(await readInput(c))))),
  );
  routes.get("/:id", read, async (c) => c.json(toFilter(await own(c))));
  routes.on(["PUT", "PATCH"], "/:id", write, async (c) =>
    c.json(toFilter(await changeFilter(ctx, userOf(c), id(c), filterSchema.parse(await readInput(c))))),
  );
  routes.delete("/:id", write, async (c) => {
    await own(c);
    await db.write((tx) => deleteFilter(tx, id(c)));
    return c.json({});
  });
  routes.get("/:id/keywords", read, async (c) => c.json((await own(c)).keywords.map(toKeyword)));
  routes.post("/:id/keywords", write, async (c) => {
    const filter = await own(c);
    const given = z
      .object({ keyword: phrase.default(""), whole_word: booleanParam.default(true) })
      .parse(await readInput(c));
    return c.json(toKeyword(await addKeyword(ctx, filter, { keyword: given.keyword, isWholeWord: given.whole_word })));
  });
  routes.get("/:id/statuses", read, async (c) => c.json((await own(c)).statuses.map(toFilterStatus)));
  routes.post("/:id/statuses", write, async (c) => {
    const filter = await own(c);
    const { status_id: statusId } = z.object({ status_id: idParam }).parse(await readInput(c));
    if ((await findVisibleStatus(db.read, statusId, userOf(c).id)) === null) throw recordNotFound();
    return c.json(toFilterStatus(await catchStatus(ctx, filter, statusId)));
  });
  return routes;
}

/** `/api/v1/filters`: the older form, in which each keyword is a filter. */
export function filterV1Routes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db } = ctx;
  const show = (filter: Filter, keywordId: string) => toFilterV1(filter, elementOf(filter.keywords, keywordId));
  const own = async (c: HonoContext<ApiEnv>): Promise<Filter> =>
    required(await findFilterOfKeyword(db.read, userOf(c).id, id(c)));

  routes.get("/", read, async (c) => {
    const filters = await findFilters(db.read, userOf(c).id);
    return c.json(filters.flatMap((filter) => filter.keywords.map((keyword) => toFilterV1(filter, keyword))));
  });
  routes.post("/", write, async (c) => {
    const given = v1Schema.parse(await readInput(c));
    const filter = await addFilter(ctx, userOf(c), {
      title: given.phrase,
      contexts: given.context,
      action: given.irreversible === true ? "hide" : "warn",
      expiresInSeconds: given.expires_in,
      keywords: [{ keyword: given.phrase, isWholeWord: given.whole_word ?? false }],
    });
    return c.json(show(filter, filter.keywords[0]?.id ?? ""));
  });
  routes.get("/:id", read, async (c) => c.json(show(await own(c), id(c))));
  routes.on(["PUT", "PATCH"], "/:id", write, async (c) => {
    const filter = await own(c);
    const given = v1Schema.parse(await readInput(c));
    const changed = await changeFilter(ctx, userOf(c), filter.id, {
      contexts: given.context,
      action: given.irreversible === undefined ? undefined : given.irreversible ? "hide" : "warn",
      expiresInSeconds: given.expires_in,
      keywords: [{ id: id(c), keyword: given.phrase, isWholeWord: given.whole_word }],
    });
    return c.json(show(changed, id(c)));
  });
  routes.delete("/:id", write, async (c) => {
    const filter = await own(c);
    // A filter that was made here has this keyword alone, and goes with it.
    await db.write((tx) => (filter.keywords.length === 1 ? deleteFilter(tx, filter.id) : deleteKeyword(tx, id(c))));
    return c.json({});
  });
  return routes;
}

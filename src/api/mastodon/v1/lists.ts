import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findLetInAccount } from "../../../db/account-queries.ts";
import { findList, findListMembers, findLists } from "../../../db/list-queries.ts";
import { changeList, createList, mostLists, removeList, type List } from "../../../domain/lists/list.ts";
import { addListMembers, removeListMembers } from "../../../domain/lists/members.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { toAccount } from "../../../views/account.ts";
import { toList } from "../../../views/list.ts";
import type { ApiEnv } from "../../env.ts";
import { requireUser, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { booleanParam, idParam, listParam, pageParams } from "../../params.ts";

const repliesPolicy = z.enum(["list", "followed", "none"]);
const listSchema = z.object({
  title: z.string().default(""),
  replies_policy: repliesPolicy.default("list"),
  exclusive: booleanParam.default(false),
});
const changeSchema = z.object({
  title: z.string().optional(),
  replies_policy: repliesPolicy.optional(),
  exclusive: booleanParam.optional(),
});
const membersSchema = z.object({ account_ids: listParam(idParam) });

const mostMembers = 80;
// `limit=0` asks for everybody; a list of more leads on by `Link`.
const everybody = 1_000;

/** The list that `id` names, if it is the viewer's. */
export async function ownList(ctx: Pick<Context, "db">, c: HonoContext<ApiEnv>, id: string): Promise<List> {
  const list = await findList(ctx.db.read, userOf(c).id, id);
  if (list === null) throw recordNotFound();
  return list;
}

/** `/api/v1/lists`. */
export function listRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.get("/", requireUser("read:lists"), async (c) => {
    const lists = await findLists(ctx.db.read, userOf(c).id, mostLists);
    return c.json(lists.map(toList));
  });

  routes.post("/", requireUser("write:lists"), async (c) => {
    const { title, replies_policy, exclusive } = listSchema.parse(await readInput(c));
    const draft = { title, repliesPolicy: replies_policy, isExclusive: exclusive };
    return c.json(toList(await ctx.db.write((tx) => createList(ctx, tx, userOf(c), draft))));
  });

  routes.get("/:id", requireUser("read:lists"), async (c) => c.json(toList(await ownList(ctx, c, c.req.param("id")))));

  routes.on(["PUT", "PATCH"], "/:id", requireUser("write:lists"), async (c) => {
    const { id } = await ownList(ctx, c, c.req.param("id"));
    const { title, replies_policy, exclusive } = changeSchema.parse(await readInput(c));
    const change = {
      ...(title === undefined ? {} : { title }),
      ...(replies_policy === undefined ? {} : { repliesPolicy: replies_policy }),
      ...(exclusive === undefined ? {} : { isExclusive: exclusive }),
    };
    return c.json(toList(await ctx.db.write((tx) => changeList(tx, userOf(c), id, change))));
  });

  routes.delete("/:id", requireUser("write:lists"), async (c) => {
    await ctx.db.write((tx) => removeList(tx, userOf(c), c.req.param("id")));
    return c.json({});
  });

  routes.get("/:id/accounts", requireUser("read:lists"), async (c) => {
    const { id } = await ownList(ctx, c, c.req.param("id"));
    const input = await readInput(c);
    const asked = toPage(pageParams(40, mostMembers).parse(input));
    const page = input["limit"] === "0" ? { ...asked, limit: everybody } : asked;
    const listed = await findListMembers(ctx.db.read, id, page);
    linkPages(
      c,
      ctx.config,
      listed.map((row) => row.cursor),
      page,
    );
    return c.json(listed.map((row) => toAccount(ctx.config, row.account)));
  });

  routes.post("/:id/accounts", requireUser("write:lists"), async (c) => {
    const { id } = await ownList(ctx, c, c.req.param("id"));
    const { account_ids } = membersSchema.parse(await readInput(c));
    await ctx.db.write((tx) => addListMembers(ctx, tx, userOf(c), id, account_ids));
    return c.json({});
  });

  routes.delete("/:id/accounts", requireUser("write:lists"), async (c) => {
    const { id } = await ownList(ctx, c, c.req.param("id"));
    const { account_ids } = membersSchema.parse(await readInput(c));
    await ctx.db.write((tx) => removeListMembers(tx, userOf(c), id, account_ids));
    return c.json({});
  });

  return routes;
}

/** `GET /api/v1/accounts/:id/lists`: those of the viewer's lists that an account is in. */
export function accountListRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get("/:id/lists", requireUser("read:lists"), async (c) => {
    const account = await findLetInAccount(ctx.db.read, c.req.param("id"));
    if (account === null) throw recordNotFound();
    return c.json((await findLists(ctx.db.read, userOf(c).id, mostLists, account.id)).map(toList));
  });
}

import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findAccount } from "../../db/account-queries.ts";
import { findStatusByUrl } from "../../db/status-queries.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { toOembed } from "../../views/oembed.ts";
import type { ApiEnv } from "../env.ts";
import { readInput } from "../middleware/input.ts";

const side = z.coerce.number().int().positive().optional().catch(undefined);
const asked = z.object({ url: z.string().max(2_000).default(""), maxwidth: side, maxheight: side });

/** `GET /api/oembed`: posts of this server that everybody may see. */
export function oembedRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get("/", async (c) => {
    const { url, maxwidth, maxheight } = asked.parse(await readInput(c));
    const status = await findStatusByUrl(ctx.db.read, url);
    const isShown = status?.isLocal === true && ["public", "unlisted"].includes(status.visibility);
    const author = isShown ? await findAccount(ctx.db.read, status.accountId) : null;
    if (!isShown || status.boostOfId !== null || author === null || author.suspendedAt !== null) throw recordNotFound();
    return c.json(toOembed(ctx.config, status, author, { width: maxwidth, height: maxheight }));
  });
}

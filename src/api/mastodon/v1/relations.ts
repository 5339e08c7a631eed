import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findLetInAccount, findLetInAccountsByIds } from "../../../db/account-queries.ts";
import type { Writer } from "../../../db/database.ts";
import { findEndorsed } from "../../../db/personal-mark-queries.ts";
import { findFamiliarFollowers } from "../../../db/suggestion-queries.ts";
import type { Account } from "../../../domain/accounts/account.ts";
import { endorse, unendorse, writeNote } from "../../../domain/relationships/endorse.ts";
import { mute, unmute } from "../../../domain/relationships/mute.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { toAccount } from "../../../views/account.ts";
import { loadRelationships } from "../../../views/relationship.ts";
import type { ApiEnv } from "../../env.ts";
import { allowAnyone, requireUser, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { booleanParam, idParam, listParam, pageParams } from "../../params.ts";

const longestMuteSeconds = 100 * 365 * 86_400;
const mostAsked = 40;

const muteSchema = z.object({
  notifications: z.preprocess((value) => value ?? true, booleanParam),
  // 0, and what is no number, mutes for good.
  duration: z.coerce.number().int().min(0).catch(0),
});
const noteSchema = z.object({ comment: z.preprocess((value) => value ?? "", z.string()) });

type Input = Record<string, unknown>;
type Change = (tx: Writer, account: Account, target: Account, input: Input) => Promise<void>;

async function targetOf(ctx: Pick<Context, "db">, c: HonoContext<ApiEnv>): Promise<Account> {
  const target = await findLetInAccount(ctx.db.read, c.req.param("id") ?? "");
  if (target === null) throw recordNotFound();
  return target;
}

/** `/api/v1/accounts/:id/…`: what one keeps about others for oneself, and whom one's profile features. */
export function accountRelationRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  const act = (verb: string, scope: string, change: Change): void => {
    routes.post(`/:id/${verb}`, requireUser(scope), async (c) => {
      const target = await targetOf(ctx, c);
      const input = await readInput(c);
      await ctx.db.write((tx) => change(tx, userOf(c), target, input));
      const [shown] = await loadRelationships(ctx.db.read, userOf(c).id, [target.id], ctx.clock.now());
      return c.json(shown);
    });
  };
  act("mute", "write:mutes", (tx, account, target, input) => {
    const { notifications, duration } = muteSchema.parse(input);
    const durationSeconds = duration === 0 ? null : Math.min(duration, longestMuteSeconds);
    return mute(ctx, tx, account, target, { hidesNotifications: notifications, durationSeconds });
  });
  act("unmute", "write:mutes", unmute);
  act("note", "write:accounts", (tx, account, target, input) =>
    writeNote(ctx, tx, account, target, noteSchema.parse(input).comment),
  );
  // `pin` is what Mastodon called it before.
  for (const verb of ["endorse", "pin"])
    act(verb, "write:accounts", (tx, account, target) => endorse(ctx, tx, account, target));
  for (const verb of ["unendorse", "unpin"]) act(verb, "write:accounts", unendorse);

  routes.get("/:id/endorsements", allowAnyone("read:accounts"), async (c) =>
    answerEndorsed(ctx, c, await targetOf(ctx, c)),
  );

  routes.get("/familiar_followers", requireUser("read:follows"), async (c) => {
    const { id: asked } = z.object({ id: listParam(idParam) }).parse(await readInput(c));
    const known = await findLetInAccountsByIds(ctx.db.read, asked.slice(0, mostAsked));
    const ids = asked.slice(0, mostAsked).filter((id) => known.has(id));
    const found = await findFamiliarFollowers(ctx.db.read, userOf(c).id, ids);
    const show = (account: Account) => toAccount(ctx.config, account);
    return c.json(ids.map((id) => ({ id, accounts: (found.get(id) ?? []).map(show) })));
  });

  return routes;
}

/** `/api/v1/endorsements`: whom one features oneself. */
export function endorsementRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get("/", requireUser("read:accounts"), (c) => answerEndorsed(ctx, c, userOf(c)));
}

async function answerEndorsed(ctx: Context, c: HonoContext<ApiEnv>, account: Account) {
  const page = toPage(pageParams(40, 80).parse(await readInput(c)));
  const listed = await findEndorsed(ctx.db.read, account.id, page);
  linkPages(
    c,
    ctx.config,
    listed.map((row) => row.cursor),
    page,
  );
  return c.json(listed.map((row) => toAccount(ctx.config, row.account)));
}

import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findClimbsOfSession } from "../../db/climb-list-queries.ts";
import { findOwnSession, findSessionsOfAccount, findVisibleSession } from "../../db/session-queries.ts";
import {
  changeSession,
  createSession,
  removeSession,
  type Session,
  type SessionDraft,
} from "../../domain/climbs/sessions.ts";
import { readPostingChoices } from "../../domain/statuses/chosen.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { loadSessions } from "../../views/climb-session.ts";
import type { ApiEnv } from "../env.ts";
import { allowAnyone, requireUser, userOf, viewerOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { linkPages, toPage } from "../paging.ts";
import { booleanParam, pageParams } from "../params.ts";
import {
  locationInput,
  notesInput,
  optional,
  partnersInput,
  pastDayInput,
  visibilityInput,
  whole,
} from "./climb-input.ts";
import { todayOf } from "./climbs.ts";
import { patchInput } from "./patch-input.ts";
import { showClimbs } from "./show-climbs.ts";

const longestMinutes = 7 * 24 * 60;

const sessionInput = (today: string) =>
  z
    .object({
      day: optional(pastDayInput(today)),
      location: optional(locationInput),
      indoor: optional(booleanParam),
      duration_minutes: optional(whole(1, longestMinutes)),
      partners: partnersInput,
      notes: notesInput,
      visibility: visibilityInput,
    })
    .transform((input): SessionDraft => ({
      day: input.day ?? today,
      locationName: input.location?.name ?? null,
      country: input.location?.country ?? null,
      isIndoor: input.indoor ?? null,
      durationMinutes: input.duration_minutes ?? null,
      partners: input.partners,
      notes: input.notes,
      visibility: input.visibility,
    }));

/** A session as a client would send it, for a change that names some of it only. */
const formerInput = (session: Session) => ({
  day: session.day,
  location: { name: session.locationName, country: session.country },
  indoor: session.isIndoor,
  duration_minutes: session.durationMinutes,
  partners: session.partners.map((partner) => partner.name),
  notes: session.notes,
  visibility: session.visibility,
});

/** `/api/v1/climbs/sessions`: days out, with their climbs. */
export function sessionRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  async function own(c: HonoContext<ApiEnv>): Promise<Session> {
    const session = await findOwnSession(ctx.db.read, c.req.param("id") ?? "", userOf(c).id);
    if (session === null) throw recordNotFound();
    return session;
  }

  async function visible(c: HonoContext<ApiEnv>): Promise<Session> {
    const session = await findVisibleSession(ctx.db.read, c.req.param("id") ?? "", viewerOf(c)?.id ?? null);
    if (session === null) throw recordNotFound();
    return session;
  }

  const show = async (c: HonoContext<ApiEnv>, session: Session) =>
    c.json((await loadSessions(ctx, [session], viewerOf(c)?.id ?? null))[0]);

  routes.get("/", requireUser("read:statuses"), async (c) => {
    const { id } = userOf(c);
    const page = toPage(pageParams().parse(await readInput(c)));
    const sessions = await findSessionsOfAccount(ctx.db.read, id, id, page);
    linkPages(
      c,
      ctx.config,
      sessions.map((session) => session.id),
      page,
    );
    return c.json(await loadSessions(ctx, sessions, id));
  });

  routes.post("/", requireUser("write:statuses"), async (c) => {
    const { visibility } = await readPostingChoices(ctx.db.read, userOf(c).id);
    const draft = sessionInput(todayOf(ctx)).parse({ visibility, ...(await readInput(c)) });
    return await show(c, await createSession(ctx, userOf(c), draft));
  });

  routes.get("/:id", allowAnyone("read:statuses"), async (c) => await show(c, await visible(c)));

  routes.get("/:id/climbs", allowAnyone("read:statuses"), async (c) => {
    const session = await visible(c);
    const viewerId = viewerOf(c)?.id ?? null;
    const page = toPage(pageParams().parse(await readInput(c)));
    const climbs = await findClimbsOfSession(ctx.db.read, session.id, viewerId, page);
    linkPages(
      c,
      ctx.config,
      climbs.map((climb) => climb.id),
      page,
    );
    return c.json(await showClimbs(ctx, climbs, viewerId));
  });

  routes.on(["PUT", "PATCH"], "/:id", requireUser("write:statuses"), async (c) => {
    const session = await own(c);
    const former = c.req.method === "PATCH" ? formerInput(session) : { visibility: session.visibility };
    const draft = sessionInput(todayOf(ctx)).parse(patchInput(former, await readInput(c)));
    return await show(c, await changeSession(ctx, session, draft));
  });

  routes.delete("/:id", requireUser("write:statuses"), async (c) => {
    await removeSession(ctx, await own(c));
    return c.json({});
  });

  return routes;
}

import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findLetInAccount } from "../../db/account-queries.ts";
import { findClimbsOfAccount, type ClimbFilter, type GradeBound } from "../../db/climb-list-queries.ts";
import { findProjectsOfAccount } from "../../db/project-queries.ts";
import { findSessionsOfAccount } from "../../db/session-queries.ts";
import type { Account } from "../../domain/accounts/account.ts";
import { refreshLogbook } from "../../domain/climbs/read-logbook.ts";
import { parseGrade } from "../../domain/climbs/grades/parse.ts";
import { spanOf, systemsLike } from "../../domain/climbs/grades/alike.ts";
import { refuseField } from "../../domain/climbs/refuse-field.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { loadProjects } from "../../views/climb-project.ts";
import { loadSessions } from "../../views/climb-session.ts";
import type { ApiEnv } from "../env.ts";
import { allowAnyone, viewerOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { linkPages, toPage } from "../paging.ts";
import { booleanParam, dayParam, listParam, optionalText, pageParams } from "../params.ts";
import { optional } from "./climb-input.ts";
import { projectFilter } from "./projects.ts";
import { showClimbs } from "./show-climbs.ts";

const word = z.string().max(64);

const filterInput = z.object({
  discipline: listParam(word),
  style: listParam(word),
  indoor: optional(booleanParam),
  crag: optionalText(200),
  route: optionalText(200),
  since: optional(dayParam),
  until: optional(dayParam),
  min_grade: optionalText(64),
  max_grade: optionalText(64),
  grade_system: optionalText(64),
});

function toFilter(input: z.infer<typeof filterInput>): ClimbFilter {
  // A grade that could be two is read as the discipline's, when there is one.
  const discipline = input.discipline.length === 1 ? input.discipline[0] : undefined;
  const boundOf = (field: "min_grade" | "max_grade"): GradeBound | undefined => {
    const written = input[field];
    if (written === undefined) return undefined;
    const { system, value, score } = parseGrade(written, input.grade_system, discipline);
    if (score === null) refuseField(field, "is no grade that is understood");
    const { least, most } = spanOf(system, value, score);
    return { score: field === "min_grade" ? least : most, systems: systemsLike(system) };
  };
  return {
    disciplines: input.discipline,
    styles: input.style,
    isIndoor: input.indoor,
    place: input.crag,
    routeName: input.route,
    since: input.since,
    until: input.until,
    easiestAtLeast: boundOf("min_grade"),
    hardestAtMost: boundOf("max_grade"),
  };
}

/** `/api/v1/accounts/:id/...`: somebody's logbook, as far as the viewer may see it. */
export function accountClimbRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  async function asked(c: HonoContext<ApiEnv>) {
    const account = await findLetInAccount(ctx.db.read, c.req.param("id") ?? "");
    if (account === null) throw recordNotFound();
    const input = await readInput(c);
    return { account, input, page: toPage(pageParams().parse(input)), viewerId: viewerOf(c)?.id ?? null };
  }

  const link = (c: HonoContext<ApiEnv>, rows: readonly { id: string }[], page: ReturnType<typeof toPage>) =>
    linkPages(
      c,
      ctx.config,
      rows.map((row) => row.id),
      page,
    );

  routes.get("/:id/climbs", allowAnyone("read:statuses"), async (c) => {
    const { account, input, page, viewerId } = await asked(c);
    const climbs = await findClimbsOfAccount(
      ctx.db.read,
      account.id,
      viewerId,
      page,
      toFilter(filterInput.parse(input)),
    );
    if (viewerId !== null) await refreshWhenOpened(account, page);
    link(c, climbs, page);
    return c.json(await showClimbs(ctx, climbs, viewerId));
  });

  routes.get("/:id/climb_sessions", allowAnyone("read:statuses"), async (c) => {
    const { account, page, viewerId } = await asked(c);
    const sessions = await findSessionsOfAccount(ctx.db.read, account.id, viewerId, page);
    link(c, sessions, page);
    return c.json(await loadSessions(ctx, sessions, viewerId));
  });

  routes.get("/:id/climb_projects", allowAnyone("read:statuses"), async (c) => {
    const { account, input, page, viewerId } = await asked(c);
    const { state } = projectFilter.parse(input);
    const projects = await findProjectsOfAccount(ctx.db.read, account.id, { viewerId, state }, page);
    link(c, projects, page);
    return c.json(await loadProjects(ctx.db.read, projects, viewerId));
  });

  /** What came since shows at the next look. */
  async function refreshWhenOpened(account: Account, page: ReturnType<typeof toPage>): Promise<void> {
    if (page.maxId === undefined && page.minId === undefined) await refreshLogbook(ctx, account);
  }

  return routes;
}

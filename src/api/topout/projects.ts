import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findClimbsOfProject } from "../../db/climb-list-queries.ts";
import { findOwnProject, findProjectsOfAccount, findVisibleProject } from "../../db/project-queries.ts";
import { disciplines, knownGradeOf } from "../../domain/climbs/climb.ts";
import {
  changeProject,
  createProject,
  giveUpProject,
  removeProject,
  reopenProject,
  type Project,
  type ProjectDraft,
} from "../../domain/climbs/projects.ts";
import { readPostingChoices } from "../../domain/statuses/chosen.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { loadProjects } from "../../views/climb-project.ts";
import type { ApiEnv } from "../env.ts";
import { allowAnyone, requireUser, userOf, viewerOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { linkPages, toPage } from "../paging.ts";
import { optionalText, pageParams } from "../params.ts";
import {
  checkGrade,
  gradeInput,
  gradeOf,
  guessDiscipline,
  locationInput,
  notesInput,
  optional,
  pastDayInput,
  routeNameInput,
  visibilityInput,
} from "./climb-input.ts";
import { todayOf } from "./climbs.ts";
import { gradeAgain, namesGrade } from "./earlier-climb.ts";
import { patchInput } from "./patch-input.ts";
import { showClimbs } from "./show-climbs.ts";

export const projectFilter = z.object({ state: optional(z.enum(["open", "sent", "given-up"])) });

const projectInput = (today: string) =>
  z
    .object({
      route_name: routeNameInput,
      grade: optional(gradeInput),
      grade_system: optionalText(64),
      discipline: optional(z.enum(disciplines)),
      location: optional(locationInput),
      notes: notesInput,
      visibility: visibilityInput,
      started_on: optional(pastDayInput(today)),
    })
    .superRefine(({ grade, grade_system: system }, context) => checkGrade(context, "grade", gradeOf(grade, system)))
    .transform((input): ProjectDraft => {
      const grade = gradeOf(input.grade, input.grade_system);
      return {
        routeName: input.route_name,
        discipline: input.discipline ?? guessDiscipline(grade),
        grade,
        locationName: input.location?.name ?? null,
        country: input.location?.country ?? null,
        notes: input.notes,
        visibility: input.visibility,
        startedOn: input.started_on ?? today,
      };
    });

/** A project as a client would send it, for a change that names some of it only. */
const formerInput = (project: Project) => ({
  route_name: project.routeName,
  grade: gradeAgain(project.gradeValue, project.gradeSystem),
  discipline: project.discipline,
  location: { name: project.locationName, country: project.country },
  notes: project.notes,
  visibility: project.visibility,
  started_on: project.startedOn,
});

/** `/api/v1/climbs/projects`: what somebody works on. */
export function projectRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  async function own(c: HonoContext<ApiEnv>): Promise<Project> {
    const project = await findOwnProject(ctx.db.read, c.req.param("id") ?? "", userOf(c).id);
    if (project === null) throw recordNotFound();
    return project;
  }

  async function visible(c: HonoContext<ApiEnv>): Promise<Project> {
    const project = await findVisibleProject(ctx.db.read, c.req.param("id") ?? "", viewerOf(c)?.id ?? null);
    if (project === null) throw recordNotFound();
    return project;
  }

  const show = async (c: HonoContext<ApiEnv>, project: Project) =>
    c.json((await loadProjects(ctx.db.read, [project], viewerOf(c)?.id ?? null))[0]);

  routes.get("/", requireUser("read:statuses"), async (c) => {
    const { id } = userOf(c);
    const input = await readInput(c);
    const { state } = projectFilter.parse(input);
    const page = toPage(pageParams().parse(input));
    const projects = await findProjectsOfAccount(ctx.db.read, id, { viewerId: id, state }, page);
    linkPages(
      c,
      ctx.config,
      projects.map((project) => project.id),
      page,
    );
    return c.json(await loadProjects(ctx.db.read, projects, id));
  });

  routes.post("/", requireUser("write:statuses"), async (c) => {
    const { visibility } = await readPostingChoices(ctx.db.read, userOf(c).id);
    const draft = projectInput(todayOf(ctx)).parse({ visibility, ...(await readInput(c)) });
    return await show(c, await createProject(ctx, userOf(c), draft));
  });

  routes.get("/:id", allowAnyone("read:statuses"), async (c) => await show(c, await visible(c)));

  routes.get("/:id/climbs", allowAnyone("read:statuses"), async (c) => {
    const project = await visible(c);
    const viewerId = viewerOf(c)?.id ?? null;
    const page = toPage(pageParams().parse(await readInput(c)));
    const climbs = await findClimbsOfProject(ctx.db.read, project.id, viewerId, page);
    linkPages(
      c,
      ctx.config,
      climbs.map((climb) => climb.id),
      page,
    );
    return c.json(await showClimbs(ctx, climbs, viewerId));
  });

  routes.on(["PUT", "PATCH"], "/:id", requireUser("write:statuses"), async (c) => {
    const project = await own(c);
    const isPatch = c.req.method === "PATCH";
    const given = await readInput(c);
    const draft = projectInput(todayOf(ctx)).parse(
      patchInput(isPatch ? formerInput(project) : { visibility: project.visibility }, given),
    );
    const keepsGrade = isPatch && !namesGrade(given);
    return await show(
      c,
      await changeProject(ctx, project, keepsGrade ? { ...draft, grade: knownGradeOf(project) } : draft),
    );
  });

  routes.post("/:id/give_up", requireUser("write:statuses"), async (c) => {
    const project = await own(c);
    const today = todayOf(ctx);
    const input = z.object({ ended_on: optional(pastDayInput(today)) }).parse(await readInput(c));
    return await show(c, await giveUpProject(ctx, project, input.ended_on ?? today));
  });

  routes.post("/:id/reopen", requireUser("write:statuses"), async (c) =>
    show(c, await reopenProject(ctx, await own(c))),
  );

  routes.delete("/:id", requireUser("write:statuses"), async (c) => {
    await removeProject(ctx, await own(c));
    return c.json({});
  });

  return routes;
}

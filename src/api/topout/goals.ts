import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findGoals, findOwnGoal } from "../../db/goal-queries.ts";
import { disciplines } from "../../domain/climbs/climb.ts";
import { changeGoal, createGoal, removeGoal, type Goal, type GoalDraft } from "../../domain/climbs/goals.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { loadGoals } from "../../views/climb-goal.ts";
import type { ApiEnv } from "../env.ts";
import { requireUser, userOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { linkPages, toPage } from "../paging.ts";
import { booleanParam, dayParam, listParam, optionalText, pageParams } from "../params.ts";
import { gradeInput, gradeOf, optional, whole } from "./climb-input.ts";
import { todayOf } from "./climbs.ts";

const mostSteps = 20;

const stepInput = z.object({ grade: gradeInput, grade_system: optionalText(64), count: whole(1, 1_000) });

const goalInput = (today: string) =>
  z
    .object({
      kind: z.enum(["days", "climbs", "grade", "pyramid"]),
      title: z.preprocess((value) => value ?? "", z.string().trim().max(200)),
      target: optional(whole(1, 100_000)),
      grade: optional(gradeInput),
      grade_system: optionalText(64),
      steps: listParam(stepInput).refine((steps) => steps.length <= mostSteps, `can be ${mostSteps} at the most`),
      discipline: optional(z.enum(disciplines)),
      indoor: optional(booleanParam),
      starts_on: optional(dayParam),
      ends_on: optional(dayParam),
    })
    .transform((input): GoalDraft => ({
      kind: input.kind,
      title: input.title,
      target: input.target ?? null,
      grade: gradeOf(input.grade, input.grade_system),
      steps: input.steps.map((step) => ({
        grade: { value: step.grade.value, system: step.grade.system ?? step.grade_system },
        count: step.count,
      })),
      discipline: input.discipline ?? null,
      isIndoor: input.indoor ?? null,
      startsOn: input.starts_on ?? today,
      endsOn: input.ends_on ?? null,
    }));

/** A goal as a client would send it, for a change that names some of it only. */
const formerInput = (goal: Goal) => ({
  kind: goal.kind,
  title: goal.title,
  target: goal.target,
  grade: goal.gradeValue === null ? null : { value: goal.gradeValue, system: goal.gradeSystem },
  steps: (goal.steps ?? []).map(({ system, value, count }) => ({ grade: { value, system }, count })),
  discipline: goal.discipline,
  indoor: goal.isIndoor,
  starts_on: goal.startsOn,
  ends_on: goal.endsOn,
});

/** `/api/v1/climbs/goals`: what somebody wants to reach; nobody else sees it. */
export function goalRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  async function own(c: HonoContext<ApiEnv>): Promise<Goal> {
    const goal = await findOwnGoal(ctx.db.read, c.req.param("id") ?? "", userOf(c).id);
    if (goal === null) throw recordNotFound();
    return goal;
  }

  const show = async (c: HonoContext<ApiEnv>, goal: Goal) =>
    c.json((await loadGoals(ctx.db.read, userOf(c).id, [goal]))[0]);

  routes.get("/", requireUser("read:statuses"), async (c) => {
    const page = toPage(pageParams().parse(await readInput(c)));
    const goals = await findGoals(ctx.db.read, userOf(c).id, page);
    linkPages(
      c,
      ctx.config,
      goals.map((goal) => goal.id),
      page,
    );
    return c.json(await loadGoals(ctx.db.read, userOf(c).id, goals));
  });

  routes.post("/", requireUser("write:statuses"), async (c) => {
    const draft = goalInput(todayOf(ctx)).parse(await readInput(c));
    return await show(c, await createGoal(ctx, userOf(c), draft));
  });

  routes.get("/:id", requireUser("read:statuses"), async (c) => await show(c, await own(c)));

  routes.on(["PUT", "PATCH"], "/:id", requireUser("write:statuses"), async (c) => {
    const goal = await own(c);
    const former = c.req.method === "PATCH" ? formerInput(goal) : {};
    const draft = goalInput(todayOf(ctx)).parse({ ...former, ...(await readInput(c)) });
    return await show(c, await changeGoal(ctx, goal, draft));
  });

  routes.delete("/:id", requireUser("write:statuses"), async (c) => {
    await removeGoal(ctx, await own(c));
    return c.json({});
  });

  return routes;
}

import type { Context } from "../../context.ts";
import { deleteGoal, insertGoal, updateGoal, type Goal } from "../../db/goal-queries.ts";
import type { GoalKind, PyramidStep } from "../../db/schema/index.ts";
import { newId } from "../../lib/ids.ts";
import { recordNotFound } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { gradeColumns, type GradeDraft } from "./climb.ts";
import { systemsLike } from "./grades/alike.ts";
import { readUsualSystems } from "./preferences.ts";
import { refuseField } from "./refuse-field.ts";

export type { Goal };

/** A goal as its climber writes it down. What its kind does not need is dropped. */
export interface GoalDraft {
  kind: GoalKind;
  title: string;
  target: number | null;
  grade: GradeDraft | null;
  steps: readonly { grade: GradeDraft; count: number }[];
  discipline: string | null;
  isIndoor: boolean | null;
  /** YYYY-MM-DD, both included. */
  startsOn: string;
  endsOn: string | null;
}

/** @throws Refused, naming the field, when something is missing or not understood. */
export async function createGoal(
  ctx: Pick<Context, "db" | "clock">,
  climber: Account,
  draft: GoalDraft,
): Promise<Goal> {
  const columns = columnsOf(draft, await readUsualSystems(ctx.db.read, climber.id));
  const now = ctx.clock.now();
  return await ctx.db.write((tx) =>
    insertGoal(tx, { ...columns, id: newId(now), accountId: climber.id, createdAt: now, updatedAt: now }),
  );
}

/** @throws Refused as `createGoal` does. */
export async function changeGoal(ctx: Pick<Context, "db" | "clock">, goal: Goal, draft: GoalDraft): Promise<Goal> {
  const columns = columnsOf(draft, await readUsualSystems(ctx.db.read, goal.accountId));
  const updatedAt = ctx.clock.now();
  const changed = await ctx.db.write((tx) => updateGoal(tx, goal.id, { ...columns, updatedAt }));
  if (changed === null) throw recordNotFound();
  return changed;
}

export async function removeGoal(ctx: Pick<Context, "db">, goal: Goal): Promise<void> {
  await ctx.db.write((tx) => deleteGoal(tx, goal.id));
}

function columnsOf({ target, grade, steps, ...draft }: GoalDraft, usual: readonly string[]) {
  const { kind, startsOn, endsOn } = draft;
  if (endsOn !== null && endsOn < startsOn) refuseField("ends_on", "is before its start");
  const understand = understanding(draft.discipline ?? "", usual);
  const none = { target: null, gradeSystem: null, gradeValue: null, gradeScore: null, steps: null };
  if (kind === "grade") {
    const { system, ...understood } = understand("grade", grade);
    return { ...draft, ...none, gradeSystem: system, gradeValue: understood.value, gradeScore: understood.score };
  }
  if (kind === "pyramid") return { ...draft, ...none, steps: readSteps(steps, understand) };
  if (target === null) refuseField("target", "can't be blank");
  return { ...draft, ...none, target };
}

/** The hardest first. */
function readSteps(steps: GoalDraft["steps"], understand: ReturnType<typeof understanding>): PyramidStep[] {
  if (steps.length === 0) refuseField("steps", "can't be blank");
  const read = steps.map(({ grade, count }, index) => ({
    ...understand(`steps.${index}.grade`, grade),
    count,
  }));
  const [first] = read;
  const isMixed = read.some(({ system }) => first !== undefined && !systemsLike(first.system).includes(system));
  if (isMixed) refuseField("steps", "cannot mix boulders and routes");
  return read.toSorted((one, other) => other.score - one.score);
}

/** Reads grades by the rules of a discipline. */
const understanding = (discipline: string, usual: readonly string[]) => (field: string, grade: GradeDraft | null) => {
  if (grade === null) refuseField(field, "can't be blank");
  const { gradeSystem: system, gradeValue: value, gradeScore: score } = gradeColumns(grade, discipline, usual);
  if (system === null || value === null || score === null) refuseField(field, "is no grade that is understood");
  return { system, value, score };
};

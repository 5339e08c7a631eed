import type { Context } from "../../context.ts";
import { lockAccount } from "../../db/account-queries.ts";
import type { Reader, Writer } from "../../db/database.ts";
import {
  deleteProject,
  findUnsentProjects,
  findOwnProject,
  findProject,
  findProjectDays,
  insertProject,
  updateProject,
  type Project,
} from "../../db/project-queries.ts";
import { newId } from "../../lib/ids.ts";
import { recordNotFound } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { checkLength } from "../statuses/prepare-text.ts";
import type { Visibility } from "../statuses/status.ts";
import { gradeColumns, type Climb, type GradeDraft, type KnownGrade } from "./climb.ts";
import { readUsualSystems } from "./preferences.ts";
import { refuseField } from "./refuse-field.ts";
import { sameName, samePlace } from "./same-place.ts";

export type { Project };

type ProjectContext = Pick<Context, "db" | "clock" | "config">;

/** A project as its climber writes it down. */
export interface ProjectDraft {
  routeName: string;
  discipline: string;
  grade: GradeDraft | KnownGrade | null;
  locationName: string | null;
  country: string | null;
  notes: string;
  visibility: Visibility;
  /** YYYY-MM-DD. */
  startedOn: string;
}

async function columnsOf(db: Reader, climberId: string, { grade, ...facts }: ProjectDraft) {
  return { ...facts, ...gradeColumns(grade, facts.discipline, await readUsualSystems(db, climberId)) };
}

export async function createProject(ctx: ProjectContext, climber: Account, draft: ProjectDraft): Promise<Project> {
  checkLength(ctx, draft.notes);
  const columns = await columnsOf(ctx.db.read, climber.id, draft);
  const now = ctx.clock.now();
  return await ctx.db.write((tx) =>
    insertProject(tx, {
      ...columns,
      id: newId(now),
      accountId: climber.id,
      routeId: null,
      state: "open",
      endedOn: null,
      createdAt: now,
      updatedAt: now,
    }),
  );
}

export async function changeProject(ctx: ProjectContext, project: Project, draft: ProjectDraft): Promise<Project> {
  checkLength(ctx, draft.notes);
  // Which route of the catalogue it was is told by the names that it had.
  const route = sameName(draft.routeName, project.routeName) && samePlace(draft, project) ? {} : { routeId: null };
  const columns = await columnsOf(ctx.db.read, project.accountId, draft);
  return await alter(ctx, project, async (tx) => {
    await updateProject(tx, project.id, { ...columns, ...route });
    await settleProject(ctx, tx, project.id);
  });
}

/** Its climber lets it be, until it is reopened or sent. @throws Refused when it has been sent. */
export async function giveUpProject(ctx: ProjectContext, project: Project, endedOn: string): Promise<Project> {
  return await alter(ctx, project, async (tx, { state }) => {
    if (state === "sent") refuseField("state", "has been sent");
    if (state === "open") await updateProject(tx, project.id, { state: "given-up", endedOn });
  });
}

/** @throws Refused when it has been sent: then the climb that sent it would have to change. */
export async function reopenProject(ctx: ProjectContext, project: Project): Promise<Project> {
  return await alter(ctx, project, async (tx, { state }) => {
    if (state === "sent") refuseField("state", "has been sent: change or remove the climb that did it");
    await updateProject(tx, project.id, { state: "open", endedOn: null });
  });
}

/** Its tries stay in the logbook. */
export async function removeProject(ctx: Pick<Context, "db">, project: Project): Promise<void> {
  await ctx.db.write(async (tx) => {
    await lockAccount(tx, project.accountId);
    await deleteProject(tx, project.id);
  });
}

async function alter(
  ctx: ProjectContext,
  { id, accountId }: Project,
  change: (tx: Writer, current: Project) => Promise<void>,
): Promise<Project> {
  return await ctx.db.write(async (tx) => {
    await lockAccount(tx, accountId);
    const current = await findOwnProject(tx, id, accountId);
    if (current === null) throw recordNotFound();
    await change(tx, current);
    const changed = await updateProject(tx, id, { updatedAt: ctx.clock.now() });
    if (changed === null) throw recordNotFound();
    return changed;
  });
}

/**
 * What a project's climbs make of it: the first that sends it closes it on its day, and without one it is open again.
 * What was given up stays so until it is sent. To be called with the account locked, whenever such a climb comes,
 * changes or goes.
 */
export async function settleProject(ctx: Pick<Context, "clock">, tx: Writer, id: string): Promise<void> {
  const project = await findProject(tx, id);
  if (project === null) return;
  const { firstTryOn, sentOn } = await findProjectDays(tx, id);
  const isReopened = sentOn === null && project.state === "sent";
  const startedOn = firstTryOn !== null && firstTryOn < project.startedOn ? firstTryOn : project.startedOn;
  const state = sentOn !== null ? "sent" : isReopened ? "open" : project.state;
  const endedOn = sentOn ?? (isReopened ? null : project.endedOn);
  if (state === project.state && endedOn === project.endedOn && startedOn === project.startedOn) return;
  await updateProject(tx, id, { state, endedOn, startedOn, updatedAt: ctx.clock.now() });
}

type Tried = Pick<
  Climb,
  | "accountId"
  | "routeName"
  | "discipline"
  | "style"
  | "gradeSystem"
  | "gradeValue"
  | "gradeScore"
  | "locationName"
  | "country"
  | "climbedOn"
  | "visibility"
  | "projectId"
>;

const tries = new Set(["project", "attempt", "hangdog"]);

/**
 * The project that an entry's route is and that is not sent, or the one that it has, if that fits. What is only tried
 * begins one where there is none, a send does not. The account is locked: else there would be two.
 */
export async function projectOf(ctx: Pick<Context, "clock">, tx: Writer, climb: Tried): Promise<Project | null> {
  const former = climb.projectId === null ? null : await findProject(tx, climb.projectId);
  const candidates = [...(former === null ? [] : [former]), ...(await findUnsentProjects(tx, climb.accountId))];
  const found = candidates.find((project) => sameName(project.routeName, climb.routeName) && samePlace(project, climb));
  if (found !== undefined || !tries.has(climb.style)) return found ?? null;
  const now = ctx.clock.now();
  return await insertProject(tx, {
    id: newId(now),
    accountId: climb.accountId,
    routeName: climb.routeName,
    routeId: null,
    discipline: climb.discipline,
    gradeSystem: climb.gradeSystem,
    gradeValue: climb.gradeValue,
    gradeScore: climb.gradeScore,
    locationName: climb.locationName,
    country: climb.country,
    state: "open",
    notes: "",
    visibility: climb.visibility,
    startedOn: climb.climbedOn,
    endedOn: null,
    createdAt: now,
    updatedAt: now,
  });
}

import type { Context } from "../../context.ts";
import { lockAccount } from "../../db/account-queries.ts";
import { replacePartners, updateClimb } from "../../db/climb-queries.ts";
import type { Writer } from "../../db/database.ts";
import { findOwnProject } from "../../db/project-queries.ts";
import { findOwnSession } from "../../db/session-queries.ts";
import { present } from "../../lib/present.ts";
import { forgetSpot } from "../catalogue/forget.ts";
import { tieClimb } from "../catalogue/tie-climb.ts";
import type { Climb, ClimbDetails, TieChoice } from "./climb.ts";
import { projectOf, settleProject } from "./projects.ts";
import { refuseField } from "./refuse-field.ts";
import { sessionOf } from "./sessions.ts";

/** The one way an entry changes: its facts and partners, and what it belongs to. Null when it is gone. */
export async function rewriteClimb(
  ctx: Pick<Context, "clock" | "config">,
  tx: Writer,
  before: Climb,
  { partners, ties, ...columns }: ClimbDetails,
  more: Partial<Pick<Climb, "statusId" | "visibility" | "updatedAt">> = {},
): Promise<Climb | null> {
  const chosen = await chooseTies(ctx, tx, { ...before, ...columns, ...more }, ties);
  if (before.projectId !== null) await lockAccount(tx, before.accountId);
  const after = await updateClimb(tx, before.id, { updatedAt: ctx.clock.now(), ...columns, ...chosen, ...more });
  if (after === null) return null;
  await replacePartners(tx, before.id, partners);
  const tied = await tieClimb(ctx, tx, after);
  await forgetSpot(ctx, tx, before, tied);
  await settleProjects(ctx, tx, [before.projectId, tied.projectId]);
  return tied;
}

/** What an entry is to belong to, as columns. @throws Refused when that is not its climber's. */
export async function chooseTies(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  climb: Omit<Climb, "id" | "uri" | "createdAt" | "updatedAt" | "routeId" | "cragId" | "importKey" | "importId">,
  choice: TieChoice | undefined,
): Promise<Partial<Pick<Climb, "sessionId" | "projectId">>> {
  if (choice === undefined) return {};
  // What belongs together is written one after another: nothing it names goes meanwhile.
  await lockAccount(tx, climb.accountId);
  await refuseForeign(tx, climb.accountId, choice);
  const { session, project } = choice;
  return present({
    sessionId: session === "auto" ? (await sessionOf(ctx, tx, climb)).id : session,
    projectId: project === "auto" ? ((await projectOf(ctx, tx, climb))?.id ?? null) : project,
  });
}

async function refuseForeign(tx: Writer, accountId: string, { session, project }: TieChoice): Promise<void> {
  const isId = (choice: string | null | undefined): choice is string => choice != null && choice !== "auto";
  if (isId(session) && (await findOwnSession(tx, session, accountId)) === null)
    refuseField("session_id", "is no session of yours");
  if (isId(project) && (await findOwnProject(tx, project, accountId)) === null)
    refuseField("project_id", "is no project of yours");
}

export async function settleProjects(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  ids: readonly (string | null)[],
): Promise<void> {
  for (const id of new Set(ids)) if (id !== null) await settleProject(ctx, tx, id);
}

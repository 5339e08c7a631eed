import { setTimeout as delay } from "node:timers/promises";
import type { Context } from "../../context.ts";
import { lockAccount } from "../../db/account-queries.ts";
import { changeImport, findBusyImport, findImport, type ClimbImport } from "../../db/climb-import-queries.ts";
import type { Writer } from "../../db/database.ts";
import {
  countImported,
  deleteImportedParts,
  findUntouchedProjects,
  takeUntouchedClimbs,
} from "../../db/import-undo-queries.ts";
import { insertJobs } from "../../db/job-queries.ts";
import { updateProject } from "../../db/project-queries.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { dropEntries } from "../climbs/let-go.ts";
import { tellStreams } from "../streams/tell.ts";
import { paced, restMs, tellEveryMs } from "./pace.ts";
import { linesPerPiece } from "./pieces.ts";
import { refuseBusy, refuseState } from "./refuse-state.ts";

export const undoImportJobType = "undo-import";

type UndoContext = Pick<Context, "bus" | "clock" | "db" | "wakeWorker">;

/**
 * Takes back what an import made, by a job. Asked again while that runs, another job goes on with it.
 * @throws Refused when it has not ended, is undone already, nothing of it is known, or another one is busy.
 */
export async function startUndo(ctx: UndoContext, { id, accountId }: ClimbImport): Promise<ClimbImport> {
  return await ctx.db.write(async (tx) => {
    await lockAccount(tx, accountId);
    const busy = await findBusyImport(tx, accountId);
    if (busy !== null && busy.id !== id) throw refuseBusy();
    const current = await findImport(tx, id);
    if (current === null) throw recordNotFound();
    if (current.finishedAt === null) throw refuseState("the import has not ended yet");
    if (current.state === "undone") throw refuseState("the import has been undone already");
    // Entries may be older than the note of what brought them: those would stay, and the import would be called undone.
    if (current.state !== "undoing" && current.createdCount > 0 && (await countImported(tx, id)) === 0)
      throw refuseState("nothing in the logbook is known to be of the import");
    const now = ctx.clock.now();
    await insertJobs(tx, [
      { type: undoImportJobType, payload: { importId: id }, lane: "background", runAt: now, createdAt: now },
    ]);
    tellStreams(ctx, tx, { kind: "import-changed", accountId, importId: id });
    tx.afterCommit(ctx.wakeWorker);
    return (await changeImport(tx, id, { state: "undoing" })) ?? current;
  });
}

/**
 * Removes what is left of an import piece by piece, so that whoever comes after a crash goes on there. What its climber
 * has told, given files or changed since it was read in stays, and the sessions and projects that hold a climb.
 */
export async function runUndo(ctx: UndoContext, importId: string, signal: AbortSignal): Promise<void> {
  const isTimeToTell = paced(tellEveryMs);
  for (;;) {
    signal.throwIfAborted();
    const tells = isTimeToTell();
    if (!(await ctx.db.write((tx) => undoPiece(ctx, tx, importId, tells)))) return;
    // SQLite works without a pause: requests, which take several turns each, want theirs.
    await delay(restMs);
  }
}

/** False when nothing is left to be done. */
async function undoPiece(ctx: UndoContext, tx: Writer, importId: string, tells: boolean): Promise<boolean> {
  const owner = (await findImport(tx, importId))?.accountId;
  if (owner === undefined) return false;
  await lockAccount(tx, owner);
  const current = await findImport(tx, importId);
  if (current?.state !== "undoing" || current.finishedAt === null) return false;
  const removed = await removeSome(ctx, tx, importId, current.finishedAt);
  const isDone = removed === 0;
  await changeImport(
    tx,
    importId,
    isDone
      ? { state: "undone", createdCount: await countImported(tx, importId) }
      : { createdCount: Math.max(0, current.createdCount - removed) },
  );
  if (tells || isDone) tellStreams(ctx, tx, { kind: "import-changed", accountId: owner, importId });
  return !isDone;
}

/** The climbs first: what held them may go then. */
async function removeSome(ctx: UndoContext, tx: Writer, importId: string, readIn: Date): Promise<number> {
  const climbs = await takeUntouchedClimbs(tx, importId, readIn, linesPerPiece);
  if (climbs.length === 0) return await deleteImportedParts(tx, importId, readIn, linesPerPiece);
  const projectIds = climbs.flatMap(({ projectId }) => projectId ?? []);
  const projects = await findUntouchedProjects(tx, importId, projectIds, readIn);
  await dropEntries(ctx, tx, climbs);
  // What the loss of its tries makes of a project is not its climber's work: it is to go, too.
  for (const { id, updatedAt } of projects) await updateProject(tx, id, { updatedAt });
  return climbs.length;
}

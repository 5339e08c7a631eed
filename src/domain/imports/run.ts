import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findAccount } from "../../db/account-queries.ts";
import { advanceImport, findImport, type ClimbImport } from "../../db/climb-import-queries.ts";
import type { Writer } from "../../db/database.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import { StorageUnavailable } from "../../media/storage.ts";
import type { Account } from "../accounts/account.ts";
import { withScratch } from "../media/files.ts";
import { tellStreams } from "../streams/tell.ts";
import { finishImport } from "./end.ts";
import { addIssues, countOutcomes, issuesOf } from "./issues.ts";
import type { CountedLine } from "./occurrences.ts";
import { openLogbook, type OpenLogbook } from "./open-logbook.ts";
import { paced, restMs, tellEveryMs } from "./pace.ts";
import { countLines, inPieces } from "./pieces.ts";
import { planLines } from "./plan.ts";
import { isFormatName } from "./recognise.ts";
import { recordPlans } from "./record-plans.ts";
import { todayOf, type ImportContext } from "./start.ts";

/** A file that ends its process again and again is given up. */
const mostAttempts = 5;

export interface ImportRun {
  readonly attempts: number;
  readonly signal: AbortSignal;
  /** After each piece that is written. */
  readonly onProgress?: (done: ClimbImport) => void;
}

/**
 * Reads a file in, piece by piece. Each piece is written with how far it is, so that whoever comes after a crash goes on
 * there; two at once cannot both write. Resolves when the import has ended, or somebody else goes on with it.
 * @throws what may pass: the storage is down, this process stops.
 */
export async function runImport(ctx: ImportContext, importId: string, run: ImportRun): Promise<void> {
  const running = await findImport(ctx.db.read, importId);
  if (running === null || running.finishedAt !== null || running.fileKey === null) return;
  if (run.attempts > mostAttempts) return await fail(ctx, running, "The file could not be read in");
  try {
    await readIn(ctx, running, running.fileKey, run);
  } catch (error) {
    if (error instanceof Refused) return await fail(ctx, running, error.message);
    if (run.signal.aborted || error instanceof StorageUnavailable || run.attempts < mostAttempts) throw error;
    ctx.log.error({ err: error, importId }, "an import was given up");
    await fail(ctx, running, "The file could not be read in");
  }
}

async function readIn(ctx: ImportContext, running: ClimbImport, fileKey: string, run: ImportRun): Promise<void> {
  const account = await findAccount(ctx.db.read, running.accountId);
  if (account === null) throw recordNotFound();
  await withScratch(ctx, async (scratch) => {
    const path = join(scratch, "logbook");
    if (!(await ctx.storage.fetchTo(fileKey, path))) throw new Refused("gone", "The uploaded file is gone");
    const file = await openLogbook(path, isFormatName(running.format) ? running.format : null, todayOf(ctx));
    const last = await writeAll(ctx, account, running, file, run);
    if (last !== null) await ctx.db.write((tx) => finishImport(ctx, tx, last.id, { state: "done" }));
  });
}

/** Null when it was ended meanwhile, or another worker goes on. */
async function writeAll(
  ctx: ImportContext,
  account: Account,
  running: ClimbImport,
  file: OpenLogbook,
  { signal, onProgress }: ImportRun,
): Promise<ClimbImport | null> {
  const isTimeToTell = paced(tellEveryMs);
  let at = running;
  for await (const lines of inPieces(countLines(file), running.doneLines)) {
    signal.throwIfAborted();
    const tells = isTimeToTell();
    const next = await ctx.db.write((tx) => writePiece(ctx, tx, { account, at, lines, tells }));
    if (next === null) return null;
    at = next;
    onProgress?.(at);
    // SQLite works without a pause: requests, which take several turns each, want theirs.
    await delay(restMs);
  }
  return at;
}

interface Piece {
  readonly account: Account;
  readonly at: ClimbImport;
  readonly lines: readonly CountedLine[];
  readonly tells: boolean;
}

async function writePiece(ctx: ImportContext, tx: Writer, piece: Piece): Promise<ClimbImport | null> {
  const { account, at, lines, tells } = piece;
  // First: whoever has lost the turn writes nothing.
  const mine = await advanceImport(tx, at, { state: "running", doneLines: at.doneLines + lines.length });
  if (mine === null) return null;
  const plans = await planLines(tx, account.id, lines, ctx.clock.now());
  await recordPlans(ctx, tx, account, at, plans);
  const counts = countOutcomes(plans);
  if (tells) tellStreams(ctx, tx, { kind: "import-changed", accountId: account.id, importId: at.id });
  return await advanceImport(tx, mine, {
    createdCount: at.createdCount + counts.created,
    duplicateCount: at.duplicateCount + counts.duplicate,
    failedCount: at.failedCount + counts.refused,
    issues: addIssues(at.issues, plans.flatMap(issuesOf)),
  });
}

async function fail(ctx: ImportContext, { id }: ClimbImport, failure: string): Promise<void> {
  await ctx.db.write((tx) => finishImport(ctx, tx, id, { state: "failed", failure }));
}

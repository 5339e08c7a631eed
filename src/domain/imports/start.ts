import { stat } from "node:fs/promises";
import type { Context } from "../../context.ts";
import { lockAccount } from "../../db/account-queries.ts";
import { findBusyImport, findImport, insertImport, type ClimbImport } from "../../db/climb-import-queries.ts";
import { insertJobs } from "../../db/job-queries.ts";
import { newId } from "../../lib/ids.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { newFolder, storeAndWrite } from "../media/files.ts";
import type { Visibility } from "../statuses/status.ts";
import { cleanText } from "./check-climb.ts";
import { finishImport } from "./end.ts";
import type { FormatName } from "./entry.ts";
import { openLogbook } from "./open-logbook.ts";
import { refuseBusy, refuseState } from "./refuse-state.ts";
import { usualVisibility } from "./visibility.ts";

export const importClimbsJobType = "import-climbs";

export type ImportContext = Pick<Context, "bus" | "clock" | "config" | "db" | "log" | "storage" | "wakeWorker">;

export interface ImportRequest {
  readonly path: string;
  /** As its owner has it. */
  readonly fileName: string;
  readonly format: FormatName | null;
  /** The widest that anything gets; null for what is usual of such a file. */
  readonly visibility: Visibility | null;
}

const mostNameLength = 255;
const mebibyte = 1024 * 1024;

/** Bytes that a logbook may have. */
export const mostImportBytes = ({ config }: Pick<Context, "config">): number => config.maxImportMegabytes * mebibyte;

export const tooLarge = (): Refused =>
  new Refused("too-large", "Validation failed: File is too large", {
    details: { file: [{ error: "ERR_TOO_LARGE", description: "is too large" }] },
  });

/** Today as files are read. */
export const todayOf = ({ clock }: Pick<Context, "clock">): string => clock.now().toISOString().slice(0, 10);

/**
 * Keeps a logbook of another site for the job that reads it in. The file is looked through first: what is wrong with it
 * as a whole is told now. @throws Refused; StorageUnavailable. Nothing is left behind then.
 */
export async function startImport(ctx: ImportContext, account: Account, request: ImportRequest): Promise<ClimbImport> {
  if ((await stat(request.path)).size > mostImportBytes(ctx)) throw tooLarge();
  const file = await openLogbook(request.path, request.format, todayOf(ctx));
  const now = ctx.clock.now();
  const id = newId(now);
  const fileKey = `${newFolder("imports", id)}/logbook`;
  const stored = { key: fileKey, path: request.path, contentType: "application/octet-stream" };
  return await storeAndWrite(ctx, [stored], async (tx) => {
    await lockAccount(tx, account.id);
    if ((await findBusyImport(tx, account.id)) !== null) throw refuseBusy();
    const created = await insertImport(tx, {
      id,
      accountId: account.id,
      format: file.format,
      fileName: cleanText(request.fileName).slice(0, mostNameLength),
      state: "waiting",
      visibility: request.visibility ?? usualVisibility(file.tellsVisibility),
      fileKey,
      totalLines: file.total,
      doneLines: 0,
      createdCount: 0,
      duplicateCount: 0,
      failedCount: 0,
      issues: [...file.remarks],
      createdAt: now,
    });
    await insertJobs(tx, [
      { type: importClimbsJobType, payload: { importId: id }, lane: "background", runAt: now, createdAt: now },
    ]);
    tx.afterCommit(ctx.wakeWorker);
    return created;
  });
}

/** Ends an import before its file does. What it has written stays. */
export async function cancelImport(ctx: ImportContext, id: string): Promise<ClimbImport> {
  return await ctx.db.write(async (tx) => {
    const ended = await finishImport(ctx, tx, id, { state: "cancelled" });
    if (ended !== null) return ended;
    if ((await findImport(tx, id)) === null) throw recordNotFound();
    throw refuseState("the import has ended already");
  });
}

import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { once } from "node:events";
import { SingleBar } from "cli-progress";
import { Option, type Command } from "commander";
import type { Context } from "../context.ts";
import { findLocalAccount, findUser } from "../db/account-queries.ts";
import { findImport, type ClimbImport } from "../db/climb-import-queries.ts";
import type { Account } from "../domain/accounts/account.ts";
import { exportFormats, exportLogbook, type ExportFormat } from "../domain/exports/logbook.ts";
import { countRemoved } from "../domain/imports/count-made.ts";
import { formatNames, type FormatName } from "../domain/imports/entry.ts";
import { previewImport } from "../domain/imports/preview.ts";
import { runImport } from "../domain/imports/run.ts";
import { startImport } from "../domain/imports/start.ts";
import { runUndo, startUndo } from "../domain/imports/undo.ts";
import type { Visibility } from "../domain/statuses/status.ts";
import { UsageError } from "./usage-error.ts";
import { withContext } from "./with-context.ts";

interface ImportOptions {
  readonly account: string;
  readonly format?: FormatName;
  readonly visibility?: Visibility;
  readonly dryRun?: true;
}

export function addClimbsCommands(parent: Command): void {
  parent
    .command("import")
    .description("Read a logbook of another site into an account's. The server may run meanwhile. Ends with JSON.")
    .argument("<file>", "what Mountain Project, theCrag, 8a.nu, UKClimbing, CrushLog (CLDF) or a Topout gave")
    .requiredOption("--account <username>", "whose logbook")
    .addOption(new Option("--format <name>", "what the file is; usually its header tells").choices(formatNames))
    .addOption(
      new Option("--visibility <who>", "who may see the climbs, at the most").choices([
        "public",
        "unlisted",
        "private",
        "direct",
      ]),
    )
    .option("--dry-run", "tell what would be done, and write nothing")
    .action(async (file: string, options: ImportOptions) => {
      const path = resolve(file);
      if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`);
      console.log(JSON.stringify(await withContext((ctx) => readIn(ctx, path, options))));
    });
  parent
    .command("undo")
    .description("Take back what an import made. What was told, given files or changed since stays. Ends with JSON.")
    .argument("<id>", "the import, as `climbs import` gave it")
    .action(async (id: string) => {
      console.log(JSON.stringify(await withContext((ctx) => undo(ctx, id))));
    });
  parent
    .command("export")
    .description("Write an account's logbook to standard output.")
    .requiredOption("--account <username>", "whose logbook")
    .addOption(
      new Option("--format <name>", "all of it (json), the climbs as a table, or what CrushLog's format holds")
        .choices(exportFormats)
        .default("json"),
    )
    .action(async ({ account, format }: { account: string; format: ExportFormat }) => {
      await withContext(async (ctx) => {
        for await (const piece of exportLogbook(ctx, await accountNamed(ctx, account), format).pieces) {
          // Whoever reads is asked to keep up: not all of it is held here.
          if (!process.stdout.write(piece)) await once(process.stdout, "drain");
        }
      });
    });
}

async function accountNamed(ctx: Context, username: string): Promise<Account> {
  const account = await findLocalAccount(ctx.db.read, username.replace(/^@/, ""));
  if (account === null || (await findUser(ctx.db.read, account.id)) === null)
    throw new UsageError(`There is no account named ${username} here.`);
  return account;
}

async function readIn(ctx: Context, path: string, options: ImportOptions) {
  const account = await accountNamed(ctx, options.account);
  const request = {
    path,
    fileName: basename(path),
    format: options.format ?? null,
    visibility: options.visibility ?? null,
  };
  if (options.dryRun) {
    const preview = await previewImport(ctx, account, request, { afterLine: 0, limit: 0 });
    const { format, visibility, total, counts, issues } = preview;
    return { format, visibility, total, ...counts, issues };
  }
  const done = await follow(ctx, await startImport(ctx, account, request));
  if (done.state !== "done") throw new UsageError(done.failure ?? "The import was cancelled.");
  return {
    id: done.id,
    format: done.format,
    visibility: done.visibility,
    total: done.totalLines,
    created: done.createdCount,
    duplicate: done.duplicateCount,
    refused: done.failedCount,
    issues: done.issues,
  };
}

async function undo(ctx: Context, id: string) {
  const ended = await findImport(ctx.db.read, id);
  if (ended === null) throw new UsageError(`There is no import ${id} here.`);
  await startUndo(ctx, ended);
  // Beside the server, which has been given the work too: each finds what the other has left.
  await runUndo(ctx, id, new AbortController().signal);
  const undone = (await findImport(ctx.db.read, id)) ?? ended;
  return { id, removed: countRemoved(undone), kept: undone.createdCount };
}

const lookAgainMs = 250;

/** Does the work here, or watches the server do it: whoever is first. */
async function follow(ctx: Context, started: ClimbImport): Promise<ClimbImport> {
  const progress = showProgress(started.totalLines);
  try {
    const run = { attempts: 1, signal: new AbortController().signal, onProgress: progress.update };
    await runImport(ctx, started.id, run);
    for (;;) {
      const now = await findImport(ctx.db.read, started.id);
      if (now === null) throw new UsageError("The account is gone.");
      progress.update(now);
      if (now.finishedAt !== null) return now;
      await delay(lookAgainMs);
    }
  } finally {
    progress.end();
  }
}

const linesPerLine = 1_000;

/** On standard error: a bar for people, and now and then a line for logs. */
function showProgress(total: number): { update: (now: ClimbImport) => void; end: () => void } {
  if (!process.stderr.isTTY) {
    let shown = 0;
    const update = ({ doneLines }: ClimbImport) => {
      if (doneLines < shown + linesPerLine) return;
      shown = doneLines;
      console.error(`${doneLines}/${total} lines`);
    };
    return { update, end() {} };
  }
  const bar = new SingleBar({ format: "{bar} {value}/{total} lines, {eta_formatted} left" });
  bar.start(total, 0);
  return { update: ({ doneLines }) => bar.update(doneLines), end: () => bar.stop() };
}

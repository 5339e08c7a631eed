import type { Command } from "commander";
import { countJobs } from "../db/job-queries.ts";
import { withContext } from "./with-context.ts";

type Count = Awaited<ReturnType<typeof countJobs>>[number];

export function addQueueStatus(parent: Command): void {
  parent
    .command("status")
    .description("Count the jobs by type: all that wait, those whose time has come, those that were given up.")
    .option("--json", "print one line of JSON")
    .action(async (options: { json?: true }) => {
      const counts = await withContext((ctx) => countJobs(ctx.db.read, ctx.clock.now()));
      console.log(options.json ? JSON.stringify(counts) : asTable(counts));
    });
}

function asTable(counts: readonly Count[]): string {
  if (counts.length === 0) return "No jobs wait, and none has failed.";
  const width = Math.max(...counts.map(({ type }) => type.length), "type".length);
  const row = (type: string, ...cells: readonly (string | number)[]) =>
    [type.padEnd(width), ...cells.map((cell) => String(cell).padStart(9))].join("");
  return [
    row("type", "waiting", "due", "failed"),
    ...counts.map((count) => row(count.type, count.waiting, count.due, count.failed)),
  ].join("\n");
}

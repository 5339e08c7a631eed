import { cpus } from "node:os";
import type { InboxMeasured } from "./inbox.ts";
import type { Measured } from "./load.ts";
import type { Memory } from "./processes.ts";

export interface Row {
  readonly what: string;
  readonly connections: number;
  readonly topout: Measured;
  readonly bare: Measured;
}

export interface MemoryRow {
  readonly when: string;
  readonly memory: Memory | null;
}

/** All of a run as Markdown. */
export function reportOf(
  database: string,
  seconds: number,
  rows: readonly Row[],
  inbox: InboxMeasured,
  memory: readonly MemoryRow[],
): string {
  const [cpu] = cpus();
  return `
Node ${process.version} on ${cpus().length} cores (${cpu?.model.trim() ?? "unknown"}), ${database}, ${seconds} s for each number.

${tableOf(
  ["request", "connections", "Topout/s", "p50 ms", "p99 ms", "bare/s", "p50 ms", "p99 ms", "Topout : bare"],
  rows.map(({ what, connections, topout, bare }) => [
    what,
    String(connections),
    ...cellsOf(topout),
    ...cellsOf(bare),
    (topout.perSecond / bare.perSecond).toFixed(3),
  ]),
)}

Inbox: ${inbox.activities} signed posts of one author, ${inbox.acceptedPerSecond.toFixed(0)}/s accepted, ${inbox.workedPerSecond.toFixed(0)}/s worked off.

${tableOf(
  ["memory of Topout after", "resident MiB", "peak MiB"],
  memory.map(({ when, memory: held }) => [when, held?.resident.toFixed(0) ?? "?", held?.peak.toFixed(0) ?? "?"]),
)}
`;
}

function cellsOf({ perSecond, p50, p99, failures }: Measured): string[] {
  const failed = failures === 0 ? "" : ` (${failures} failed)`;
  return [`${perSecond.toFixed(0)}${failed}`, p50.toFixed(2), p99.toFixed(2)];
}

/** Of runs of one length, one after another. */
export function joinMeasured(runs: readonly Measured[]): Measured {
  const mean = (value: (run: Measured) => number): number =>
    runs.reduce((sum, run) => sum + value(run), 0) / runs.length;
  return {
    perSecond: mean((run) => run.perSecond),
    p50: mean((run) => run.p50),
    p99: Math.max(...runs.map((run) => run.p99)),
    failures: runs.reduce((sum, run) => sum + run.failures, 0),
  };
}

/** Markdown. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

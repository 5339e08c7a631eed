import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Load, Measured } from "./load.ts";
import { freePort, runNode, startNode, stopNode, untilServed } from "./processes.ts";
import { tableOf } from "./report.ts";
import type { SeededAccount } from "./seed.ts";

const lengths = [100, 10_000];
const seconds = 5;
const dir = await mkdtemp(join(tmpdir(), "topout-bench-"));
try {
  await run();
} finally {
  await rm(dir, { recursive: true, force: true });
}

/** The statistics of a short and of a long logbook, over one connection, on SQLite. */
async function run(): Promise<void> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const environment = {
    PORT: String(port),
    TOPOUT_ORIGIN: origin,
    TOPOUT_DATA_DIR: dir,
    TOPOUT_RATE_LIMIT: "0",
    LOG_LEVEL: "error",
  };
  const names = lengths.map((length) => `climber${length}`);
  const accounts = await runNode<SeededAccount[]>("bench/seed.ts", environment, names);
  for (const [index, length] of lengths.entries())
    await runNode("bench/seed-logbook.ts", environment, [names[index] ?? "", String(length)]);
  const topout = startNode("src/main.ts", environment);
  try {
    await untilServed(`${origin}/health`, topout);
    const rows: string[][] = [];
    for (const [index, length] of lengths.entries()) {
      const { id = "", token = "" } = accounts[index] ?? {};
      const paths = { statistics: "stats", "year in review": "review/2025" };
      for (const [what, path] of Object.entries(paths)) {
        const url = `${origin}/api/v1/accounts/${id}/climbs/${path}`;
        const asked: Load = {
          url,
          method: "GET",
          headers: { authorization: `Bearer ${token}` },
          connections: 1,
          seconds,
        };
        await runNode<Measured>("bench/load.ts", {}, [JSON.stringify({ ...asked, seconds: 1 })]);
        const { p50, p99, perSecond, failures } = await runNode<Measured>("bench/load.ts", {}, [JSON.stringify(asked)]);
        if (failures > 0) throw new Error(`${failures} requests of ${url} failed`);
        rows.push([`${what}, ${length} climbs`, perSecond.toFixed(0), p50.toFixed(2), p99.toFixed(2)]);
      }
    }
    console.log(tableOf(["request", "a second", "p50 ms", "p99 ms"], rows));
  } finally {
    await stopNode(topout);
  }
}

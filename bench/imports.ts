import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { freePort, readMemory, runNode, startNode, stopNode, untilServed } from "./processes.ts";
import { tableOf } from "./report.ts";
import type { SeededAccount } from "./seed.ts";

const { values: options } = parseArgs({ options: { lines: { type: "string", default: "10000" } } });
const lines = Number(options.lines);

const dir = await mkdtemp(join(tmpdir(), "topout-bench-imports-"));
try {
  console.log(await run());
} finally {
  await rm(dir, { recursive: true, force: true });
}

interface Client {
  readonly origin: string;
  readonly headers: Record<string, string>;
}

async function run(): Promise<string> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const database = process.env["BENCH_DATABASE_URL"];
  const environment = {
    PORT: String(port),
    TOPOUT_ORIGIN: origin,
    TOPOUT_DATA_DIR: dir,
    TOPOUT_RATE_LIMIT: "0",
    LOG_LEVEL: "error",
    ...(database === undefined ? {} : { DATABASE_URL: database }),
  };
  const [ada] = await runNode<SeededAccount[]>("bench/seed.ts", environment, ["ada"]);
  if (ada === undefined) throw new Error("Nobody was made");
  const topout = startNode("src/main.ts", environment);
  try {
    await untilServed(`${origin}/health`, topout);
    const client = { origin, headers: { authorization: `Bearer ${ada.token}` } };
    const readIn = async (fields?: Record<string, string>) => await until(client, "done", await send(client, fields));
    const preview = await timed(() => send(client, { dry_run: "true" }));
    // Public entries are tied to the catalogue, and taken out of it.
    const first = await watched(origin, () => readIn({ visibility: "public" }));
    const again = await timed(() => readIn());
    const exported = await timed(() => download(client));
    const undone = await watched(origin, () => undo(client, first.result));
    const memory = readMemory(topout.pid ?? 0);
    return report({ preview, first, again, exported, undone }, memory?.peak ?? 0, database === undefined);
  } finally {
    await stopNode(topout);
  }
}

/** Ticks as Mountain Project has them: of ten years, at some hundred crags, every third with notes. */
function logbook(): string {
  const styles = ["Lead,Onsight,Sport", "Lead,Redpoint,Trad", "Send,,Boulder", "TR,,Sport"];
  const rows = Array.from({ length: lines }, (_, at) => {
    const day = new Date(Date.UTC(2016, 0, 1) + (at % 3_650) * 86_400_000).toISOString().slice(0, 10);
    const notes = at % 3 === 0 ? `"Try ${at}, feet first"` : "";
    const place = `California > Area ${at % 13} > Crag ${at % 130} > Wall ${at % 390}`;
    return `${day},Route ${at % 4_000},5.1${at % 4}a,${notes},,1,${place},3.1,${(at % 6) - 1},${styles[at % 4]},,80,2600`;
  });
  const header =
    "Date,Route,Rating,Notes,URL,Pitches,Location,Avg Stars,Your Stars,Style,Lead Style,Route Type,Your Rating,Length,Rating Code";
  return [header, ...rows].join("\n");
}

interface Import {
  readonly id: string;
  readonly state: string;
  readonly failure: string | null;
}

async function send({ origin, headers }: Client, fields: Record<string, string> = {}): Promise<Import> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", new File([logbook()], "ticks.csv"));
  const answer = await fetch(`${origin}/api/v1/climbs/imports`, { method: "POST", headers, body: form });
  if (!answer.ok) throw new Error(`The import answers ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Import;
}

async function undo(client: Client, { id }: Import): Promise<Import> {
  const path = `${client.origin}/api/v1/climbs/imports/${id}/undo`;
  const answer = await fetch(path, { method: "POST", headers: client.headers });
  if (!answer.ok) throw new Error(`The undo answers ${answer.status}: ${await answer.text()}`);
  return await until(client, "undone", (await answer.json()) as Import);
}

async function until({ origin, headers }: Client, wanted: string, { id }: Import): Promise<Import> {
  for (;;) {
    const answer = await fetch(`${origin}/api/v1/climbs/imports/${id}`, { headers });
    const now = (await answer.json()) as Import;
    if (now.state === wanted) return now;
    if (now.state === "failed") throw new Error(`The import failed: ${now.failure}`);
    await delay(50);
  }
}

async function download({ origin, headers }: Client): Promise<void> {
  const answer = await fetch(`${origin}/api/v1/climbs/export?format=json`, { headers });
  const { climbs } = (await answer.json()) as { climbs: unknown[] };
  if (climbs.length !== lines) throw new Error(`${climbs.length} climbs came back`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

interface Watched<T> {
  readonly result: T;
  readonly ms: number;
  /** What others waited meanwhile. */
  readonly health: { requests: number; p50: number; p99: number; most: number };
}

async function watched<T>(origin: string, work: () => Promise<T>): Promise<Watched<T>> {
  const health = measureHealth(origin);
  const start = performance.now();
  const result = await work();
  return { result, ms: performance.now() - start, health: await health.stop() };
}

function measureHealth(origin: string) {
  const times: number[] = [];
  let isStopped = false;
  const measuring = (async () => {
    while (!isStopped) {
      times.push(await timed(async () => await (await fetch(`${origin}/health`)).text()));
      await delay(20);
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await measuring;
      times.sort((a, b) => a - b);
      const at = (part: number): number => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
      return { requests: times.length, p50: at(0.5), p99: at(0.99), most: at(1) };
    },
  };
}

interface Times extends Record<"preview" | "again" | "exported", number> {
  readonly first: Watched<unknown>;
  readonly undone: Watched<unknown>;
}

function report({ preview, first, again, exported, undone }: Times, peak: number, isSqlite: boolean): string {
  const row = (what: string, ms: number): string[] => [
    what,
    (ms / 1_000).toFixed(1),
    ((lines * 1_000) / ms).toFixed(0),
  ];
  const waiting = (what: string, { health }: Watched<unknown>): string =>
    `/health during the ${what}: ${health.requests} requests, p50 ${health.p50.toFixed(1)} ms, p99 ${health.p99.toFixed(1)} ms, at most ${health.most.toFixed(1)} ms.`;
  return `
Node ${process.version}, ${isSqlite ? "SQLite" : "PostgreSQL"}, ${lines} lines of Mountain Project.

${tableOf(
  ["", "seconds", "lines per second"],
  [
    row("preview", preview),
    row("import for everybody to see, from upload to the last line", first.ms),
    row("the same file again", again),
    row("export as JSON", exported),
    row("undo of the import", undone.ms),
  ],
)}

${waiting("import", first)}
${waiting("undo", undone)}
Topout held ${peak.toFixed(0)} MiB at the most.
`;
}

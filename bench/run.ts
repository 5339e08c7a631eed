import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ask, measure, type Case } from "./ask.ts";
import type { RecordedAnswer } from "./bare.ts";
import { measureInbox } from "./inbox.ts";
import type { Measured } from "./load.ts";
import { countHome, populate } from "./populate.ts";
import { freePort, readMemory, runNode, startNode, stopNode, untilServed } from "./processes.ts";
import { joinMeasured, reportOf, type MemoryRow, type Row } from "./report.ts";
import type { SeededAccount } from "./seed.ts";
import { compareSizes } from "./sizes.ts";

const { values: options } = parseArgs({
  options: { quick: { type: "boolean", default: false }, posts: { type: "string" }, only: { type: "string" } },
});
// In rounds, one server after the other, so that what else the machine does falls on both.
const rounds = options.quick ? 1 : 2;
const roundSeconds = options.quick ? 1 : 2.5;
const inboxCount = options.quick ? 100 : 500;
const smallPosts = 1_000;
const largePosts = Number(options.posts ?? (options.quick ? 100_000 : 1_000_000));
const authorNames = Array.from({ length: 12 }, (_, index) => `climber${index + 1}`);
const dropped = new Set(["connection", "content-length", "date", "keep-alive", "transfer-encoding"]);

const databaseUrl = process.env["BENCH_DATABASE_URL"] ?? "";
const dir = await mkdtemp(join(tmpdir(), "topout-bench-"));
try {
  if (options.only !== "sizes") await run();
  if (options.only !== "requests")
    console.log(await compareSizes({ dir, databaseUrl, smallPosts, largePosts, rounds, roundSeconds }));
} finally {
  await rm(dir, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const environment = {
    PORT: String(port),
    TOPOUT_ORIGIN: origin,
    TOPOUT_DATA_DIR: dir,
    DATABASE_URL: databaseUrl,
    TOPOUT_ALLOW_PRIVATE_ADDRESSES: "true",
    TOPOUT_RATE_LIMIT: "0",
    LOG_LEVEL: "error",
  };
  const seeded = await runNode<SeededAccount[]>("bench/seed.ts", environment, ["reader", ...authorNames]);
  const [reader, ...authors] = seeded;
  const author = authors[0];
  if (reader === undefined || author === undefined) throw new Error("Nobody was made");
  const topout = startNode("src/main.ts", environment);
  const memory: MemoryRow[] = [];
  const remember = (when: string): void => void memory.push({ when, memory: readMemory(topout.pid ?? 0) });
  try {
    await untilServed(`${origin}/health`, topout);
    remember("the start");
    await populate(origin, reader, authors);
    remember("240 posts");
    console.error(`The home timeline has ${await countHome(origin, reader)} entries.`);
    const rows = await measureCases(origin, casesOf(reader, author), remember);
    const inbox = await measureInbox(origin, reader, inboxCount);
    remember(`${inboxCount} activities`);
    const database = databaseUrl === "" ? "SQLite" : "PostgreSQL";
    console.log(reportOf(database, rounds * roundSeconds, rows, inbox, memory));
  } finally {
    await stopNode(topout);
  }
}

function casesOf(reader: SeededAccount, author: SeededAccount): Case[] {
  const signedIn = { authorization: `Bearer ${reader.token}` };
  const json = { ...signedIn, "content-type": "application/json" };
  return [
    { what: "home, 20 posts", method: "GET", path: "/api/v1/timelines/home?limit=20", headers: signedIn },
    {
      what: "profile, 20 posts",
      method: "GET",
      path: `/api/v1/accounts/${author.id}/statuses?limit=20`,
      headers: signedIn,
    },
    {
      what: "actor (ActivityPub)",
      method: "GET",
      path: `/users/${author.username}`,
      headers: { accept: "application/activity+json" },
    },
    {
      what: "new post",
      method: "POST",
      path: "/api/v1/statuses",
      headers: json,
      body: JSON.stringify({ status: "Cold hands, good friction. #granite" }),
    },
  ];
}

async function measureCases(origin: string, cases: Case[], remember: (when: string) => void): Promise<Row[]> {
  const recorded = join(dir, "answers.json");
  const answers: RecordedAnswer[] = [];
  for (const given of cases) answers.push(await record(origin, given));
  await writeFile(recorded, JSON.stringify(answers));
  const barePort = await freePort();
  const bareOrigin = `http://localhost:${barePort}`;
  const bare = startNode("bench/bare.ts", { PORT: String(barePort) }, [recorded]);
  const rows: Row[] = [];
  try {
    await untilServed(`${bareOrigin}/health`, bare);
    for (const given of cases) {
      for (const connections of [1, 8]) {
        const measured: { topout: Measured[]; bare: Measured[] } = { topout: [], bare: [] };
        await measure(bareOrigin, given, connections, 1);
        await measure(origin, given, connections, 1);
        for (let round = 0; round < rounds; round++) {
          measured.bare.push(await measure(bareOrigin, given, connections, roundSeconds));
          measured.topout.push(await measure(origin, given, connections, roundSeconds));
        }
        rows.push({
          what: given.what,
          connections,
          topout: joinMeasured(measured.topout),
          bare: joinMeasured(measured.bare),
        });
        console.error(`${given.what}, ${connections}: ${rows.at(-1)?.topout.perSecond.toFixed(0)}/s`);
      }
      remember(given.what);
    }
  } finally {
    await stopNode(bare);
  }
  return rows;
}

async function record(origin: string, given: Case): Promise<RecordedAnswer> {
  const answer = await ask(origin, given);
  return {
    method: given.method,
    path: new URL(given.path, origin).pathname,
    status: answer.status,
    headers: Object.fromEntries([...answer.headers].filter(([name]) => !dropped.has(name))),
    body: await answer.text(),
  };
}

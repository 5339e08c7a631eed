import type { ChildProcess } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { ask, measure, type Case } from "./ask.ts";
import type { Filled } from "./fill.ts";
import type { Measured } from "./load.ts";
import { freePort, readMemory, runNode, startNode, stopNode, untilServed, type Memory } from "./processes.ts";
import { measureStreams, type StreamsMeasured } from "./streams.ts";
import { joinMeasured, tableOf } from "./report.ts";

interface Question {
  readonly dir: string;
  /** Empty for SQLite. */
  readonly databaseUrl: string;
  readonly smallPosts: number;
  readonly largePosts: number;
  readonly rounds: number;
  readonly roundSeconds: number;
}

interface SizedServer {
  readonly posts: number;
  readonly origin: string;
  readonly process: ChildProcess;
  readonly filled: Filled;
}

/** The same reader's pages on a small server and on a large one, in turns; as Markdown. */
export async function compareSizes(question: Question): Promise<string> {
  const { smallPosts, largePosts, rounds, roundSeconds } = question;
  await using databases = await createDatabases(question);
  const small = await startFilled(question, smallPosts, databases.urlOf(smallPosts));
  try {
    const large = await startFilled(question, largePosts, databases.urlOf(largePosts));
    try {
      const rows = await measureBoth(small, large, rounds, roundSeconds);
      const streams = await measureStreams(large.origin, large.filled.token, large.filled.listenerTokens);
      return sizesReport(small, large, rounds * roundSeconds, rows, streams);
    } finally {
      await stopNode(large.process);
    }
  } finally {
    await stopNode(small.process);
  }
}

async function startFilled({ dir }: Question, posts: number, databaseUrl: string): Promise<SizedServer> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const dataDir = join(dir, String(posts));
  await mkdir(dataDir);
  const environment = {
    PORT: String(port),
    TOPOUT_ORIGIN: origin,
    TOPOUT_DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    TOPOUT_RATE_LIMIT: "0",
    LOG_LEVEL: "error",
  };
  const start = performance.now();
  const filled = await runNode<Filled>("bench/fill.ts", environment, [String(posts)]);
  console.error(`${posts} posts were written in ${((performance.now() - start) / 1_000).toFixed(0)} s.`);
  const process = startNode("src/main.ts", environment);
  try {
    await untilServed(`${origin}/health`, process);
  } catch (error) {
    await stopNode(process);
    throw error;
  }
  return { posts, origin, process, filled };
}

function casesOf({ token, friendId, threadId }: Filled): Case[] {
  const paths = {
    home: "/api/v1/timelines/home?limit=20",
    notifications: "/api/v1/notifications?limit=20",
    "notifications, grouped": "/api/v2/notifications?limit=20",
    profile: `/api/v1/accounts/${friendId}/statuses?limit=20`,
    "thread of 20 answers": `/api/v1/statuses/${threadId}/context`,
    "public timeline": "/api/v1/timelines/public?limit=20",
    "search for a word": "/api/v2/search?q=granite&type=statuses&limit=20",
    directory: "/api/v1/directory?limit=40",
    suggestions: "/api/v2/suggestions?limit=40",
  };
  const headers = { authorization: `Bearer ${token}` };
  return Object.entries(paths).map(([what, path]) => ({ what, path, method: "GET", headers }));
}

interface SizesRow {
  readonly what: string;
  readonly small: Measured;
  readonly large: Measured;
}

async function measureBoth(
  small: SizedServer,
  large: SizedServer,
  rounds: number,
  roundSeconds: number,
): Promise<SizesRow[]> {
  const rows: SizesRow[] = [];
  const largeCases = casesOf(large.filled);
  for (const [place, onSmall] of casesOf(small.filled).entries()) {
    const onLarge = largeCases[place];
    if (onLarge === undefined) throw new Error("Both servers are asked the same");
    const [few, many] = [await countEntries(small.origin, onSmall), await countEntries(large.origin, onLarge)];
    await measure(small.origin, onSmall, 1, 1);
    await measure(large.origin, onLarge, 1, 1);
    const measured: { small: Measured[]; large: Measured[] } = { small: [], large: [] };
    for (let round = 0; round < rounds; round++) {
      measured.small.push(await measure(small.origin, onSmall, 1, roundSeconds));
      measured.large.push(await measure(large.origin, onLarge, 1, roundSeconds));
    }
    const row = { what: onSmall.what, small: joinMeasured(measured.small), large: joinMeasured(measured.large) };
    console.error(`${row.what}, ${few} and ${many} entries: ${(row.large.p50 / row.small.p50).toFixed(2)}`);
    rows.push(row);
  }
  return rows;
}

/** Pages of different lengths would not be comparable. */
async function countEntries(origin: string, given: Case): Promise<number> {
  const page: unknown = await (await ask(origin, given)).json();
  const lists = Array.isArray(page) ? [page] : Object.values(page as object).filter(Array.isArray);
  return lists.reduce((sum, list) => sum + list.length, 0);
}

function sizesReport(
  small: SizedServer,
  large: SizedServer,
  seconds: number,
  rows: readonly SizesRow[],
  streams: StreamsMeasured,
): string {
  const cells = ({ p50, p99, perSecond, failures }: Measured): string[] => [
    p50.toFixed(2),
    p99.toFixed(2),
    `${perSecond.toFixed(0)}${failures === 0 ? "" : ` (${failures} failed)`}`,
  ];
  const memoryOf = ({ posts, process }: SizedServer): string[] => {
    const held: Memory | null = readMemory(process.pid ?? 0);
    return [posts.toLocaleString("en"), held?.resident.toFixed(0) ?? "?", held?.peak.toFixed(0) ?? "?"];
  };
  const [few, many] = [small, large].map(({ posts }) => posts.toLocaleString("en"));
  return `
${few} posts beside ${many}, one connection, ${seconds} s for each number.

${tableOf(
  ["page", `p50 ms, ${few}`, "p99 ms", "per s", `p50 ms, ${many}`, "p99 ms", "per s", "p50 : p50"],
  rows.map((row) => [row.what, ...cells(row.small), ...cells(row.large), (row.large.p50 / row.small.p50).toFixed(2)]),
)}

A public post reaches the last of ${streams.listeners} listeners, each somebody else, ${streams.p50.toFixed(0)} ms after it is made (the slowest: ${streams.worst.toFixed(0)} ms).

${tableOf(["posts", "resident MiB", "peak MiB"], [memoryOf(small), memoryOf(large)])}
`;
}

interface Databases extends AsyncDisposable {
  urlOf(posts: number): string;
}

/** On PostgreSQL a database for each size, beside the one that is named, until the end. */
async function createDatabases({ databaseUrl, smallPosts, largePosts }: Question): Promise<Databases> {
  if (databaseUrl === "") return { urlOf: () => "", [Symbol.asyncDispose]: async () => {} };
  const named = new URL(databaseUrl);
  const nameOf = (posts: number): string => `${named.pathname.slice(1)}_${posts}`;
  const onServer = async (statement: (posts: number) => string): Promise<void> => {
    const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
    try {
      for (const posts of [smallPosts, largePosts]) await sql.unsafe(statement(posts));
    } finally {
      await sql.end();
    }
  };
  await onServer((posts) => `create database "${nameOf(posts)}"`);
  return {
    urlOf(posts) {
      const url = new URL(databaseUrl);
      url.pathname = `/${nameOf(posts)}`;
      return url.href;
    },
    [Symbol.asyncDispose]: () => onServer((posts) => `drop database if exists "${nameOf(posts)}" with (force)`),
  };
}

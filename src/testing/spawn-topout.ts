import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createClient, type TestClient } from "./client.ts";
import { eventually } from "./eventually.ts";
import { freePort, testPassword } from "./start-topout.ts";
import { createTestDatabase } from "./test-database.ts";

const root = resolve(import.meta.dirname, "../..");
const node = join(root, "node_modules/.bin/node");

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Topout in a process of its own, on data that outlive it. */
export interface SpawnedTopout extends AsyncDisposable {
  readonly origin: string;
  /** What it was started with, for a second process on the same data. */
  readonly environment: Readonly<Record<string, string>>;
  readonly anyone: TestClient;
  /** Starts it again on the same data; waits until it serves. */
  start(): Promise<void>;
  /** Sends a signal that need not end it. */
  send(signal: NodeJS.Signals): void;
  /** Sends the signal and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<Ended>;
  /** Makes an account with the command line, beside the running server. */
  signUp(username: string): Promise<SpawnedUser>;
}

export interface SpawnedUser extends TestClient {
  readonly id: string;
  readonly username: string;
}

/** A server as `npm start` would start it, on a free loopback port and the dialect of this run. */
export async function spawnTopout(environment: Record<string, string> = {}): Promise<SpawnedTopout> {
  await using owned = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), "topout-spawned-"));
  owned.defer(() => rm(dataDir, { recursive: true, force: true }));
  const database = await createTestDatabase(dataDir);
  owned.defer(database.drop);
  const port = String(await freePort());
  const origin = `http://localhost:${port}`;
  const full = {
    TOPOUT_DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    TOPOUT_ALLOW_PRIVATE_ADDRESSES: "true",
    TOPOUT_RATE_LIMIT: "0",
    TOPOUT_DELIVERY_RETRY_SECONDS: "1",
    TOPOUT_DELIVERY_RETRY_MAX_SECONDS: "2",
    LOG_LEVEL: process.env["TEST_LOG_LEVEL"] ?? "warn",
    TOPOUT_ORIGIN: origin,
    PORT: port,
    ...environment,
  };
  const server = owned.use(await spawnProcess(full));
  const kept = owned.move();
  return { ...server, origin, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A further process on the data of another, started with all of `environment`. Disposing it leaves the data. */
export async function spawnProcess(environment: Readonly<Record<string, string>>): Promise<SpawnedTopout> {
  const origin = environment["TOPOUT_ORIGIN"] ?? "";
  const anyone = createClient(origin, null);
  let running = await startProcess(environment);
  return {
    origin,
    environment,
    anyone,
    async start() {
      running = await startProcess(environment);
    },
    send: (signal) => void running.child.kill(signal),
    async kill(signal) {
      running.child.kill(signal);
      return await running.ended;
    },
    async signUp(username) {
      const arguments_ = ["--email", `${username}@example.org`, "--password", testPassword, "--token"];
      const run = await runNode("src/cli/topout.ts", environment, ["account", "create", username, ...arguments_]);
      if (run.code !== 0) throw new Error(`No account was made: ${run.stderr}`);
      const made: { id: string; token: string } = JSON.parse(run.stdout.trimEnd().split("\n").at(-1) ?? "");
      return { ...createClient(origin, made.token), id: made.id, username };
    },
    async [Symbol.asyncDispose]() {
      running.child.kill("SIGKILL");
      await running.ended;
    },
  };
}

/** Runs a program of ours to its end. */
export function runNode(
  file: string,
  environment: Readonly<Record<string, string>>,
  arguments_: readonly string[] = [],
): Promise<Ended> {
  return begin(file, environment, arguments_).ended;
}

/** Starts the server to see it end: refused, or because of what is wrong. */
export const runMain = (environment: Readonly<Record<string, string>>): Promise<Ended> =>
  runNode("src/main.ts", environment);

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly stdout: () => string;
}

function begin(file: string, environment: Readonly<Record<string, string>>, arguments_: readonly string[]): Running {
  // Nothing of the tests' own environment: it would choose the database, for one.
  const env = { PATH: process.env["PATH"], ...environment };
  const child = spawn(node, [join(root, file), ...arguments_], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Ended>((done, fail) =>
    child.once("error", fail).once("close", (code) => done({ code, stdout, stderr })),
  );
  return { child, ended, stdout: () => stdout };
}

async function startProcess(environment: Readonly<Record<string, string>>): Promise<Running> {
  const running = begin("src/main.ts", environment, []);
  const isWorker = environment["TOPOUT_ROLE"] === "worker";
  const serves = async () =>
    isWorker
      ? running.stdout().includes("works on its jobs")
      : (await fetch(`http://127.0.0.1:${environment["PORT"]}/health`)).status === 200;
  const failed = running.ended.then((end) => {
    throw new Error(`The server ended with ${end.code}: ${end.stderr || end.stdout}`);
  });
  try {
    await Promise.race([eventually(serves, 60_000), failed]);
  } catch (error) {
    running.child.kill("SIGKILL");
    throw error;
  }
  return running;
}

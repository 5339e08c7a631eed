import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const startMs = 30_000;

type Environment = Readonly<Record<string, string>>;

/** A program of ours in a process of its own, with this environment and nothing else. */
export function startNode(file: string, environment: Environment = {}, args: readonly string[] = []): ChildProcess {
  return spawn(process.execPath, [...process.execArgv, join(root, file), ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Runs a program that prints one line of JSON as its last. */
export async function runNode<T>(file: string, environment: Environment, args: readonly string[] = []): Promise<T> {
  const child = startNode(file, environment, args);
  let stdout = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  const code = await new Promise<number | null>((done, fail) => child.once("error", fail).once("close", done));
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
}

/** Waits until `url` answers 200. */
export async function untilServed(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + startMs;
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}`);
    if (performance.now() > deadline) throw new Error(`${url} did not answer within ${startMs} ms`);
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

export async function stopNode(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("close", done));
  child.kill("SIGTERM");
  await ended;
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

export interface Memory {
  /** Mebibytes. */
  readonly resident: number;
  readonly peak: number;
}

/** What a process holds now, and held at the most; null where there is no `/proc`. */
export function readMemory(pid: number): Memory | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const mebibytes = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
    return { resident: mebibytes("VmRSS"), peak: mebibytes("VmHWM") };
  } catch {
    return null;
  }
}

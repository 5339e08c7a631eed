import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import type { TestTopout } from "./start-topout.ts";

const root = resolve(import.meta.dirname, "../..");
const node = join(root, "node_modules/.bin/node");

export interface CommandRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of standard output, which is JSON where a command says so. */
  json(): Record<string, string>;
}

/** Runs `topout` as a person would, without a terminal. */
export async function runCommand(environment: Record<string, string>, ...args: readonly string[]): Promise<CommandRun> {
  const child = spawn(node, [join(root, "src/cli/topout.ts"), ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const code = await new Promise<number | null>((done, fail) => child.once("error", fail).once("close", done));
  return { code, stdout, stderr, json: () => JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") };
}

/** What the command needs to work on the data of this server. */
export const environmentOf = ({ config }: TestTopout): Record<string, string> => ({
  PORT: String(config.port),
  TOPOUT_DATA_DIR: config.dataDir,
  DATABASE_URL: config.databaseUrl,
  LOG_LEVEL: "trace",
});

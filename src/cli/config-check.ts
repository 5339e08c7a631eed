import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import { findFfmpeg, type Ffmpeg } from "../media/ffmpeg.ts";
import { settings } from "../config/schema.ts";
import { readOwnConfig } from "./with-context.ts";

export function addConfigCheck(parent: Command): void {
  parent
    .command("check")
    .description("Print every setting as the server would take it, without secrets, or everything that is wrong.")
    .action(async () => {
      const config = readOwnConfig();
      console.log(listSettings(config));
      console.log(`\n${describeFfmpeg(await findFfmpeg(config.ffmpegPath))}`);
    });
}

const describeFfmpeg = (found: Ffmpeg | null): string =>
  found === null
    ? "There is no ffmpeg with libx264 and aac on this machine: videos, sounds and animated pictures are refused."
    : `Videos are converted by ffmpeg ${found.version} (${found.path}).`;

function listSettings(config: Config): string {
  const entries = Object.entries(settings);
  const width = Math.max(...entries.map(([, { name }]) => name.length));
  const values: Readonly<Record<string, unknown>> = config;
  return entries
    .map(([key, { name, secret }]) => `${name.padEnd(width)}  ${shown(config, key, values[key], secret ?? false)}`)
    .join("\n");
}

function shown(config: Config, key: string, value: unknown, isSecret: boolean): string {
  // The path of an SQLite file is none of the secrets, and the answer to "which database is it?".
  if (key === "databaseUrl" && config.dialect === "sqlite") return config.databaseUrl;
  if (value === undefined || value === "") return "(not set)";
  if (key === "databaseUrl") return "postgres (hidden)";
  return isSecret ? "(hidden)" : String(value);
}

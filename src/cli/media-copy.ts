import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SingleBar } from "cli-progress";
import { Option, type Command } from "commander";
import { copyStore, type CopyCounts } from "../media/copy-store.ts";
import { openDiskStorage, openS3Storage } from "../media/open-storage.ts";
import { StorageUnavailable, type Storage } from "../media/storage.ts";
import { UsageError } from "./usage-error.ts";
import { readOwnConfig } from "./with-context.ts";

type Target = "s3" | "disk";

/** As shells count it: 128 and the signal's number. */
const exitInterrupted = 130;
const filesPerLine = 1_000;

export function addMediaCopy(parent: Command): void {
  parent
    .command("copy")
    .description("Copy every stored file between the data folder and S3. The server may go on running.")
    .addOption(new Option("--to <store>", "where to").choices(["s3", "disk"]).makeOptionMandatory())
    .action(async ({ to: target }: { to: Target }) => {
      const config = readOwnConfig();
      const [disk, s3] = [openDiskStorage(config), openS3Storage(config)];
      const counts = await copyAll(target === "s3" ? disk : s3, target === "s3" ? s3 : disk);
      console.log(describe(counts));
      console.log(counts.isComplete ? adviceAfter[target] : "Interrupted. The same command goes on from here.");
      if (!counts.isComplete) process.exitCode = exitInterrupted;
    });
}

const adviceAfter: Readonly<Record<Target, string>> = {
  s3: "Now start the server with the S3 settings that this command had, then run it once more for what came meanwhile.",
  disk: "Now start the server without the S3 settings. Before, run this once more for what came meanwhile.",
};

const describe = ({ copied, bytes, skipped, gone }: CopyCounts): string =>
  `Copied ${copied} files (${bytes} bytes); ${skipped} were there already${gone > 0 ? `, ${gone} were removed meanwhile` : ""}.`;

async function copyAll(from: Storage, to: Storage): Promise<CopyCounts> {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  // Once: whoever asks again does not want to wait.
  process.once("SIGINT", onInterrupt);
  const scratch = await mkdtemp(join(tmpdir(), "topout-copy-"));
  try {
    await to.check();
    const progress = await showProgress(from);
    try {
      return await copyStore(from, to, { scratch, signal: stop.signal, onProgress: progress.update });
    } finally {
      progress.end();
    }
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
    throw new UsageError(`${error.message}${cause}. What is copied stays; the same command goes on from there.`);
  } finally {
    process.off("SIGINT", onInterrupt);
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Progress {
  readonly update: (done: number) => void;
  readonly end: () => void;
}

/** On standard error: a bar for people, and now and then a line for logs. */
async function showProgress(from: Storage): Promise<Progress> {
  if (!process.stderr.isTTY) {
    const update = (done: number) => done % filesPerLine === 0 && console.error(`${done} files`);
    return { update, end() {} };
  }
  let total = 0;
  for await (const _ of from.list("")) total++;
  // Its own way with SIGINT would end the process with files half-way.
  const bar = new SingleBar({ format: "{bar} {value}/{total} files, {eta_formatted} left", gracefulExit: false });
  bar.start(total, 0);
  return { update: (done) => bar.update(done), end: () => bar.stop() };
}

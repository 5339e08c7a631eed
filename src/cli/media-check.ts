import type { Command } from "commander";
import { findKnownFolders } from "../domain/media/known-folders.ts";
import { findOrphans } from "../media/find-orphans.ts";
import { withContext } from "./with-context.ts";

export function addMediaCheck(parent: Command): void {
  parent
    .command("check")
    .description("Find stored files that nothing in the database refers to, older than an hour.")
    .option("--remove", "remove them")
    .option("--json", "print one line of JSON")
    .action(async (options: { remove?: true; json?: true }) => {
      const found = await withContext(async ({ storage, db, clock }) => {
        const orphans: Found[] = [];
        const isKnown = (folders: readonly string[]) => findKnownFolders(db.read, folders);
        for await (const { folder, keys, bytes } of findOrphans(storage, isKnown, clock.now())) {
          if (options.remove) await storage.remove(keys);
          orphans.push({ folder, files: keys.length, bytes });
        }
        return orphans;
      });
      const isRemoved = options.remove === true;
      console.log(options.json ? JSON.stringify({ isRemoved, folders: found }) : asText(found, isRemoved));
    });
}

interface Found {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

function asText(found: readonly Found[], isRemoved: boolean): string {
  if (found.length === 0) return "Every stored file is referred to.";
  const sum = (of: "files" | "bytes"): number => found.reduce((total, each) => total + each[of], 0);
  const total = `${sum("files")} files with ${sum("bytes")} bytes in ${found.length} folders`;
  return [
    ...found.map(({ folder, files, bytes }) => `${folder}  ${files} files, ${bytes} bytes`),
    isRemoved ? `Removed ${total}.` : `Nothing refers to ${total}. Remove them with --remove.`,
  ].join("\n");
}

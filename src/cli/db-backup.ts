import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { backUpSqlite } from "../db/backup.ts";
import { UsageError } from "./usage-error.ts";
import { readOwnConfig } from "./with-context.ts";

export function addDbBackup(parent: Command): void {
  parent
    .command("backup")
    .description("Copy the SQLite database to a new file. The server may go on running.")
    .argument("<file>", "must not exist yet")
    .action((given: string) => {
      const { dialect, databaseUrl } = readOwnConfig();
      if (dialect === "postgres") {
        throw new UsageError("The database is PostgreSQL: back it up with pg_dump, restore it with pg_restore.", 2);
      }
      const file = resolve(given);
      if (!existsSync(databaseUrl)) throw new UsageError(`There is no database at ${databaseUrl} yet.`);
      if (!existsSync(dirname(file))) throw new UsageError(`There is no folder ${dirname(file)}.`);
      if (existsSync(file)) throw new UsageError(`${file} exists already; a backup never overwrites a file.`);
      backUpSqlite(databaseUrl, file);
      console.log(`Copied ${databaseUrl} to ${file}.`);
    });
}

import { mkdirSync } from "node:fs";
import type { Command } from "commander";
import { migrate } from "../db/migrate.ts";
import { readOwnConfig } from "./with-context.ts";

export function addDbMigrate(parent: Command): void {
  parent
    .command("migrate")
    .description("Bring the database to the newest schema. The server does so by itself when it starts.")
    .action(async () => {
      const { dataDir, databaseUrl, dialect } = readOwnConfig();
      mkdirSync(dataDir, { recursive: true });
      await migrate(databaseUrl);
      console.log(`The ${dialect === "sqlite" ? `SQLite file ${databaseUrl}` : "PostgreSQL database"} is up to date.`);
    });
}

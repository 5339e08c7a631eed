import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../config/config.ts";
import { insertAccount } from "../db/account-queries.ts";
import { openDatabase, type Database } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import type { accounts } from "../db/schema/index.ts";
import { newLocalAccount } from "../domain/accounts/create-local-account.ts";
import { createTestDatabase } from "./test-database.ts";

export interface OpenTestDatabase extends Database, AsyncDisposable {
  /** For connections past ours. */
  readonly url: string;
  /** An account without a sign-in. */
  addAccount(username: string): Promise<typeof accounts.$inferSelect>;
}

/** A migrated, empty database of this run's dialect, without a server. */
export async function openTestDatabase(): Promise<OpenTestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), "topout-db-"));
  const { url, drop } = await createTestDatabase(dataDir);
  await migrate(url);
  const db = openDatabase(url);
  return {
    ...db,
    url,
    addAccount: (username) =>
      db.write((tx) =>
        insertAccount(tx, newLocalAccount({ config: readConfig({}) }, username, "Person", new Date(2026, 4, 1))),
      ),
    async [Symbol.asyncDispose]() {
      await db.close();
      await drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

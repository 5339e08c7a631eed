import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import BetterSqlite from "better-sqlite3";
import { drizzle as drizzleSqlite } from "drizzle-orm/better-sqlite3";
import { migrate as migrateSqliteFile } from "drizzle-orm/better-sqlite3/migrator";
import { drizzle as drizzlePostgres } from "drizzle-orm/postgres-js";
import { migrate as migratePostgresDatabase } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { prepareSqlite } from "./database.ts";

const migrationsRoot = resolve(import.meta.dirname, "../../migrations");
// Any fixed number: two processes that start at once must not migrate at once.
const advisoryLock = 7_062_026;

/** Brings the database at `url` to the newest schema. Safe to run at every start, and by several processes at once. */
export async function migrate(url: string, folder = migrationsRoot): Promise<void> {
  if (/^postgres(ql)?:/.test(url)) await migratePostgres(url, resolve(folder, "postgres"));
  else migrateSqlite(url, resolve(folder, "sqlite"));
}

async function migratePostgres(url: string, folder: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await client`select pg_advisory_lock(${advisoryLock})`;
    await migratePostgresDatabase(drizzlePostgres(client), { migrationsFolder: folder });
    await client`select pg_advisory_unlock(${advisoryLock})`;
  } finally {
    await client.end({ timeout: 5 });
  }
}

function migrateSqlite(path: string, folder: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const connection = new BetterSqlite(path);
  try {
    prepareSqlite(connection);
    // SQLite rebuilds a table to change it; with foreign keys on, dropping the old one deletes the rows that point at
    // it, and the PRAGMA inside a migration has no effect there because it already runs in a transaction.
    connection.pragma("foreign_keys = OFF");
    const db = drizzleSqlite({ client: connection });
    try {
      migrateSqliteFile(db, { migrationsFolder: folder });
    } catch {
      // It looks what is missing before it takes its turn; another process may have migrated in between.
      migrateSqliteFile(db, { migrationsFolder: folder });
    }
    const orphans = connection.pragma("foreign_key_check");
    if (Array.isArray(orphans) && orphans.length > 0) {
      throw new Error(`The migration left ${orphans.length} rows that point at nothing; restore the backup`);
    }
  } finally {
    connection.close();
  }
}

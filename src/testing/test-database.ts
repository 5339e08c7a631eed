import { createHash, randomUUID } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import postgres from "postgres";
import { dialect } from "../db/dialect.ts";
import { migrate } from "../db/migrate.ts";

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

// Other migrations need another template: it outlives the run.
const template = `topout_test_template_${hashMigrations(resolve(import.meta.dirname, "../../migrations", dialect))}`;

function hashMigrations(folder: string): string {
  // When each was written counts too: a migrator goes by that.
  const hash = createHash("sha256").update(readFileSync(join(folder, "meta/_journal.json")));
  for (const name of readdirSync(folder).toSorted())
    if (name.endsWith(".sql")) hash.update(readFileSync(join(folder, name)));
  return hash.digest("hex").slice(0, 12);
}

/**
 * A database without rows, of this run's dialect, copied from a migrated template, which is quick. With `isEmpty` it has
 * no tables either; on PostgreSQL `options` of `create database` can be given.
 */
export async function createTestDatabase(
  dataDir: string,
  { isEmpty = false, options = "" }: { isEmpty?: boolean; options?: string } = {},
): Promise<TestDatabase> {
  if (dialect === "sqlite") {
    const url = join(dataDir, "test.sqlite");
    if (!isEmpty) copyFileSync(await sqliteTemplate(), url);
    return { url, drop: async () => {} };
  }
  const adminUrl = process.env["TEST_DATABASE_URL"];
  if (adminUrl === undefined) throw new Error("TEST_DATABASE_URL must name a PostgreSQL server");
  const name = `topout_test_${randomUUID().replaceAll("-", "")}`;
  await onServer(adminUrl, async (sql) => {
    if (!isEmpty) await ensureTemplate(adminUrl, sql);
    await sql.unsafe(`create database ${name} template ${isEmpty ? "template0" : template} ${options}`);
  });
  return {
    url: withDatabase(adminUrl, name),
    drop: () =>
      onServer(adminUrl, async (sql) => void (await sql.unsafe(`drop database if exists ${name} with (force)`))),
  };
}

async function sqliteTemplate(): Promise<string> {
  const path = join(tmpdir(), `${template}.sqlite`);
  if (existsSync(path)) return path;
  const made = join(mkdtempSync(join(tmpdir(), "topout-template-")), "template.sqlite");
  await migrate(made);
  // Whole or not at all, whoever else makes it at the same time.
  renameSync(made, path);
  return path;
}

/** Under its name once it is whole: what is there can be copied by several at once, for nobody connects to it. */
async function ensureTemplate(adminUrl: string, sql: postgres.Sql): Promise<void> {
  const isThere = async () => (await sql`select 1 from pg_database where datname = ${template}`).length > 0;
  if (await isThere()) return;
  await sql`select pg_advisory_lock(77)`;
  if (!(await isThere())) {
    const making = `${template}_making`;
    // Left behind by a run that was cut off.
    await sql.unsafe(`drop database if exists ${making} with (force)`);
    await sql.unsafe(`create database ${making}`);
    await migrate(withDatabase(adminUrl, making));
    await sql.unsafe(`alter database ${making} rename to ${template}`);
  }
  await sql`select pg_advisory_unlock(77)`;
}

async function onServer(url: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

import { randomUUID } from "node:crypto";
import { join } from "node:path";
import postgres from "postgres";
import { dialect } from "../db/dialect.ts";
import { migrate } from "../db/migrate.ts";

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * A database without rows, of this run's dialect; on PostgreSQL copied from a migrated template, which is quick. With
 * `isEmpty` it has no tables either, and `options` of `create database` can be given.
 */
export async function createTestDatabase(
  dataDir: string,
  { isEmpty = false, options = "" }: { isEmpty?: boolean; options?: string } = {},
): Promise<TestDatabase> {
  if (dialect === "sqlite") return { url: join(dataDir, "test.sqlite"), drop: async () => {} };
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

const template = "topout_test_template";

async function ensureTemplate(adminUrl: string, sql: postgres.Sql): Promise<void> {
  // Copying needs the template to be free of connections; test files run side by side.
  await sql`select pg_advisory_lock(77)`;
  const [found] = await sql`select 1 from pg_database where datname = ${template}`;
  if (found === undefined) await sql.unsafe(`create database ${template}`);
  await migrate(withDatabase(adminUrl, template));
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

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import BetterSqlite from "better-sqlite3";
import { getTableConfig, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { describe, expect, test } from "vitest";
import { runNode } from "../testing/spawn-topout.ts";
import { createTestDatabase } from "../testing/test-database.ts";
import { dialect } from "./dialect.ts";
import { migrate } from "./migrate.ts";
import * as schema from "./schema/index.ts";

const shipped = resolve(import.meta.dirname, "../../migrations");

interface Scene extends AsyncDisposable {
  readonly path: string;
  /** A copy of the migrations with one more. */
  readonly folder: string;
  /** Asks the database past ours. */
  rows(sql: string): unknown[];
}

/** An SQLite file with two accounts and what hangs on them, and the folder of a next release. */
async function startScene(statements: (accountsTable: string, indexes: string[]) => string[]): Promise<Scene> {
  const dir = await mkdtemp(join(tmpdir(), "topout-migrate-"));
  const path = join(dir, "test.sqlite");
  await migrate(path);
  const db = new BetterSqlite(path);
  for (const id of ["1", "2"]) {
    db.prepare(
      `insert into accounts (id, username, username_key, domain, uri, url, type, display_name, summary_html,
       summary_text, fields, emojis, is_locked, is_discoverable, is_indexable, hides_network, inbox_uri, aliases,
       created_at, updated_at)
       values (@id, @id, @id, '', @id, @id, 'Person', '', '', '', '[]', '[]', 0, 1, 0, 0, '', '[]', 0, 0)`,
    ).run({ id });
    db.prepare("insert into account_keys values (?, 'rsa', '', '', 0)").run(id);
  }
  const textOf = (kind: string, name: string): string[] =>
    db
      .prepare("select sql from sqlite_master where type = ? and tbl_name = ? and sql is not null")
      .pluck()
      .all(kind, name) as string[];
  const next = statements(textOf("table", "accounts")[0] ?? "", textOf("index", "accounts"));
  db.close();
  const folder = join(dir, "migrations");
  cpSync(shipped, folder, { recursive: true });
  writeFileSync(join(folder, "sqlite/9999_next.sql"), next.join("--> statement-breakpoint\n"));
  const journalPath = join(folder, "sqlite/meta/_journal.json");
  const journal = JSON.parse(readFileSync(journalPath, "utf8"));
  journal.entries.push({ idx: 9999, version: "6", when: 9_999_999_999_999, tag: "9999_next", breakpoints: true });
  writeFileSync(journalPath, JSON.stringify(journal));
  return {
    path,
    folder,
    rows(sql) {
      const connection = new BetterSqlite(path, { readonly: true });
      const found = connection.prepare(sql).all();
      connection.close();
      return found;
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}

/** As drizzle-kit relaxes a column of a parent table: a new table, filled and put in the place of the old one. */
function relaxDisplayName(accountsTable: string, indexes: string[]): string[] {
  const columns = [...accountsTable.matchAll(/^\t`(\w+)`/gm)].map((match) => `"${match[1]}"`).join(", ");
  const relaxed = accountsTable
    .replace("`accounts`", "`__new_accounts`")
    .replace("`display_name` text NOT NULL", "`display_name` text");
  return [
    "PRAGMA foreign_keys=OFF;",
    `${relaxed};`,
    `INSERT INTO \`__new_accounts\`(${columns}) SELECT ${columns} FROM \`accounts\`;`,
    "DROP TABLE `accounts`;",
    "ALTER TABLE `__new_accounts` RENAME TO `accounts`;",
    "PRAGMA foreign_keys=ON;",
    ...indexes.map((index) => `${index};`),
  ];
}

describe.runIf(dialect === "sqlite")("on SQLite", () => {
  test("a migration that rebuilds a parent table keeps the rows that point at it", async () => {
    await using scene = await startScene(relaxDisplayName);

    await migrate(scene.path, scene.folder);

    expect(
      scene.rows("select name from pragma_table_info('accounts') where name = 'display_name' and \"notnull\" = 0"),
    ).toHaveLength(1);
    expect(scene.rows("select id from accounts order by id")).toEqual([{ id: "1" }, { id: "2" }]);
    expect(scene.rows("select account_id from account_keys order by 1")).toEqual([
      { account_id: "1" },
      { account_id: "2" },
    ]);
    expect(scene.rows("select \"table\" from pragma_foreign_key_list('account_keys')")).toEqual([
      { table: "accounts" },
    ]);
  });

  test("a migration that leaves orphans is told, at every start", async () => {
    await using scene = await startScene(() => ["DELETE FROM accounts WHERE id = '1';"]);

    for (let start = 1; start <= 2; start++) {
      await expect(migrate(scene.path, scene.folder)).rejects.toThrow("1 rows that point at nothing");
    }
  });

  test("a migration that fails half way changes nothing", async () => {
    await using scene = await startScene(() => ["DELETE FROM account_keys;", "DROP TABLE nowhere;"]);

    await expect(migrate(scene.path, scene.folder)).rejects.toThrow("DROP TABLE nowhere");

    expect(scene.rows("select * from account_keys")).toHaveLength(2);
    await migrate(scene.path);
  });
});

test("processes that start at once on an empty database agree", { timeout: 60_000 }, async () => {
  const dir = await mkdtemp(join(tmpdir(), "topout-migrate-"));
  const database = await createTestDatabase(dir, { isEmpty: true });

  const runs = await Promise.all(
    Array.from({ length: 4 }, () =>
      runNode("src/cli/topout.ts", { DATABASE_URL: database.url, TOPOUT_DATA_DIR: dir }, ["db", "migrate"]),
    ),
  );

  expect(runs.map((run) => [run.code, run.stderr])).toEqual(runs.map(() => [0, ""]));
  await database.drop();
  await rm(dir, { recursive: true, force: true });
});

test.runIf(dialect === "sqlite")("what goes or stays with a deleted row is as the schema says", async () => {
  await using scene = await startScene(() => []);
  const tables = Object.values(schema).flatMap((table) =>
    typeof table === "object" ? getTableConfig(table as unknown as SQLiteTable) : [],
  );
  const wanted = tables.flatMap(({ name, foreignKeys }) =>
    foreignKeys.map((key) => `${name}.${key.reference().columns[0]?.name}: ${key.onDelete ?? "no action"}`),
  );
  const found = tables.flatMap(({ name }) =>
    (scene.rows(`pragma foreign_key_list(${name})`) as { from: string; on_delete: string }[]).map(
      (key) => `${name}.${key.from}: ${key.on_delete.toLowerCase()}`,
    ),
  );
  expect(found.toSorted()).toEqual(wanted.toSorted());
});

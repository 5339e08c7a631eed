import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import postgres from "postgres";
import { describe, expect, test } from "vitest";
import { idAt, lowestIdAt, newId } from "../lib/ids.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { createTestDatabase } from "../testing/test-database.ts";
import { openDatabase } from "./database.ts";
import { dialect } from "./dialect.ts";
import { migrate } from "./migrate.ts";
import { newestFirst, pageOf } from "./page.ts";
import { tags } from "./schema/index.ts";

describe("ids", () => {
  const start = Date.UTC(2018, 4, 9);

  test("have 18 digits, and their order as text is their order in time", () => {
    const instants = [start, start + 1, Date.UTC(2026, 4, 1, 10), Date.UTC(2026, 4, 1, 10, 0, 0, 1), Date.UTC(2050, 0)];

    const ids = instants.map((ms) => newId(new Date(ms)));

    expect(ids.every((id) => /^\d{18}$/.test(id))).toBe(true);
    expect(ids.toSorted()).toEqual(ids);
  });

  test("rise within a millisecond, and none comes twice", () => {
    const now = new Date(Date.UTC(2026, 4, 1));

    const ids = Array.from({ length: 5_000 }, () => newId(now));

    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("of what was made elsewhere are clamped to times that have 18 digits and have been", () => {
    const now = new Date(Date.UTC(2026, 4, 1));

    expect(idAt(new Date(0), now) >= lowestIdAt(new Date(start))).toBe(true);
    expect(idAt(new Date(0), now) < lowestIdAt(new Date(start + 1))).toBe(true);
    expect(idAt(new Date(Date.UTC(2100, 0)), now) < lowestIdAt(new Date(now.getTime() + 1))).toBe(true);
    expect(idAt(new Date(0), now)).toHaveLength(18);
    expect(lowestIdAt(new Date(0))).toBe(lowestIdAt(new Date(start)));
  });
});

/** Pages through tags whose ids are these. */
async function pageThrough(url: string, ids: readonly string[]): Promise<string[][]> {
  const db = openDatabase(url);
  await db.write((tx) => tx.insert(tags).values(ids.map((id) => ({ id, name: `tag${id}`, createdAt: new Date(0) }))));
  const pages: string[][] = [];
  for (let maxId: string | undefined; ; maxId = pages.at(-1)?.at(-1)) {
    const page = { maxId, limit: 2 };
    const { where, orderBy, limit } = pageOf(tags.id, page);
    const rows = await db.read.select({ id: tags.id }).from(tags).where(where).orderBy(orderBy).limit(limit);
    if (rows.length === 0) break;
    pages.push(newestFirst(rows, page).map((row) => row.id));
  }
  await db.close();
  return pages;
}

// By numbers 9 < 10, in a dictionary a < B.
const tricky = ["B", "a", "9", "10", "2-1", "21"];
const bytewise = [
  ["a", "B"],
  ["9", "21"],
  ["2-1", "10"],
];

test("pages compare ids byte by byte", async () => {
  await using db = await openTestDatabase();

  expect(await pageThrough(db.url, tricky)).toEqual(bytewise);
});

test.runIf(dialect === "postgres")("pages compare ids byte by byte in a database that sorts as people do", async () => {
  const dir = await mkdtemp(join(tmpdir(), "topout-locale-"));
  const database = await createTestDatabase(dir, {
    isEmpty: true,
    options: "locale_provider icu icu_locale 'en-US-u-kn-true' encoding 'UTF8'",
  });
  await migrate(database.url);
  const sql = postgres(database.url, { max: 1 });
  expect(await sql`select '9' < '10' as by_number, 'a' < 'B' as by_word`).toEqual([{ by_number: true, by_word: true }]);
  await sql.end();

  expect(await pageThrough(database.url, tricky)).toEqual(bytewise);

  await database.drop();
  await rm(dir, { recursive: true, force: true });
});

test("whatever lists are sorted by is never null", async () => {
  await using db = await openTestDatabase();
  const sortKeys = ["id", "created_at", "run_at", "priority", "position", "status_id"];
  // A picture is uploaded before its post is written.
  const mayBeNull = ["media.status_id", "climbs.status_id", "notifications.status_id"];

  const found = await nullableColumns(db.url);

  expect(found).toContain("media.status_id");
  expect(found.filter((name) => sortKeys.includes(name.split(".")[1] ?? "") && !mayBeNull.includes(name))).toEqual([]);
});

async function nullableColumns(url: string): Promise<string[]> {
  if (dialect === "postgres") {
    const sql = postgres(url, { max: 1 });
    const rows = await sql`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and is_nullable = 'YES'`;
    await sql.end();
    return rows.map((row) => String(row["name"]));
  }
  const connection = new BetterSqlite(url, { readonly: true });
  const names = connection
    .prepare(
      `select t.name || '.' || c.name from sqlite_master t, pragma_table_info(t.name) c
       where t.type = 'table' and t.name not like 'sqlite%' and t.name not like '\\_\\_%' escape '\\'
         and c."notnull" = 0 and not (c.pk > 0 and c.type = 'INTEGER')`,
    )
    .pluck()
    .all();
  connection.close();
  return names.map(String);
}

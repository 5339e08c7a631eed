import { sql, type SQL } from "drizzle-orm";
import * as pg from "drizzle-orm/pg-core";
import * as lite from "drizzle-orm/sqlite-core";
import { processDialect } from "../config/config.ts";

/**
 * One schema for two databases: each builder is picked once by the process's dialect. Types are PostgreSQL's, the
 * narrower set; this file and `database.ts` are the only places that cast between the two.
 */
export const dialect = processDialect;

const pick = <T>(postgres: T, sqlite: unknown): T => (dialect === "postgres" ? postgres : (sqlite as T));

export const table = pick(pg.pgTable, lite.sqliteTable);
export const text = pick(
  (name: string) => pg.text(name),
  (name: string) => lite.text(name),
);
export const integer = pick(
  (name: string) => pg.integer(name),
  (name: string) => lite.integer(name),
);
export const real = pick(
  (name: string) => pg.doublePrecision(name),
  (name: string) => lite.real(name),
);
export const boolean = pick(
  (name: string) => pg.boolean(name),
  (name: string) => lite.integer(name, { mode: "boolean" }),
);
/** An instant with millisecond precision. */
export const instant = pick(
  (name: string) => pg.timestamp(name, { withTimezone: true, precision: 3, mode: "date" }),
  (name: string) => lite.integer(name, { mode: "timestamp_ms" }),
);
// drizzle's own jsonb parses texts a second time: the text "12" would come back as a number.
const plainJsonb = pg.customType<{ data: unknown; driverData: unknown }>({
  dataType: () => "jsonb",
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => value,
});
export const json = pick(
  <T>(name: string) => plainJsonb(name).$type<T>(),
  <T>(name: string) => lite.text(name, { mode: "json" }).$type<T>(),
);
/** The elements of a list of texts, as a table with the column `value`. */
export const elementsOf = (column: pg.PgColumn): SQL =>
  dialect === "postgres" ? sql`jsonb_array_elements_text(${column})` : sql`json_each(${column})`;
const collatedText = pg.customType<{ data: string }>({ dataType: () => 'text collate "C"' });
/** A snowflake or other sort key: compared byte by byte on both databases, whatever PostgreSQL's locale. */
export const sortedText = pick(
  (name: string) => collatedText(name),
  (name: string) => lite.text(name),
);
/** A number that the database counts up. */
export const serial = pick(
  (name: string) => pg.bigserial(name, { mode: "number" }).primaryKey(),
  (name: string) => lite.integer(name).primaryKey({ autoIncrement: true }),
);

export const index = pick(pg.index, lite.index);
export const uniqueIndex = pick(pg.uniqueIndex, lite.uniqueIndex);
export const primaryKey = pick(pg.primaryKey, lite.primaryKey);

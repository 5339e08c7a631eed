import { sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Reader } from "./database.ts";
import { dialect } from "./dialect.ts";

interface Raw {
  all(query: SQL): Promise<unknown[]>;
  execute(query: SQL): Promise<unknown[]>;
}

/** Columns that the database itself gives their names, as `plainRows` wants them. */
export const named = <Columns extends Record<string, PgColumn>>(columns: Columns): Columns =>
  Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, sql`${column}`.as(name)]),
  ) as unknown as Columns;

/**
 * The rows as the driver gives them, for columns of text and numbers only, which are `named`: of many thousands drizzle
 * takes longer to make objects than SQLite to read them.
 */
export async function plainRows<Row>(db: Reader, query: PromiseLike<Row[]> & { getSQL(): SQL }): Promise<Row[]> {
  const raw = db as unknown as Raw;
  const rows = dialect === "postgres" ? await raw.execute(query.getSQL()) : await raw.all(query.getSQL());
  return rows as Row[];
}

import { getTableName, is, Table } from "drizzle-orm";
import type { Reader } from "../db/database.ts";
import * as schema from "../db/schema/index.ts";

type Rows = Parameters<ReturnType<Reader["select"]>["from"]>[0];

/** Every row of every table, for comparing; what Fedify remembers left out. For small databases. */
export async function databaseContents(db: Reader): Promise<string> {
  const tables = Object.values(schema).filter((value) => is(value, Table) && value !== schema.keyValues);
  const contents: string[] = [];
  for (const table of tables as Rows[]) {
    const rows = await db.select().from(table);
    contents.push(
      `${getTableName(table as Table)} ${rows
        .map((row) => JSON.stringify(row))
        .toSorted()
        .join("\n")}`,
    );
  }
  return contents.join("\n");
}

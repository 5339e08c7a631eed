import { sql } from "drizzle-orm";
import type { Reader } from "./database.ts";
import { keyValues } from "./schema/index.ts";

/** Reaches a table of ours, so that an empty or foreign database is not called healthy. */
export async function pingDatabase(db: Reader): Promise<void> {
  await db
    .select({ one: sql<number>`1` })
    .from(keyValues)
    .limit(1);
}

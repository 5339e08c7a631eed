import { asc, like, sql } from "drizzle-orm";
import type { Reader } from "./database.ts";
import { tags } from "./schema/index.ts";

/** Tags whose names start with `term`. */
export async function searchTags(
  db: Reader,
  term: string,
  limit: number,
  offset: number,
): Promise<{ id: string; name: string }[]> {
  const start = `${term.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  return await db
    .select({ id: tags.id, name: tags.name })
    .from(tags)
    .where(sql`${like(tags.name, start)} escape '\\'`)
    .orderBy(asc(tags.name))
    .limit(limit)
    .offset(offset);
}

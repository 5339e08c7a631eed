import { eq, inArray, sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Reader } from "./database.ts";
import { dialect } from "./dialect.ts";
import { inChunks } from "./in-chunks.ts";
import { prepared } from "./prepared.ts";
import { crags } from "./schema/index.ts";

// Deeper trees are mistakes; it also ends what goes round in circles.
const mostLevels = sql.raw("30");

export interface Ancestor {
  id: string;
  name: string;
  kind: typeof crags.$inferSelect.kind;
  country: string | null;
}

/** What crags are part of, from the outermost to the nearest, by the crag's id. */
export async function findAncestors(db: Reader, cragIds: readonly string[]): Promise<Map<string, Ancestor[]>> {
  const rows = await inChunks(cragIds, (chunk) => {
    const up = sql`(with recursive up(of_id, id, level) as (
        select id, parent_id, 1 from crags where ${inArray(sql`id`, chunk)} and parent_id is not null
        union all
        select up.of_id, above.parent_id, up.level + 1 from up join crags above on above.id = up.id
        where above.parent_id is not null and up.level < ${mostLevels}
      ) select of_id, id, level from up) as up`;
    return db
      .select({
        ofId: sql<string>`up.of_id`,
        level: sql<number>`up.level`,
        id: crags.id,
        name: crags.name,
        kind: crags.kind,
        country: crags.country,
      })
      .from(up)
      .innerJoin(crags, sql`${crags.id} = up.id`)
      .orderBy(sql`up.level desc`);
  });
  const byCrag = new Map<string, Ancestor[]>();
  for (const { ofId, level: _level, ...ancestor } of rows) {
    const list = byCrag.get(ofId) ?? [];
    list.push(ancestor);
    byCrag.set(ofId, list);
  }
  return byCrag;
}

const cragsBelow = prepared(["cragId", "limit"], (db, { cragId, limit }) => {
  // PostgreSQL stops by itself when it has enough; SQLite makes all of it unless told within.
  const enough = dialect === "postgres" ? sql`` : sql`limit ${limit}`;
  return db
    .select({ id: sql<string>`below.id` })
    .from(sql`(with recursive below(id, level) as (
        select id, 0 from crags where id = ${cragId}
        union all
        select crags.id, below.level + 1 from below join crags on crags.parent_id = below.id
        where below.level < ${mostLevels} ${enough}
      ) select id, level from below limit ${limit}) as below`)
    .orderBy(sql`below.level`, sql`below.id`);
});

/** A crag and what is below it, the nearest first; at most `limit`. */
export async function findCragIdsBelow(db: Reader, cragId: string, limit: number): Promise<string[]> {
  const rows = await cragsBelow(db, { cragId, limit });
  return [...new Set(rows.map((row) => row.id))];
}

/** Whether a crag is `cragId` or below it, by walking up from it. */
export const isBelow = (id: PgColumn, cragId: string): SQL => sql`exists (
    with recursive up(id, level) as (
      select ${id}, 0
      union all
      select above.parent_id, up.level + 1 from up join crags above on above.id = up.id
      where above.parent_id is not null and up.level < ${mostLevels}
    ) select 1 from up where up.id = ${cragId})`;

export async function findChildren(db: Reader, cragId: string, page: { limit: number; offset: number }) {
  return await db
    .select()
    .from(crags)
    .where(eq(crags.parentId, cragId))
    .orderBy(crags.name, crags.id)
    .limit(page.limit)
    .offset(page.offset);
}

export async function countChildren(db: Reader, cragId: string): Promise<number> {
  return await db.$count(crags, eq(crags.parentId, cragId));
}

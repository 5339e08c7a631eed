import { and, desc, inArray, isNotNull, lt } from "drizzle-orm";
import { isAscent, isPublic } from "./ascent-queries.ts";
import type { Reader } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { climbs, cragWords, routeWords } from "./schema/index.ts";

/** The newest public ascents below an id, the newest first: where they were. */
export async function findRecentAscents(db: Reader, belowId: string | null, limit: number) {
  return await db
    .select({ id: climbs.id, routes: climbs.routeId, crags: climbs.cragId })
    .from(climbs)
    .where(and(belowId === null ? undefined : lt(climbs.id, belowId), isPublic, isAscent, isNotNull(climbs.routeId)))
    .orderBy(desc(climbs.id))
    .limit(limit);
}

/** The words of the names of routes or crags, by id. */
export async function findWords(
  db: Reader,
  kind: "routes" | "crags",
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await inChunks(ids, (chunk) =>
    kind === "routes"
      ? db
          .select({ id: routeWords.routeId, word: routeWords.word })
          .from(routeWords)
          .where(inArray(routeWords.routeId, chunk))
      : db
          .select({ id: cragWords.cragId, word: cragWords.word })
          .from(cragWords)
          .where(inArray(cragWords.cragId, chunk)),
  );
  const byId = new Map<string, string[]>();
  for (const { id, word } of rows) byId.set(id, [...(byId.get(id) ?? []), word]);
  return byId;
}

import { sql } from "drizzle-orm";
import type { Writer } from "../database.ts";
import { isOneOf, statusWords, type Phrase, type SearchEngine, type StatusWords } from "./engine.ts";

// Ids of posts are 18 digits: as 64-bit integers they are rows of FTS5, which it gives newest first without sorting.
const toKey: SearchEngine["toKey"] = (id) => sql`cast(${id} as integer)`;

const quote = (phrase: Phrase): string => `"${phrase.join(" ")}"`;
const group = (phrases: readonly Phrase[], operator: "AND" | "OR"): string =>
  `(${phrases.map(quote).join(` ${operator} `)})`;

async function remove(tx: Writer, statusIds: readonly string[]): Promise<void> {
  if (statusIds.length === 0) return;
  await tx.delete(statusWords).where(isOneOf(statusIds.map((id) => toKey(id))));
}

async function add(tx: Writer, rows: readonly StatusWords[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(statusWords)
    .values(rows.map(({ statusId, words }) => ({ key: toKey(statusId), words: words.join(" ") })));
}

/** SQLite's FTS5. */
export const sqliteSearch: SearchEngine = {
  toKey,
  statusId: sql`printf('%018d', ${statusWords.key})`,
  matches({ all, any = [], none }) {
    const wanted = [group(all, "AND"), ...(any.length === 0 ? [] : [group(any, "OR")])].join(" AND ");
    const expression = none.length === 0 ? wanted : `(${wanted}) NOT ${group(none, "OR")}`;
    return sql`"status_words" match ${expression}`;
  },
  async put(tx, rows) {
    await remove(
      tx,
      rows.map((row) => row.statusId),
    );
    await add(tx, rows);
  },
  add,
  remove,
};

import { sql, type SQL } from "drizzle-orm";
import { statusWords, type Phrase, type SearchEngine, type StatusWords } from "./engine.ts";

const quote = (phrase: Phrase): string => `(${phrase.map((word) => `'${word}'`).join(" <-> ")})`;

/** Written out with positions: `to_tsvector` would cut words anew, by rules that depend on the locale. */
const toVector = (words: readonly string[]): SQL<string> =>
  sql<string>`${words.map((word, index) => `'${word}':${index + 1}`).join(" ")}::tsvector`;

const toRow = ({ statusId, words }: StatusWords) => ({ key: statusId, words: toVector(words) });

/** PostgreSQL's tsvector. */
export const postgresSearch: SearchEngine = {
  toKey: (id) => sql`${id}`,
  statusId: sql`${statusWords.key}`,
  matches({ all, any = [], none }) {
    const parts = all.map(quote);
    if (any.length > 0) parts.push(`(${any.map(quote).join(" | ")})`);
    for (const phrase of none) parts.push(`!${quote(phrase)}`);
    return sql`${statusWords.words} @@ ${parts.join(" & ")}::tsquery`;
  },
  async put(tx, rows) {
    if (rows.length === 0) return;
    await tx
      .insert(statusWords)
      .values(rows.map(toRow))
      .onConflictDoUpdate({ target: statusWords.key, set: { words: sql`excluded.words` } });
  },
  async add(tx, rows) {
    if (rows.length > 0) await tx.insert(statusWords).values(rows.map(toRow)).onConflictDoNothing();
  },
  // The rows go with their posts.
  remove: async () => {},
};

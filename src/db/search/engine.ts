import { sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Writer } from "../database.ts";
import { dialect, sortedText, table, text } from "../dialect.ts";

/** Words that stand one after another: a single word, most often. */
export type Phrase = readonly string[];

/** Which posts are meant: all of `all`, one of `any` if there are some, none of `none`. */
export interface WordQuery {
  readonly all: readonly Phrase[];
  readonly any?: readonly Phrase[];
  readonly none: readonly Phrase[];
}

/** A post's words, each made of letters, digits, and what is not ASCII. */
export interface StatusWords {
  readonly statusId: string;
  readonly words: readonly string[];
}

// Not part of the schema that migrations are made of: its columns are the databases' own (migrations, 0004_search).
export const statusWords = table("status_words", {
  key: sortedText(dialect === "postgres" ? "status_id" : "rowid").notNull(),
  words: text("words").notNull(),
});

/** Whether a row is one of `keys`. A condition on `statusWords`. */
export const isOneOf = (keys: readonly SQL[]): SQL => sql`${statusWords.key} in (${sql.join([...keys], sql`, `)})`;

/** What the two databases do differently in searching. A key is a post's id as the index has it. */
export interface SearchEngine {
  toKey(id: string | PgColumn): SQL;
  /** The id of the post of a row. */
  readonly statusId: SQL;
  /** Tokens are safe to quote: `StatusWords` says what they are made of. A condition on `statusWords`. */
  matches(query: WordQuery): SQL;
  put(tx: Writer, rows: readonly StatusWords[]): Promise<void>;
  /** As `put`, for posts that have no words yet. */
  add(tx: Writer, rows: readonly StatusWords[]): Promise<void>;
  /** Before the posts themselves are deleted. */
  remove(tx: Writer, statusIds: readonly string[]): Promise<void>;
}

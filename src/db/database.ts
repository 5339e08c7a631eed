import { AsyncLocalStorage } from "node:async_hooks";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import BetterSqlite, { type Database as SqliteConnection, type Statement } from "better-sqlite3";
import { drizzle as drizzleSqlite } from "drizzle-orm/better-sqlite3";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { drizzle as drizzlePostgres } from "drizzle-orm/postgres-js";
import { LRUCache } from "lru-cache";
import postgres from "postgres";
import { dialect } from "./dialect.ts";

type Queries = PgDatabase<PgQueryResultHKT>;

/** May only read. Reads see committed rows only, on both databases. */
export type Reader = Pick<Queries, "select" | "selectDistinct" | "with" | "$with" | "$count">;

/** May read and write, within one transaction. */
export type Writer = Reader &
  Pick<Queries, "insert" | "update" | "delete"> & {
    /** Runs `hook` once the transaction is committed, never when it is rolled back: for fleeting consequences. */
    afterCommit(hook: () => void): void;
    /**
     * What asks within this transaction and outlives it, for prepared queries: SQLite's only writer. Null on PostgreSQL,
     * where a transaction has a connection of its own. @throws when the transaction is over.
     */
    lasting(): Reader | null;
  };

export interface Database {
  readonly read: Reader;
  /**
   * Runs `work` in one transaction: all of it or nothing. No network inside: SQLite has one writer. A write inside a
   * write is refused. On PostgreSQL `work` runs again after a deadlock, so it must do nothing but ask the database.
   */
  write<T>(work: (tx: Writer) => Promise<T>): Promise<T>;
  /** Counts statements, for tests and benchmarks. */
  onQuery(listener: (statement: string) => void): () => void;
  close(): Promise<void>;
}

const writing = new AsyncLocalStorage<Database>();

/** Opens the database that `url` names. @throws when the URL's dialect is not the process's. */
export function openDatabase(url: string): Database {
  if (/^postgres(ql)?:/.test(url) !== (dialect === "postgres")) {
    throw new Error(`This process was started for ${dialect}; it cannot open ${url.replace(/:.*/s, ":...")}`);
  }
  return dialect === "postgres" ? openPostgres(url) : openSqlite(url);
}

class Listeners {
  readonly all = new Set<(statement: string) => void>();
  readonly logger = {
    logQuery: (statement: string) => {
      for (const listener of this.all) listener(statement);
    },
  };
  add(listener: (statement: string) => void): () => void {
    this.all.add(listener);
    return () => this.all.delete(listener);
  }
}

function openPostgres(url: string): Database {
  const client = postgres(url, { max: 10, onnotice: () => {}, connection: { application_name: "topout" } });
  const listeners = new Listeners();
  const db = drizzlePostgres(client, { logger: listeners.logger });
  const database: Database = {
    read: db as unknown as Reader,
    onQuery: (listener) => listeners.add(listener),
    async write(work) {
      refuseNested(database);
      for (let attempt = 1; ; attempt++) {
        const hooks: (() => void)[] = [];
        try {
          const result = await writing.run(database, () =>
            db.transaction((tx) => oneShot(tx as unknown as Queries, null, hooks, work)),
          );
          for (const hook of hooks) hook();
          return result;
        } catch (error) {
          if (attempt >= mostAttempts || !isLostTurn(error)) throw error;
        }
      }
    },
    close: () => client.end({ timeout: 5 }),
  };
  return database;
}

/** The settings of an SQLite connection that Topout relies on. */
export function prepareSqlite(connection: SqliteConnection): void {
  connection.pragma("journal_mode = WAL");
  // A logbook must outlive a power cut: with WAL, NORMAL may lose the last commits, FULL does not.
  connection.pragma("synchronous = FULL");
  connection.pragma("foreign_keys = ON");
  connection.pragma("busy_timeout = 10000"); // The command line writes beside a running server.
  connection.pragma("cache_size = -65536");
  connection.pragma("temp_store = MEMORY");
}

const mostStatements = 500;

/** Compiling a statement costs more than running most of them: a connection keeps its last ones. */
function keepStatements(connection: SqliteConnection): void {
  const kept = new LRUCache<string, Statement>({ max: mostStatements });
  const compile = connection.prepare.bind(connection) as (source: string) => Statement;
  connection.prepare = ((source: string) => {
    const known = kept.get(source);
    // drizzle asks for rows as lists where it wants them so, and expects objects from a new statement.
    if (known !== undefined && !known.busy) return known.reader ? known.raw(false) : known;
    const compiled = compile(source);
    kept.set(source, compiled);
    return compiled;
  }) as typeof connection.prepare;
}

function openSqlite(path: string): Database {
  mkdirSync(dirname(path), { recursive: true });
  const writerConnection = new BetterSqlite(path);
  prepareSqlite(writerConnection);
  const readerConnection = new BetterSqlite(path, { readonly: true });
  readerConnection.pragma("busy_timeout = 10000");
  readerConnection.pragma("cache_size = -65536");
  readerConnection.pragma("mmap_size = 268435456");
  keepStatements(writerConnection);
  keepStatements(readerConnection);
  const listeners = new Listeners();
  const writer = drizzleSqlite({ client: writerConnection, logger: listeners.logger }) as unknown as Queries;
  let turn: Promise<unknown> = Promise.resolve();

  async function transaction<T>(work: (tx: Writer) => Promise<T>): Promise<T> {
    const hooks: (() => void)[] = [];
    writerConnection.exec("BEGIN IMMEDIATE");
    let result: T;
    try {
      result = await writing.run(database, () => oneShot(writer, writer, hooks, work));
      writerConnection.exec("COMMIT");
    } catch (error) {
      if (writerConnection.inTransaction) writerConnection.exec("ROLLBACK");
      throw error;
    }
    for (const hook of hooks) hook();
    return result;
  }

  const database: Database = {
    read: drizzleSqlite({ client: readerConnection, logger: listeners.logger }) as unknown as Reader,
    onQuery: (listener) => listeners.add(listener),
    async write(work) {
      refuseNested(database);
      const mine = turn.then(() => transaction(work));
      turn = mine.catch(() => {});
      return await mine;
    },
    async close() {
      await turn;
      readerConnection.close();
      writerConnection.close();
    },
  };
  return database;
}

function refuseNested(database: Database): void {
  // A second transaction would wait for the first one for ever.
  if (writing.getStore() === database) throw new Error("db.write inside db.write: pass the transaction on instead");
}

/** Runs `work` with a writer that stops working once `work` is done, so that a forgotten await cannot write later. */
async function oneShot<T>(
  queries: Queries,
  lasting: Reader | null,
  hooks: (() => void)[],
  work: (tx: Writer) => Promise<T>,
): Promise<T> {
  let open = true;
  const guard = <F extends (...args: never[]) => unknown>(method: F): F =>
    ((...args: Parameters<F>) => {
      if (!open) throw new Error("This transaction is over");
      return method.apply(queries, args);
    }) as unknown as F;
  const tx: Writer = {
    select: guard(queries.select),
    selectDistinct: guard(queries.selectDistinct),
    with: guard(queries.with),
    $with: queries.$with,
    $count: guard(queries.$count),
    insert: guard(queries.insert),
    update: guard(queries.update),
    delete: guard(queries.delete),
    afterCommit: (hook) => void hooks.push(hook),
    lasting: guard(() => lasting),
  };
  try {
    return await work(tx);
  } finally {
    open = false;
  }
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if ("code" in cause && typeof cause.code === "string" && codes.includes(cause.code)) return true;
  }
  return false;
}

/** Whether `error`, or what caused it, is a broken unique key, on either database. */
export const isUniqueViolation = (error: unknown): boolean =>
  hasCode(error, ["23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"]);

const mostAttempts = 5;

/** Thrown inside a write on PostgreSQL that found what another one has removed since: it runs again, as if it had waited. */
export class LostTurn extends Error {}

/**
 * PostgreSQL ended the transaction in favour of another that held what it needed, or removed what this one had found and
 * refers to: nothing is wrong with it.
 */
const isLostTurn = (error: unknown): boolean =>
  error instanceof LostTurn || hasCode(error, ["40P01", "40001", "23503"]);

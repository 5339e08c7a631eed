import { sql, type Placeholder, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Reader, Writer } from "./database.ts";
import { dialect } from "./dialect.ts";

/** An account, and something that it looks at. */
export interface Pair {
  readonly viewerId: string;
  readonly id: string;
}

/**
 * A list goes as one value, however long it is: so the statement stays the same, and has no limit. What the shape has no
 * use for may be undefined.
 */
type Value = string | number | Date | Iterable<string> | Iterable<Pair> | undefined;

interface Preparable<Row> {
  prepare(name: string): { execute(values: Record<string, unknown>): PromiseLike<Row[]> };
}

/**
 * A query that is written once and from then on only given its values: drizzle takes longer to write SQL than the
 * database to run it. `names` are those of the values; a shape says which of its forms is meant, of which there are only a
 * few. With an empty list it finds nothing, and is not asked.
 */
export function prepared<Name extends string, Row, Shape = undefined>(
  names: readonly Name[],
  build: (db: Reader, values: Record<Name, Placeholder>, shape: Shape) => Preparable<Row>,
): (db: Reader, values: Record<Name, Value>, ...shape: undefined extends Shape ? [] : [Shape]) => Promise<Row[]> {
  const placeholders = {} as Record<Name, Placeholder>;
  for (const name of names) placeholders[name] = sql.placeholder(name);
  const write = (db: Reader, shape: Shape) => build(db, placeholders, shape).prepare(names.join("_"));
  const known = new WeakMap<Reader, Map<string | undefined, ReturnType<typeof write>>>();

  function queryFor(db: Reader | Writer, shape: Shape): ReturnType<typeof write> {
    const lasting = "lasting" in db ? db.lasting() : db;
    if (lasting === null) return write(db, shape);
    const queries = known.get(lasting) ?? new Map<string | undefined, ReturnType<typeof write>>();
    known.set(lasting, queries);
    const key = JSON.stringify(shape);
    const query = queries.get(key) ?? write(lasting, shape);
    queries.set(key, query);
    return query;
  }

  return async (db, values, ...[shape]) => {
    const given: Record<string, unknown> = {};
    for (const name of names) {
      const value = values[name];
      const list = typeof value === "object" && !(value instanceof Date) ? [...new Set<string | Pair>(value)] : null;
      if (list?.length === 0) return [];
      given[name] = list === null ? toDriver(value) : toList(list);
    }
    return await queryFor(db, shape as Shape).execute(given);
  };
}

/** Placeholders know no column that would do it. */
const toDriver = (value: unknown): unknown =>
  !(value instanceof Date) ? value : dialect === "postgres" ? value.toISOString() : value.getTime();

const toList = (list: readonly (string | Pair)[]): unknown =>
  dialect === "postgres" && typeof list[0] === "string" ? list : JSON.stringify(list);

/** Whether a text column has one of the values of a list. */
export const isAmong = (column: PgColumn | SQL, list: Placeholder): SQL =>
  dialect === "postgres"
    ? sql`${column} = any(${list}::text[])`
    : sql`${column} in (select value from json_each(${list}))`;

/** A list of pairs as a table. */
export const pairsIn = (list: Placeholder) =>
  dialect === "postgres"
    ? {
        table: sql`jsonb_to_recordset(${list}::text::jsonb) as pair("viewerId" text, "id" text)`,
        viewerId: sql<string>`pair."viewerId"`,
        id: sql<string>`pair."id"`,
      }
    : {
        table: sql`json_each(${list}) as pair`,
        viewerId: sql<string>`(pair.value ->> 'viewerId')`,
        id: sql<string>`(pair.value ->> 'id')`,
      };

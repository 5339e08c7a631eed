/** SQLite binds 32,766 values to a statement at the most, PostgreSQL 65,534. */
const chunkLength = 1_000;

/** Values of rows by key, in the order of the rows. */
export function groupBy<Row, Value>(
  rows: readonly Row[],
  key: (row: Row) => string,
  value: (row: Row) => Value,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [value(row)]);
    else group.push(value(row));
  }
  return groups;
}

/** Loads rows for any number of ids, with one query for each thousand. */
export async function inChunks<Row>(
  ids: Iterable<string>,
  load: (chunk: string[]) => PromiseLike<Row[]>,
): Promise<Row[]> {
  const all = [...ids];
  if (all.length <= chunkLength) return all.length === 0 ? [] : await load(all);
  const rows: Row[] = [];
  for (let start = 0; start < all.length; start += chunkLength) {
    for (const row of await load(all.slice(start, start + chunkLength))) rows.push(row);
  }
  return rows;
}

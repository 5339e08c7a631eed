const rowsPerPage = 500;

/** All rows of a list that is paged by id, with one page in memory. */
export async function* pagesOf<Row extends { id: string }>(
  load: (afterId: string, limit: number) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let afterId = ""; ;) {
    const rows = await load(afterId, rowsPerPage);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    if (rows.length < rowsPerPage) return;
    afterId = last.id;
  }
}

// SQLite reads on the event loop: a piece takes a few milliseconds.
export const pieceLength = 2_000;

/** All that `readAfter` finds, piece by piece in the order of the ids, with air for others in between. */
export async function inPieces<Row extends { id: string }>(
  readAfter: (afterId: string) => PromiseLike<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let afterId: string | undefined = ""; afterId !== undefined;) {
    const piece = await readAfter(afterId);
    rows.push(...piece);
    afterId = piece.length < pieceLength ? undefined : piece.at(-1)?.id;
    if (afterId !== undefined) await new Promise((resolve) => setImmediate(resolve));
  }
  return rows;
}

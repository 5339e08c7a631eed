import { Occurrences, type CountedLine } from "./occurrences.ts";
import type { OpenLogbook } from "./open-logbook.ts";

/** So many lines are written, or taken back, together: everybody else waits for them on SQLite, some thirty milliseconds. */
export const linesPerPiece = 25;

/** All lines of a file, counted from its beginning. */
export async function* countLines(file: OpenLogbook): AsyncGenerator<CountedLine> {
  const occurrences = new Occurrences();
  for await (const line of file.lines()) yield occurrences.count(line);
}

/** The lines after the first `done`, as many together as are written at once. */
export async function* inPieces(lines: AsyncIterable<CountedLine>, done = 0): AsyncGenerator<CountedLine[]> {
  let passed = 0;
  let piece: CountedLine[] = [];
  for await (const line of lines) {
    if (passed++ < done) continue;
    piece.push(line);
    if (piece.length < linesPerPiece) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

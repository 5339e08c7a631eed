import type { ClimbImport } from "../../db/climb-import-queries.ts";

/** How much an import made: every line became one of the three, and an undo changes `createdCount` alone. */
export const countMade = ({ doneLines, duplicateCount, failedCount }: ClimbImport): number =>
  doneLines - duplicateCount - failedCount;

/** How much of it an undo has taken back. */
export const countRemoved = (row: ClimbImport): number => countMade(row) - row.createdCount;

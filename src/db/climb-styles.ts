import { and, eq, inArray, or, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

interface StyleColumns {
  style: PgColumn;
  discipline: PgColumn;
}

/**
 * Clean, on lead or without a rope. On top-rope nobody sends what is led: that counts where the discipline itself is
 * top-rope, and nothing harder can be done.
 */
export const isSend = ({ style, discipline }: StyleColumns): SQL | undefined =>
  or(
    inArray(style, ["onsight", "flash", "redpoint", "pinkpoint"]),
    and(eq(style, "top-rope"), eq(discipline, "top-rope")),
  );

/** A send, or one of what was sent before. */
export const isAscent = (columns: StyleColumns): SQL | undefined => or(isSend(columns), eq(columns.style, "repeat"));

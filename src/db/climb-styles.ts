import { and, eq, inArray, or, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

interface StyleColumns {
  style: PgColumn;
  discipline: PgColumn;
}

const sendStyles: readonly string[] = ["onsight", "flash", "redpoint", "pinkpoint"];

/**
 * Clean, on lead or without a rope. On top-rope nobody sends what is led: that counts where the discipline itself is
 * top-rope, and nothing harder can be done.
 */
export const isSend = ({ style, discipline }: StyleColumns): SQL | undefined =>
  or(inArray(style, [...sendStyles]), and(eq(style, "top-rope"), eq(discipline, "top-rope")));

/** A send, or one of what was sent before. */
export const isAscent = (columns: StyleColumns): SQL | undefined => or(isSend(columns), eq(columns.style, "repeat"));

interface Climbed {
  style: string;
  discipline: string;
}

/** As `isSend`, of an entry that was read. */
export const wasSend = ({ style, discipline }: Climbed): boolean =>
  sendStyles.includes(style) || (style === "top-rope" && discipline === "top-rope");

/** As `isAscent`, of an entry that was read. */
export const wasAscent = (climb: Climbed): boolean => climb.style === "repeat" || wasSend(climb);

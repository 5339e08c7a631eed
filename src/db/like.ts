import { sql, type SQL, type SQLWrapper } from "drizzle-orm";

const escape = (text: string): string => text.toLowerCase().replace(/[\\%_]/g, "\\$&");

/** Whether lower-case text begins with `start`, in whatever case that is. */
export const startsWith = (text: SQLWrapper, start: string): SQL =>
  sql`${text} like ${`${escape(start)}%`} escape '\\'`;

/** As `startsWith`, anywhere in the text. */
export const contains = (text: SQLWrapper, part: string): SQL => sql`${text} like ${`%${escape(part)}%`} escape '\\'`;

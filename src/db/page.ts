import { and, asc, desc, gt, lt, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Page } from "../lib/page.ts";

/** Where and order of a page of rows by `id`, newest first unless `minId` asks for the rows next above it. */
export function pageOf(id: PgColumn, page: Page): { where: SQL | undefined; orderBy: SQL; limit: number } {
  const below = page.maxId === undefined ? undefined : lt(id, page.maxId);
  const floor = page.minId ?? page.sinceId;
  const above = floor === undefined ? undefined : gt(id, floor);
  return { where: and(below, above), orderBy: page.minId === undefined ? desc(id) : asc(id), limit: page.limit };
}

/** Rows of a page, newest first however they were read. */
export const newestFirst = <T>(rows: T[], page: Page): T[] => (page.minId === undefined ? rows : rows.toReversed());

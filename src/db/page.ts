import { and, asc, desc, gt, lt, type Placeholder, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Page } from "../lib/page.ts";

/** Where and order of a page of rows by `id`, newest first unless `minId` asks for the rows next above it. */
export function pageOf(id: PgColumn, page: Page): { where: SQL | undefined; orderBy: SQL; limit: number } {
  const below = page.maxId === undefined ? undefined : lt(id, page.maxId);
  const floor = page.minId ?? page.sinceId;
  const above = floor === undefined ? undefined : gt(id, floor);
  return { where: and(below, above), orderBy: page.minId === undefined ? desc(id) : asc(id), limit: page.limit };
}

/** Which bounds a page has: pages of one shape differ in their values only. */
export type PageShape = "newest" | "below" | "above" | "below-above" | "next" | "below-next";

export function shapeOf({ maxId, sinceId, minId }: Page): PageShape {
  const floor = minId !== undefined ? "next" : sinceId !== undefined ? "above" : null;
  if (floor === null) return maxId === undefined ? "newest" : "below";
  return maxId === undefined ? floor : `below-${floor}`;
}

/** As `pageOf`, in a prepared query with the values of `boundsOf`. */
export function boundPageOf(id: PgColumn, shape: PageShape, { maxId, floorId }: Record<Bound, Placeholder>) {
  const below = shape.startsWith("below") ? lt(id, maxId) : undefined;
  const above = shape.endsWith("above") || shape.endsWith("next") ? gt(id, floorId) : undefined;
  return { where: and(below, above), orderBy: shape.endsWith("next") ? asc(id) : desc(id) };
}

type Bound = "maxId" | "floorId";
export const bounds = ["maxId", "floorId", "limit"] as const;
export const boundsOf = ({ maxId, sinceId, minId, limit }: Page) => ({
  maxId,
  floorId: minId ?? sinceId,
  limit,
});

/** Rows of a page, newest first however they were read. */
export const newestFirst = <T>(rows: T[], page: Page): T[] => (page.minId === undefined ? rows : rows.toReversed());

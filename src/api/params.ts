import type { Context as HonoContext } from "hono";
import { z } from "zod";
import { isId } from "../lib/ids.ts";
import { hashSecret } from "../lib/secrets.ts";

/** Building blocks for the schemas of requests: forgiving about how a value is written, strict about what it means. */

const falsy = new Set(["false", "0", "off", "f", "no", ""]);

/** Rails' idea of a boolean: everything but the falsy words is true. */
export const booleanParam = z.preprocess((value) => {
  if (typeof value === "string") return !falsy.has(value.toLowerCase());
  if (typeof value === "number") return value !== 0;
  return value;
}, z.boolean());

/** Ids come as strings, and as numbers from a few clients. */
export const idParam = z.preprocess(
  (value) => (typeof value === "number" ? String(value) : value),
  z.string().refine(isId, "is not an id"),
);

/** A limit beyond the bounds is drawn to them, as Mastodon does; a nonsense one is the default. */
export const limitParam = (usual: number, most: number) =>
  z.preprocess((value) => {
    const number = Number(value ?? usual);
    return Number.isInteger(number) && number > 0 ? Math.min(number, most) : usual;
  }, z.number());

/** A list, also where a single value was sent. */
export const listParam = <T extends z.ZodType>(element: T) =>
  z.preprocess((value) => {
    if (value === undefined || value === null || value === "") return [];
    return Array.isArray(value) ? value : [value];
  }, z.array(element).max(500));

/** An empty string counts as absent. */
export const optionalText = (most: number) =>
  z.preprocess((value) => (value === "" || value === null ? undefined : value), z.string().max(most).optional());

/** Numbers that forms send as text. */
export const numberParam = z.preprocess(
  (value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value),
  z.number(),
);

// Ids are compared as text: a short number, such as the 0 or 1 that means "from the start", must not sort above them.
const idLength = 18;
const sortable = (id: string): string => (id.length > idLength ? "9".repeat(idLength) : id.padStart(idLength, "0"));

/** Where a page starts or ends; nonsense is no bound. */
const cursor = z.preprocess(
  (value) => (typeof value === "string" && isId(value) ? sortable(value) : undefined),
  z.string().optional(),
);

/** Paging by id: the newest below `max_id`, or above `since_id`, or the next above `min_id`. */
export const pageParams = (usual = 20, most = 40) =>
  z.object({ max_id: cursor, since_id: cursor, min_id: cursor, limit: limitParam(usual, most) });

/** Paging by number. */
export const sliceParams = (usual: number, most: number) =>
  z.object({ offset: z.coerce.number().int().min(0).max(10_000).catch(0), limit: limitParam(usual, most) });

const longestKey = 200;

/** The `Idempotency-Key` of a request. A long one is hashed: PostgreSQL cannot index what is much longer. */
export function idempotencyKeyOf(c: HonoContext): string | null {
  const key = c.req.header("idempotency-key") ?? "";
  if (key === "") return null;
  return key.length > longestKey ? hashSecret(key) : key;
}

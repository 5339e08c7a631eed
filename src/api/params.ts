import type { Context as HonoContext } from "hono";
import { z } from "zod";
import { isDay } from "../lib/days.ts";
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
const idText = z.preprocess((value) => (typeof value === "number" ? String(value) : value), z.string());

export const wellFormedId = idText.refine(isId, "is not an id");

const idOfNothing = "0";

/** What is no id names nothing, as on Mastodon. */
export const idParam = idText.transform((id) => (isId(id) ? id : idOfNothing));

/** The whole number that `value` begins with, as Ruby reads it for Mastodon: 0 where there is none. */
function wholeNumber(value: unknown): number {
  const text = typeof value === "number" || typeof value === "string" ? String(value) : "";
  return Number(/^\s*[+-]?\d+/.exec(text)?.[0] ?? 0);
}

/** As on Mastodon, -5 is 5, what is no number is 0, and so nothing is listed; more than `most` is `most`. */
export const limitParam = (usual: number, most: number) =>
  z.preprocess((value) => Math.min(Math.abs(wholeNumber(value ?? usual)), most), z.number());

/** How many to leave out. */
export const offsetParam = (most = 10_000) =>
  z.preprocess((value) => Math.min(Math.max(wholeNumber(value), 0), most), z.number());

/** A list, also where a single value was sent. */
export const listParam = <T extends z.ZodType>(element: T) =>
  z.preprocess((value) => {
    if (value === undefined || value === null || value === "") return [];
    return Array.isArray(value) ? value : [value];
  }, z.array(element).max(500));

/** An empty string counts as absent, as does null. */
export const orAbsent = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" || value === null ? undefined : value), schema.optional());

export const optionalText = (most: number) => orAbsent(z.string().max(most));

/** YYYY-MM-DD, a day of the calendar. */
export const dayParam = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: "must be a date such as 2026-05-01", abort: true })
  .refine(isDay, { error: "is no day of the calendar", abort: true });

/** Numbers that forms send as text. */
export const numberParam = z.preprocess(
  (value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value),
  z.number(),
);

// Ids are compared as text: a short number, such as the 0 or 1 that means "from the start", must not sort above them.
const idLength = 18;
const belowAll = "0".repeat(idLength);
const aboveAll = "9".repeat(idLength);

/** Where a page starts or ends. */
const bound = (nonsense: string) =>
  z.preprocess((value) => {
    if (value === undefined || value === null || (typeof value === "string" && value.trim() === "")) return undefined;
    const [, sign, digits] = (typeof value === "string" && /^\s*([+-]?)0*(\d+)/.exec(value)) || [];
    if (digits === undefined) return nonsense;
    if (sign === "-") return belowAll;
    return digits.length > idLength ? aboveAll : digits.padStart(idLength, "0");
  }, z.string().optional());

/**
 * Paging by id: the newest below `max_id`, or above `since_id`, or the next above `min_id`. On Mastodon nothing is
 * below or above what is no number.
 */
export function pageParams(usual = 20, most = 40): PageParams {
  const key = `${usual} ${most}`;
  const schema = pageSchemas.get(key) ?? pageSchema(usual, most);
  pageSchemas.set(key, schema);
  return schema;
}

const pageSchema = (usual: number, most: number) =>
  z.object({
    max_id: bound(belowAll),
    since_id: bound(aboveAll),
    min_id: bound(aboveAll),
    limit: limitParam(usual, most),
  });

type PageParams = ReturnType<typeof pageSchema>;
// Making a schema takes longer than reading by it.
const pageSchemas = new Map<string, PageParams>();

/** As `pageParams`, for the timelines that Mastodon keeps in Redis: what is no number is 0 there. */
export const feedParams = () => feedSchema;

const feedSchema = pageSchema(20, 40).extend({ since_id: bound(belowAll), min_id: bound(belowAll) });

/** A part of what is counted off. */
export const partParams = (usual: number, most: number) =>
  z.object({ limit: limitParam(usual, most), offset: offsetParam() });

/** `48.1,11.5`: latitude and longitude. */
export const coordinatesParam = z
  .string()
  .regex(/^\s*-?\d+(\.\d+)?\s*,\s*-?\d+(\.\d+)?\s*$/, "must be a latitude and a longitude such as 48.1,11.5")
  .transform((value) => value.split(",").map(Number))
  .pipe(z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]))
  .transform(([latitude, longitude]) => ({ latitude, longitude }));

const longestKey = 200;

/** The `Idempotency-Key` of a request. A long one is hashed: PostgreSQL cannot index what is much longer. */
export function idempotencyKeyOf(c: HonoContext): string | null {
  const key = c.req.header("idempotency-key") ?? "";
  if (key === "") return null;
  return key.length > longestKey ? hashSecret(key) : key;
}

import { z } from "zod";
import { isDay } from "../../../lib/days.ts";
import type { Reading } from "../entry.ts";

/** An entry of a file that was parsed as a whole; it is read when its turn comes. */
export interface JsonEntry {
  readonly raw: unknown;
  read(): Reading;
}

/** What a file leaves out is null, as in the database. */
export const absent = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? null);
export const text = absent(z.string());
export const number = absent(z.number());
export const flag = absent(z.boolean());
export const day = z.string().refine(isDay, "is no day such as 2026-05-01");

export function readAs<T>(schema: z.ZodType<T>, raw: unknown, toReading: (told: T) => Reading): Reading {
  const told = schema.safeParse(raw);
  if (told.success) return toReading(told.data);
  const [issue] = told.error.issues;
  return { kind: "refused", reason: [issue?.path.join("."), issue?.message].filter(Boolean).join(" ") };
}

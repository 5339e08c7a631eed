import { z } from "zod";

const aboutObject = z.object({
  type: z.literal("inbox"),
  activity: z.object({
    type: z.enum(["Create", "Update", "Delete"]),
    object: z.union([z.string(), z.object({ id: z.string() })]),
  }),
});

/**
 * What is told of one object is worked off in the order in which it came, or a Delete ends before the Create that it
 * belongs to. Not so for Follow and the like, whose object is what many act on.
 */
export function objectOrder(message: unknown): string | undefined {
  const parsed = aboutObject.safeParse(message);
  if (!parsed.success) return undefined;
  const { object } = parsed.data.activity;
  return `receive ${(typeof object === "string" ? object : object.id).slice(0, 1_000)}`;
}

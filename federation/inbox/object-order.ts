import { z } from "zod";

const aboutObject = z.object({
  type: z.literal("inbox"),
  activity: z.object({
    type: z.enum(["Create", "Update", "Delete"]),
    object: z.union([z.string(), z.object({ id: z.string() })]),
  }),
});

const vote = z.object({
  type: z.literal("inbox"),
  activity: z.union([
    z.object({ type: z.enum(["Like", "Dislike"]), actor: z.string(), object: z.string() }),
    z.object({
      type: z.literal("Undo"),
      actor: z.string(),
      object: z.object({ type: z.enum(["Like", "Dislike"]), object: z.string() }),
    }),
  ]),
});

/** What one actor thinks of one post: an Undo that overtook the next vote would take that one away. */
function voteOrder(message: unknown): string | undefined {
  const parsed = vote.safeParse(message);
  if (!parsed.success) return undefined;
  const { actor, object } = parsed.data.activity;
  return `receive vote ${actor} ${typeof object === "string" ? object : object.object}`.slice(0, 1_000);
}

/**
 * What is told of one object is worked off in the order in which it came, or a Delete ends before the Create that it
 * belongs to. Not so for Follow and the like, whose object is what many act on.
 */
export function objectOrder(message: unknown): string | undefined {
  const parsed = aboutObject.safeParse(message);
  if (!parsed.success) return voteOrder(message);
  const { object } = parsed.data.activity;
  return `receive ${(typeof object === "string" ? object : object.id).slice(0, 1_000)}`;
}

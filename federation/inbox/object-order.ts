import { z } from "zod";

const aboutObject = z.object({
  type: z.literal("inbox"),
  activity: z.object({
    type: z.enum(["Create", "Update", "Delete"]),
    object: z.union([z.string(), z.object({ id: z.string() })]),
  }),
});

const stances = z.enum(["Like", "Dislike", "Follow", "Block"]);
const stance = z.object({
  type: z.literal("inbox"),
  activity: z.union([
    z.object({ type: stances, actor: z.string(), object: z.string() }),
    z.object({
      type: z.literal("Undo"),
      actor: z.string(),
      object: z.object({ type: stances, object: z.string() }),
    }),
  ]),
});

/**
 * What one actor thinks of one post or one person: an Undo that overtook the next vote would take that one away, and a
 * Follow that a Block overtook would outlive it.
 */
function stanceOrder(message: unknown): string | undefined {
  const parsed = stance.safeParse(message);
  if (!parsed.success) return undefined;
  const { actor, object } = parsed.data.activity;
  return `receive stance ${actor} ${typeof object === "string" ? object : object.object}`.slice(0, 1_000);
}

const isCollection = (type: unknown): boolean => [type].flat().includes("FeaturedCollection");
const featured = z.object({
  type: z.literal("inbox"),
  activity: z.union([
    z.object({ type: z.enum(["Add", "Remove"]), actor: z.string() }),
    z.object({
      type: z.literal("Update"),
      actor: z.string(),
      object: z.object({ type: z.unknown().refine(isCollection) }),
    }),
  ]),
});

/** An account may be added to a collection that was added the moment before. */
function featuredOrder(message: unknown): string | undefined {
  const parsed = featured.safeParse(message);
  return parsed.success ? `receive featured ${parsed.data.activity.actor}`.slice(0, 1_000) : undefined;
}

/**
 * What is told of one object is worked off in the order in which it came, or a Delete ends before the Create that it
 * belongs to. Of a post or a person that many act on, each actor's own deeds are.
 */
export function objectOrder(message: unknown): string | undefined {
  const order = featuredOrder(message);
  if (order !== undefined) return order;
  const parsed = aboutObject.safeParse(message);
  if (!parsed.success) return stanceOrder(message);
  const { object } = parsed.data.activity;
  return `receive ${(typeof object === "string" ? object : object.id).slice(0, 1_000)}`;
}

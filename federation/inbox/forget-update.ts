import type { KvStore } from "@fedify/fedify";
import { z } from "zod";

const update = z.object({
  type: z.literal("inbox"),
  baseUrl: z.url(),
  activity: z.object({ type: z.literal("Update"), id: z.string() }),
});

/**
 * GoToSocial gives all edits of a post one activity id, and Fedify's worker drops what has an id that it handled in the
 * last day, whatever `withIdempotency` says: it has to forget an Update before the next one.
 */
export async function forgetUpdate(kv: Pick<KvStore, "delete">, message: unknown): Promise<void> {
  const parsed = update.safeParse(message);
  if (!parsed.success) return;
  const { baseUrl, activity } = parsed.data;
  if (!URL.canParse(activity.id)) return;
  await kv.delete(["_fedify", "activityIdempotence", new URL(baseUrl).origin, new URL(activity.id).href]);
}

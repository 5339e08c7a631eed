import type { Context } from "../../context.ts";
import { deleteEmoji } from "../../db/emoji-queries.ts";
import { Refused } from "../../lib/refused.ts";

/**
 * Removes an emoji: nobody can write it any more. Its files stay, because posts that have it go on showing it.
 * @throws Refused when there is none with this shortcode.
 */
export async function removeEmoji(ctx: Pick<Context, "db">, shortcode: string): Promise<void> {
  const removed = await ctx.db.write((tx) => deleteEmoji(tx, shortcode));
  if (removed === null) throw new Refused("not-found", `There is no emoji :${shortcode}:`);
}

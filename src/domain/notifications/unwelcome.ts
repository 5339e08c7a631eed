import type { Context } from "../../context.ts";
import type { Reader } from "../../db/database.ts";
import { namesUnwanted, refusesToHear } from "../../db/mute-queries.ts";
import type { NotificationType } from "../../db/schema/index.ts";

/**
 * Whether somebody has said that they want to hear nothing of this: by a block or a mute, of the one who caused it, of
 * their server, of the thread, or of somebody whom a mention names besides.
 */
export async function isUnwelcome(
  ctx: Pick<Context, "clock">,
  db: Reader,
  recipientId: string,
  { type, from, statusId }: { type: NotificationType; from: { id: string }; statusId: string | null },
): Promise<boolean> {
  const now = ctx.clock.now();
  if (await refusesToHear(db, recipientId, { fromId: from.id, statusId, now })) return true;
  return type === "mention" && statusId !== null && (await namesUnwanted(db, recipientId, statusId, now));
}

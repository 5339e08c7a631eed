import type { Writer } from "../../db/database.ts";
import { findWelcomeAtHome } from "../../db/list-entry-queries.ts";
import { backfillHome } from "../../db/timeline-queries.ts";
import type { Account } from "../accounts/account.ts";

/** Posts of each that come back, or into a list that somebody joins. */
export const backfillLength = 40;

/** Brings the last posts of those back home whom no exclusive list keeps out any more. */
export async function returnHome(tx: Writer, owner: Account, memberIds: readonly string[]): Promise<void> {
  for (const memberId of await findWelcomeAtHome(tx, owner.id, memberIds)) {
    await backfillHome(tx, owner.id, memberId, backfillLength);
  }
}

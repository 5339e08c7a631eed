import { isDeepStrictEqual } from "node:util";
import { lockAccount } from "../../db/account-queries.ts";
import { lockClimb } from "../../db/climb-queries.ts";
import type { Writer } from "../../db/database.ts";
import type { Climb } from "./climb.ts";

/** An entry is another than the one of which its change was made. */
class Outdated extends Error {}

const mostAttempts = 20;

/**
 * Keeps an entry as it was read until the transaction ends. What changes a part of it writes the rest as it was: without
 * this, of two at once, one would undo the other, and show what that has hidden.
 * @throws what makes `untilAsRead` begin anew when it is another by now.
 */
export async function holdAsRead(tx: Writer, climb: Climb): Promise<void> {
  // The account first, as whoever removes an entry does.
  await lockAccount(tx, climb.accountId);
  if (!isDeepStrictEqual(await lockClimb(tx, climb.id), climb)) throw new Outdated("The climb has changed meanwhile");
}

/** Does `change` again, from reading the entry on, when somebody else's came in between. */
export async function untilAsRead<T>(change: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof Outdated) || attempt >= mostAttempts) throw error;
    }
  }
}

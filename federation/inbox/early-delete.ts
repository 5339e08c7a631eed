import type { Context } from "../../src/context.ts";
import type { Writer } from "../../src/db/database.ts";
import { findKeyValue, putKeyValue } from "../../src/db/key-value-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";

// A Delete may overtake its Create, which then must not bring the post back. Kept by author, because nobody else's
// Delete counts, and for a week, because servers send Deletes of posts that never came here.
const keptMs = 7 * 24 * 3_600_000;
const keyOf = (author: Account, uri: string): string => JSON.stringify(["deleted", author.id, uri]);

export async function rememberDelete(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  author: Account,
  uri: string,
): Promise<void> {
  await putKeyValue(tx, keyOf(author, uri), true, new Date(ctx.clock.now().getTime() + keptMs));
}

export async function wasDeletedBefore(
  ctx: Pick<Context, "db" | "clock">,
  author: Account,
  uri: string,
): Promise<boolean> {
  return (await findKeyValue(ctx.db.read, keyOf(author, uri), ctx.clock.now())) === true;
}

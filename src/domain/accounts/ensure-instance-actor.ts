import type { Context } from "../../context.ts";
import { findLocalAccount, insertAccount, insertAccountKeys } from "../../db/account-queries.ts";
import { isUniqueViolation } from "../../db/database.ts";
import { Refused } from "../../lib/refused.ts";
import { instanceActorUsername, uris } from "../uris.ts";
import type { Account } from "./account.ts";
import { newLocalAccount } from "./create-local-account.ts";
import { generateKeys } from "./keys.ts";

/**
 * Finds or makes the actor that signs what the server itself asks of others.
 * @throws Refused when the database belongs to another origin: its addresses would all be wrong.
 */
export async function ensureInstanceActor(ctx: Pick<Context, "db" | "clock" | "config">): Promise<Account> {
  const found = await findLocalAccount(ctx.db.read, instanceActorUsername);
  if (found !== null) return sameOrigin(ctx, found);
  const now = ctx.clock.now();
  const keys = await generateKeys();
  try {
    return await ctx.db.write(async (tx) => {
      const created = await insertAccount(tx, newLocalAccount(ctx, instanceActorUsername, "Application", now));
      await insertAccountKeys(tx, created.id, keys, now);
      return created;
    });
  } catch (error) {
    // Two processes started at once.
    const other = isUniqueViolation(error) ? await findLocalAccount(ctx.db.read, instanceActorUsername) : null;
    if (other === null) throw error;
    return sameOrigin(ctx, other);
  }
}

function sameOrigin(ctx: Pick<Context, "config">, actor: Account): Account {
  if (actor.uri !== uris.account(ctx.config.origin, instanceActorUsername)) {
    throw new Refused(
      "invalid",
      `This database belongs to ${new URL(actor.uri).origin}, but the server was started as ${ctx.config.origin}. ` +
        "Other servers know its accounts by the former address: set TOPOUT_ORIGIN (or PORT) back to it.",
    );
  }
  return actor;
}

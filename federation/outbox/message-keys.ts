import { z } from "zod";
import type { Context } from "../../src/context.ts";
import { findAccountByUri, findAccountKeys } from "../../src/db/account-queries.ts";

const message = z.looseObject({ keys: z.array(z.looseObject({ keyId: z.url() })).min(1) });

/**
 * Fedify puts the sender's private keys into each delivery. They stay where they are: the queue, its backups and
 * whatever store it may move to hold the ids alone.
 */
export function withoutKeys(delivery: unknown): unknown {
  const parsed = message.safeParse(delivery);
  if (!parsed.success) return delivery;
  return { ...parsed.data, keys: parsed.data.keys.map(({ keyId }) => ({ keyId })) };
}

/** Gives a delivery the keys back. @throws when its sender is gone. */
export async function withKeys(ctx: Pick<Context, "db">, delivery: unknown): Promise<unknown> {
  const { keys, ...rest } = message.parse(delivery);
  const sender = await findAccountByUri(ctx.db.read, actorOf(keys[0]?.keyId ?? ""));
  // In the order in which the actor publishes them: the RSA key first.
  const rows = sender === null ? [] : await findAccountKeys(ctx.db.read, sender.id);
  const filled = keys.flatMap(({ keyId }, position) => {
    const row = rows[position];
    return row === undefined ? [] : [{ keyId, privateKey: row.privateKey }];
  });
  if (filled.length !== keys.length) throw new Error(`The keys of ${actorOf(keys[0]?.keyId ?? "")} are gone`);
  return { ...rest, keys: filled };
}

const actorOf = (keyId: string): string => keyId.replace(/#.*$/s, "");

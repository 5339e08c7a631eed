import { LRUCache } from "lru-cache";
import type { Context } from "../context.ts";
import { findFirstAdmin, findLocalAccount } from "../db/account-queries.ts";
import { countInstance, type InstanceCounts } from "../db/instance-queries.ts";
import { findRules, type Rule } from "../db/instance-text-queries.ts";
import { supportedTypes } from "../media/sniff.ts";
import type { Account } from "./accounts/account.ts";

const activeDays = 30;
const countsMaxAgeMs = 60_000;
// Counting reads whole tables; every app asks at its start. By context, because tests run several servers.
const countsByContext = new WeakMap<object, LRUCache<"counts", InstanceCounts>>();

/** Who runs this server, and how large it is (counted at most once a minute). */
export async function describeInstance(
  ctx: Pick<Context, "db" | "clock" | "config" | "ffmpeg">,
): Promise<InstanceCounts & { contact: Account | null; uploadTypes: readonly string[]; rules: readonly Rule[] }> {
  const { contactAccount } = ctx.config;
  const named = contactAccount === "" ? null : await findLocalAccount(ctx.db.read, contactAccount.replace(/^@/, ""));
  const contact = named ?? (await findFirstAdmin(ctx.db.read));
  const uploadTypes = supportedTypes({ canTranscode: (await ctx.ffmpeg()) !== null });
  return { ...(await counts(ctx)), contact, uploadTypes, rules: await findRules(ctx.db.read) };
}

async function counts(ctx: Pick<Context, "db" | "clock">): Promise<InstanceCounts> {
  const cache = countsByContext.get(ctx.db) ?? new LRUCache<"counts", InstanceCounts>({ max: 1, ttl: countsMaxAgeMs });
  countsByContext.set(ctx.db, cache);
  const known = cache.get("counts");
  if (known !== undefined) return known;
  const fresh = await countInstance(ctx.db.read, new Date(ctx.clock.now().getTime() - activeDays * 86_400_000));
  // Whoever makes the first account looks at the front page next.
  if (fresh.usersCount > 0) cache.set("counts", fresh);
  return fresh;
}

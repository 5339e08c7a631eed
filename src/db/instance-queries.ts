import { and, count, countDistinct, eq, gt, ne, sum } from "drizzle-orm";
import type { Reader } from "./database.ts";
import { accounts, users } from "./schema/index.ts";

export interface InstanceCounts {
  usersCount: number;
  activeUsersCount: number;
  statusesCount: number;
  domainsCount: number;
}

/** How many people, posts and known servers there are. `activeSince`: who posted after it counts as active. */
export async function countInstance(db: Reader, activeSince: Date): Promise<InstanceCounts> {
  const [people] = await db.select({ value: count() }).from(users);
  const [active] = await db
    .select({ value: count() })
    .from(accounts)
    .where(and(eq(accounts.domain, ""), gt(accounts.lastStatusAt, activeSince)));
  const [posts] = await db
    .select({ value: sum(accounts.statusesCount) })
    .from(accounts)
    .where(eq(accounts.domain, ""));
  const [domains] = await db
    .select({ value: countDistinct(accounts.domain) })
    .from(accounts)
    .where(ne(accounts.domain, ""));
  return {
    usersCount: people?.value ?? 0,
    activeUsersCount: active?.value ?? 0,
    statusesCount: Number(posts?.value ?? 0),
    domainsCount: domains?.value ?? 0,
  };
}

import type { accounts, users } from "../../db/schema/index.ts";

export type Account = typeof accounts.$inferSelect;
export type User = typeof users.$inferSelect;

export const isLocal = (account: Pick<Account, "domain">): boolean => account.domain === "";

/** What people read where somebody is named: what they call themselves, or their username. */
export const nameOf = (account: Pick<Account, "displayName" | "username">): string =>
  account.displayName || account.username;

/** `ada` for local accounts, `ada@crag.example` for others: how the client API names them. */
export const acctOf = (account: Pick<Account, "username" | "domain">): string =>
  isLocal(account) ? account.username : `${account.username}@${account.domain}`;

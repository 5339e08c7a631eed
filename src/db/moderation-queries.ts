import { and, eq, inArray, isNotNull, isNull, ne, or, sql, type SQL } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import type { Reader } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { startsWith } from "./like.ts";
import { newestFirst, pageOf } from "./page.ts";
import { accounts, invites, reports, users, type Role } from "./schema/index.ts";

type Account = typeof accounts.$inferSelect;
type User = typeof users.$inferSelect;
type Report = typeof reports.$inferSelect;

/** What staff look for; null leaves out a condition. */
export interface AccountFilter {
  readonly origin: "local" | "remote" | null;
  readonly state: "active" | "pending" | "suspended" | null;
  readonly roles: readonly Role[] | null;
  /** How each begins. */
  readonly username: string | null;
  readonly displayName: string | null;
  readonly email: string | null;
  readonly domain: string | null;
  /** The account whose invite they came by. */
  readonly inviterId: string | null;
}

const stateIs = {
  active: isNull(accounts.suspendedAt),
  suspended: isNotNull(accounts.suspendedAt),
  pending: and(isNotNull(users.accountId), isNull(users.approvedAt)),
} as const;

const originIs = { local: eq(accounts.domain, ""), remote: ne(accounts.domain, "") } as const;

/** Accounts as staff see them, also those that nobody else finds yet; without the one that is the server's own. */
export async function findAccountsForStaff(db: Reader, filter: AccountFilter, page: Page): Promise<Account[]> {
  const { where, orderBy, limit } = pageOf(accounts.id, page);
  const rows = await db
    .select({ account: accounts })
    .from(accounts)
    .leftJoin(users, eq(users.accountId, accounts.id))
    .leftJoin(invites, eq(invites.id, users.inviteId))
    .where(and(where, or(ne(accounts.type, "Application"), originIs.remote), ...conditionsOf(filter)))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page).map((row) => row.account);
}

function conditionsOf({ origin, state, roles, ...given }: AccountFilter): (SQL | undefined)[] {
  const unlessNull = <T>(value: T | null, condition: (value: T) => SQL): SQL | undefined =>
    value === null ? undefined : condition(value);
  return [
    origin === null ? undefined : originIs[origin],
    state === null ? undefined : stateIs[state],
    unlessNull(roles, (wanted) => inArray(users.role, [...wanted])),
    unlessNull(given.username, (start) => startsWith(accounts.usernameKey, start)),
    unlessNull(given.displayName, (start) => startsWith(sql`lower(${accounts.displayName})`, start)),
    unlessNull(given.email, (start) => startsWith(users.emailKey, start)),
    unlessNull(given.domain, (domain) => eq(accounts.domain, domain.toLowerCase())),
    unlessNull(given.inviterId, (id) => eq(invites.accountId, id)),
  ];
}

/** The sign-ins of local accounts, by account, with who invited them. */
export async function findUsersByAccountIds(
  db: Reader,
  accountIds: readonly string[],
): Promise<Map<string, User & { inviterId: string | null }>> {
  const rows = await inChunks(accountIds, (chunk) =>
    db
      .select({ user: users, inviterId: invites.accountId })
      .from(users)
      .leftJoin(invites, eq(invites.id, users.inviteId))
      .where(inArray(users.accountId, chunk)),
  );
  return new Map(rows.map(({ user, inviterId }) => [user.accountId, { ...user, inviterId }]));
}

export interface ReportFilter {
  readonly isResolved: boolean;
  readonly accountId: string | null;
  readonly targetId: string | null;
}

export async function findReports(db: Reader, filter: ReportFilter, page: Page): Promise<Report[]> {
  const { where, orderBy, limit } = pageOf(reports.id, page);
  const rows = await db
    .select()
    .from(reports)
    .where(
      and(
        where,
        filter.isResolved ? isNotNull(reports.actionTakenAt) : isNull(reports.actionTakenAt),
        filter.accountId === null ? undefined : eq(reports.accountId, filter.accountId),
        filter.targetId === null ? undefined : eq(reports.targetId, filter.targetId),
      ),
    )
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

import type { Config } from "../config/config.ts";
import { findAccountsByIds } from "../db/account-queries.ts";
import type { Reader } from "../db/database.ts";
import { findRules } from "../db/instance-text-queries.ts";
import { findUsersByAccountIds } from "../db/moderation-queries.ts";
import type { Report } from "../db/report-queries.ts";
import { isLocal, type Account } from "../domain/accounts/account.ts";
import { toRule } from "./about.ts";
import { instantOf, toAccount, toRole } from "./account.ts";
import { loadStatuses } from "./load-statuses.ts";
import { toStatuses } from "./status.ts";

type UserById = Awaited<ReturnType<typeof findUsersByAccountIds>>;

/** Mastodon's Admin::Account. What only a sign-in has is null for accounts of other servers; addresses are not kept. */
function toAdminAccount(config: Config, userById: UserById, account: Account) {
  const user = userById.get(account.id) ?? null;
  return {
    id: account.id,
    username: account.username,
    domain: isLocal(account) ? null : account.domain,
    created_at: instantOf(account.createdAt),
    email: user?.email ?? null,
    ip: null,
    ips: [],
    locale: user?.locale ?? null,
    invite_request: user?.signUpReason ?? null,
    role: user === null ? null : toRole(user.role),
    confirmed: user === null ? null : user.confirmedAt !== null,
    approved: user === null ? null : user.approvedAt !== null,
    disabled: false,
    silenced: false,
    sensitized: false,
    suspended: account.suspendedAt !== null,
    ...(user?.inviterId == null ? {} : { invited_by_account_id: user.inviterId }),
    account: toAccount(config, account),
  };
}

export type AdminAccount = ReturnType<typeof toAdminAccount>;

export async function loadAdminAccounts(
  db: Reader,
  config: Config,
  accounts: readonly Account[],
): Promise<AdminAccount[]> {
  const ids = accounts.map((account) => account.id);
  const userById = await findUsersByAccountIds(db, ids);
  return accounts.map((account) => toAdminAccount(config, userById, account));
}

/** Mastodon's Admin::Reports, with those of the posts that the viewer may see. */
export async function loadAdminReports(
  db: Reader,
  config: Config,
  viewer: Account,
  reports: readonly Report[],
  now: Date,
) {
  const accountById = await findAccountsByIds(db, [
    ...new Set(reports.flatMap((report) => [report.accountId, report.targetId])),
  ]);
  const shown = await loadAdminAccounts(db, config, [...accountById.values()]);
  const shownById = new Map(shown.map((account) => [account.id, account]));
  const facts = await loadStatuses(db, [...new Set(reports.flatMap((report) => report.statusIds))], viewer.id, now);
  const rules = await findRules(db);
  return reports.map((report) => ({
    id: report.id,
    action_taken: report.actionTakenAt !== null,
    action_taken_at: report.actionTakenAt === null ? null : instantOf(report.actionTakenAt),
    category: report.category,
    comment: report.comment,
    forwarded: report.isForwarded,
    created_at: instantOf(report.createdAt),
    updated_at: instantOf(report.actionTakenAt ?? report.createdAt),
    account: shownById.get(report.accountId),
    target_account: shownById.get(report.targetId),
    assigned_account: null,
    action_taken_by_account: null,
    statuses: toStatuses(config, facts, report.statusIds),
    rules: rules.filter((rule) => report.ruleIds.includes(rule.id)).map(toRule),
  }));
}

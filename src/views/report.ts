import type { Config } from "../config/config.ts";
import { findAccountsByIds } from "../db/account-queries.ts";
import type { Reader } from "../db/database.ts";
import { findReportsByIds, type Report } from "../db/report-queries.ts";
import type { Account } from "../domain/accounts/account.ts";
import { instantOf, toAccount } from "./account.ts";

/** Mastodon's Report. */
export const toReport = (config: Config, report: Report, target: Account) => ({
  id: report.id,
  action_taken: report.actionTakenAt !== null,
  action_taken_at: report.actionTakenAt === null ? null : instantOf(report.actionTakenAt),
  category: report.category,
  comment: report.comment,
  forwarded: report.isForwarded,
  created_at: instantOf(report.createdAt),
  status_ids: report.statusIds,
  rule_ids: report.ruleIds,
  collection_ids: report.collectionIds ?? [],
  target_account: toAccount(config, target),
});

/** Mastodon's Reports, by id. */
export async function loadReports(
  db: Reader,
  config: Config,
  ids: readonly string[],
): Promise<Map<string, ReturnType<typeof toReport>>> {
  if (ids.length === 0) return new Map();
  const reports = await findReportsByIds(db, ids);
  const targets = await findAccountsByIds(
    db,
    reports.map((report) => report.targetId),
  );
  return new Map(
    reports.flatMap((report) => {
      const target = targets.get(report.targetId);
      return target === undefined ? [] : [[report.id, toReport(config, report, target)] as const];
    }),
  );
}

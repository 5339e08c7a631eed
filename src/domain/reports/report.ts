import type { Context } from "../../context.ts";
import { findCollectionsByIds } from "../../db/collection-queries.ts";
import type { Writer } from "../../db/database.ts";
import { findRules } from "../../db/instance-text-queries.ts";
import { findStaff, insertReport, type Report } from "../../db/report-queries.ts";
import type { ReportCategory } from "../../db/schema/index.ts";
import { findVisibleStatuses } from "../../db/status-queries.ts";
import { newId } from "../../lib/ids.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import { isLocal, type Account } from "../accounts/account.ts";
import { federate } from "../federation-events.ts";
import { notify } from "../notifications/notify.ts";
import { instanceActorUsername, uris } from "../uris.ts";

export const reportCategories = ["spam", "legal", "violation", "other"] as const satisfies ReportCategory[];
export const longestComment = 1_000;

export interface ReportDraft {
  category: ReportCategory;
  comment: string;
  statusIds: readonly string[];
  ruleIds: readonly string[];
  /** Collections that the account has made. */
  collectionIds: readonly string[];
  /** Whether the server of the account is to hear of it. */
  forwards: boolean;
}

/** What somebody here reports. @throws Refused */
export async function reportAccount(
  ctx: Pick<Context, "db" | "clock" | "config" | "bus" | "wakeWorker">,
  reporter: Account,
  target: Account,
  draft: ReportDraft,
): Promise<Report> {
  if (Array.from(draft.comment).length > longestComment) {
    throw new Refused("invalid", `Validation failed: Comment is too long (maximum is ${longestComment} characters)`);
  }
  const seen = await findVisibleStatuses(ctx.db.read, draft.statusIds, reporter.id);
  const ownIds = draft.statusIds.filter((id) => seen.get(id)?.accountId === target.id);
  if (ownIds.length < draft.statusIds.length) throw recordNotFound();
  const made = await findCollectionsByIds(ctx.db.read, draft.collectionIds);
  if (!draft.collectionIds.every((id) => made.get(id)?.accountId === target.id)) throw recordNotFound();
  const known = new Set((await findRules(ctx.db.read)).map((rule) => rule.id));
  const namesNone = draft.category === "violation" && draft.ruleIds.length === 0;
  if (namesNone || !draft.ruleIds.every((id) => known.has(id))) {
    throw new Refused("invalid", "Validation failed: Rule ids does not reference valid rules");
  }
  return await ctx.db.write(async (tx) => {
    const id = newId(ctx.clock.now());
    const report = await recordReport(ctx, tx, reporter, {
      id,
      targetId: target.id,
      // In the name of the server: who reported stays here.
      uri: uris.activity(ctx.config.origin, instanceActorUsername, "reports", id),
      // Rules are broken by violations only.
      category: draft.ruleIds.length > 0 ? "violation" : draft.category,
      comment: draft.comment,
      statusIds: [...new Set(ownIds)],
      ruleIds: [...new Set(draft.ruleIds)],
      collectionIds: [...made.keys()],
      isForwarded: draft.forwards && !isLocal(target),
    });
    if (report === null) throw new Error("A new report was recorded already");
    if (report.isForwarded) await federate(ctx, tx, report.uri, { kind: "reported", reportId: report.id });
    return report;
  });
}

type NewReport = Omit<Report, "accountId" | "createdAt" | "actionTakenAt">;

/** Records a report and tells the staff, once, whoever it comes from. Null when it is recorded already. */
export async function recordReport(
  ctx: Pick<Context, "bus" | "clock">,
  tx: Writer,
  reporter: Account,
  given: NewReport,
): Promise<Report | null> {
  const row = { ...given, accountId: reporter.id, createdAt: ctx.clock.now(), actionTakenAt: null };
  const report = await insertReport(tx, row);
  if (report === null) return null;
  for (const member of await findStaff(tx)) {
    await notify(ctx, tx, member, { type: "report", from: reporter, statusId: null, reportId: report.id });
  }
  return report;
}

import { setImmediate } from "node:timers/promises";
import type { Context } from "../../context.ts";
import type { ImportIssue } from "../../db/schema/index.ts";
import type { Account } from "../accounts/account.ts";
import type { Visibility } from "../statuses/status.ts";
import type { FormatName } from "./entry.ts";
import { addIssues, countOutcomes, issuesOf, type OutcomeCounts } from "./issues.ts";
import { openLogbook } from "./open-logbook.ts";
import { countLines, inPieces } from "./pieces.ts";
import { planLines, type Plan } from "./plan.ts";
import { todayOf, type ImportRequest } from "./start.ts";
import { usualVisibility } from "./visibility.ts";

export interface ImportPreview {
  readonly format: FormatName;
  readonly visibility: Visibility;
  readonly total: number;
  readonly counts: OutcomeCounts;
  readonly issues: readonly ImportIssue[];
  /** Those that were asked for. */
  readonly plans: readonly Plan[];
}

/** Which lines of a preview are shown. */
export interface PreviewPage {
  readonly afterLine: number;
  readonly limit: number;
}

/** What reading a file in would do. Writes nothing. @throws Refused, with what is wrong with the file */
export async function previewImport(
  ctx: Pick<Context, "clock" | "db">,
  account: Account,
  request: ImportRequest,
  { afterLine, limit }: PreviewPage,
): Promise<ImportPreview> {
  const file = await openLogbook(request.path, request.format, todayOf(ctx));
  const counts: OutcomeCounts = { created: 0, duplicate: 0, refused: 0 };
  const shown: Plan[] = [];
  let issues: ImportIssue[] = [...file.remarks];
  for await (const piece of inPieces(countLines(file))) {
    const plans = await planLines(ctx.db.read, account.id, piece, ctx.clock.now());
    const ofPiece = countOutcomes(plans);
    for (const outcome of ["created", "duplicate", "refused"] as const) counts[outcome] += ofPiece[outcome];
    issues = addIssues(issues, plans.flatMap(issuesOf));
    const wanted = plans.filter(({ line }) => line.line > afterLine);
    shown.push(...wanted.slice(0, limit - shown.length));
    // SQLite reads without a pause: others want their turn.
    await setImmediate();
  }
  const visibility = request.visibility ?? usualVisibility(file.tellsVisibility);
  return { format: file.format, visibility, total: file.total, counts, issues, plans: shown };
}

import type { ClimbImport } from "../db/climb-import-queries.ts";
import type { ImportIssue } from "../db/schema/index.ts";
import { countMade, countRemoved } from "../domain/imports/count-made.ts";
import type { ImportPreview } from "../domain/imports/preview.ts";
import type { Plan } from "../domain/imports/plan.ts";
import { instantOf } from "./account.ts";

/** Topout's Import: a logbook that is, or was, read in. */
export const toClimbImport = (row: ClimbImport) => ({
  id: row.id,
  format: row.format,
  file_name: row.fileName,
  state: row.state,
  visibility: row.visibility,
  percent: percentOf(row),
  total_count: row.totalLines,
  done_count: row.doneLines,
  created_count: countMade(row),
  removed_count: countRemoved(row),
  duplicate_count: row.duplicateCount,
  failed_count: row.failedCount,
  issues: row.issues.map(toIssue),
  failure: row.failure,
  created_at: instantOf(row.createdAt),
  finished_at: row.finishedAt === null ? null : instantOf(row.finishedAt),
});

/** Of reading in, or of the undo. */
function percentOf(row: ClimbImport): number {
  if (row.state === "done" || row.state === "undone") return 100;
  const [done, total] = row.state === "undoing" ? [countRemoved(row), countMade(row)] : [row.doneLines, row.totalLines];
  return total === 0 ? 0 : Math.min(99, Math.floor((done / total) * 100));
}

const toIssue = ({ line, reason, text, isTaken }: ImportIssue) => ({ line, reason, text, taken: isTaken });

/** What an import would do. */
export const toImportPreview = ({ format, visibility, total, counts, issues, plans }: ImportPreview) => ({
  format,
  visibility,
  total_count: total,
  created_count: counts.created,
  duplicate_count: counts.duplicate,
  failed_count: counts.refused,
  issues: issues.map(toIssue),
  lines: plans.map(toPreviewLine),
});

const outcomeWords = { created: "create", duplicate: "duplicate", refused: "failed" } as const;

function toPreviewLine(plan: Plan) {
  const { line, text, reading } = plan.line;
  const entry = reading.kind === "entry" ? reading.entry : null;
  const climb = entry?.kind === "climb" ? entry.climb : null;
  return {
    line,
    outcome: outcomeWords[plan.outcome],
    reason: plan.outcome === "refused" ? plan.reason : null,
    remarks: reading.kind === "entry" ? reading.remarks : [],
    text,
    kind: entry?.kind ?? null,
    climb:
      climb === null
        ? null
        : {
            route_name: climb.routeName,
            grade: climb.grade?.value ?? null,
            discipline: climb.discipline,
            style: climb.style,
            climbed_on: climb.climbedOn,
            location: climb.locationName,
          },
  };
}

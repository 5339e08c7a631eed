import type { ImportIssue } from "../../db/schema/index.ts";
import type { Plan } from "./plan.ts";

const mostIssues = 100;
/** They leave room for what was not taken. */
const mostRemarks = 50;

export type OutcomeCounts = Record<Plan["outcome"], number>;

export function countOutcomes(plans: readonly Plan[]): OutcomeCounts {
  const counts = { created: 0, duplicate: 0, refused: 0 };
  for (const { outcome } of plans) counts[outcome]++;
  return counts;
}

/** What whoever imports should know of a line. */
export function issuesOf(plan: Plan): ImportIssue[] {
  const { line, text, reading } = plan.line;
  if (plan.outcome === "refused") return [{ line, text, reason: plan.reason, isTaken: false }];
  if (plan.outcome === "duplicate" || reading.kind === "refused") return [];
  return reading.remarks.map((reason) => ({ line, text, reason, isTaken: true }));
}

/** The first ones; what was taken nevertheless never crowds out what was not. */
export function addIssues(known: readonly ImportIssue[], added: readonly ImportIssue[]): ImportIssue[] {
  const issues = [...known];
  let remarks = known.filter(({ isTaken }) => isTaken).length;
  for (const issue of added) {
    if (issues.length >= mostIssues) break;
    if (issue.isTaken && ++remarks > mostRemarks) continue;
    issues.push(issue);
  }
  return issues;
}

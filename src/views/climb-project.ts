import type { Reader } from "../db/database.ts";
import { countTries, type Project, type ProjectCounts } from "../db/project-queries.ts";
import type { GradePreferences } from "../db/schema/index.ts";
import { readGradePreferences } from "../domain/climbs/preferences.ts";
import { instantOf } from "./account.ts";
import { toGrade } from "./grade.ts";
import { toPlace } from "./climb-session.ts";

/** Topout's ClimbProject, for a page of them. */
export async function loadProjects(db: Reader, projects: readonly Project[], viewerId: string | null) {
  const counts = await countTries(
    db,
    projects.map((project) => project.id),
    viewerId,
  );
  const preferences = await readGradePreferences(db, viewerId);
  return projects.map((project) =>
    toProject(project, counts.get(project.id) ?? { climbs: 0, days: 0, attempts: 0 }, preferences),
  );
}

const toProject = (project: Project, counts: ProjectCounts, preferences: GradePreferences) => ({
  id: project.id,
  account_id: project.accountId,
  route_name: project.routeName,
  route_id: project.routeId,
  discipline: project.discipline,
  grade: toGrade(project, preferences),
  location: toPlace(project),
  state: project.state,
  notes: project.notes,
  visibility: project.visibility,
  started_on: project.startedOn,
  ended_on: project.endedOn,
  climbs_count: counts.climbs,
  sessions_count: counts.days,
  attempts_count: counts.attempts,
  created_at: instantOf(project.createdAt),
  updated_at: instantOf(project.updatedAt),
});

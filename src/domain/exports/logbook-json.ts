import type { Context } from "../../context.ts";
import type { Goal } from "../../db/goal-queries.ts";
import { findGoalsAfter, findProjectsAfter, findSessionsAfter } from "../../db/logbook-part-queries.ts";
import type { Project } from "../../db/project-queries.ts";
import type { Account } from "../accounts/account.ts";
import type { TopoutClimb, TopoutGoal, TopoutProject, TopoutSession } from "../imports/formats/topout-json.ts";
import { topoutFormat, topoutVersion } from "../imports/formats/topout-words.ts";
import { companionsOf, loadClimbs, mediaOf, partnersOf, type ClimbFacts } from "./climbs.ts";
import { pagesOf } from "./pages.ts";

type ExportContext = Pick<Context, "clock" | "config" | "db">;

/** The whole logbook as JSON, piece by piece: all that it takes to have it again on another server. */
export async function* exportJson(ctx: ExportContext, account: Account): AsyncGenerator<string> {
  const about = {
    format: topoutFormat,
    version: topoutVersion,
    exported_at: ctx.clock.now().toISOString(),
    account: { uri: account.uri, handle: `@${account.username}@${ctx.config.handleDomain}` },
  };
  yield JSON.stringify(about, null, 1).replace(/\n\}$/, "");
  yield* list("sessions", sessionsOf(ctx, account.id));
  yield* list("projects", projectsOf(ctx, account.id));
  yield* list("goals", goalsOf(ctx, account.id));
  yield* list("climbs", climbsOf(ctx, account.id));
  yield "\n}\n";
}

async function* list(name: string, pages: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  yield `,\n "${name}": [`;
  let separator = "";
  for await (const page of pages) {
    const lines = page.map((entry) => `\n  ${JSON.stringify(entry)}`);
    yield separator + lines.join(",");
    separator = ",";
  }
  yield separator === "" ? "]" : "\n ]";
}

const gradeOf = (system: string | null, value: string | null) => (value === null ? null : { system, value });

async function* climbsOf({ db, config }: ExportContext, accountId: string): AsyncGenerator<object[]> {
  for await (const page of loadClimbs(db.read, accountId)) yield page.map((facts) => toClimb(config, facts));
}

function toClimb(
  config: Context["config"],
  { climb, partners, postUrl, media }: ClimbFacts,
): TopoutClimb & { uri: string; post_url: string | null; media: object[] } {
  return {
    id: climb.id,
    uri: climb.uri,
    post_url: postUrl,
    route_name: climb.routeName,
    route_url: climb.routeUrl,
    discipline: climb.discipline,
    style: climb.style,
    attempts: climb.attempts,
    rating: climb.rating,
    grade: gradeOf(climb.gradeSystem, climb.gradeValue),
    perceived_grade: gradeOf(climb.perceivedGradeSystem, climb.perceivedGradeValue),
    climbed_on: climb.climbedOn,
    location: {
      name: climb.locationName,
      sector: climb.sector,
      area: climb.area,
      country: climb.country,
      latitude: climb.latitude,
      longitude: climb.longitude,
      precision: climb.coordinatePrecision,
    },
    indoor: climb.isIndoor,
    pitches: climb.pitches,
    height_meters: climb.heightMeters,
    notes: climb.notes,
    partners: partnersOf(config, partners),
    visibility: climb.visibility,
    session_id: climb.sessionId,
    project_id: climb.projectId,
    import_key: climb.importKey,
    media: mediaOf(config, media),
    created_at: climb.createdAt.toISOString(),
    updated_at: climb.updatedAt.toISOString(),
  };
}

async function* sessionsOf({ db, config }: ExportContext, accountId: string): AsyncGenerator<TopoutSession[]> {
  for await (const page of pagesOf((afterId, limit) => findSessionsAfter(db.read, accountId, afterId, limit))) {
    const companions = await companionsOf(db.read, config, page);
    yield page.map((session) => ({
      id: session.id,
      day: session.day,
      location: session.locationName,
      country: session.country,
      indoor: session.isIndoor,
      duration_minutes: session.durationMinutes,
      partners: companions.get(session.id) ?? [],
      notes: session.notes,
      visibility: session.visibility,
      created_at: session.createdAt.toISOString(),
      updated_at: session.updatedAt.toISOString(),
    }));
  }
}

async function* projectsOf({ db }: ExportContext, accountId: string): AsyncGenerator<TopoutProject[]> {
  for await (const page of pagesOf((afterId, limit) => findProjectsAfter(db.read, accountId, afterId, limit)))
    yield page.map(toProject);
}

const toProject = (project: Project): TopoutProject => ({
  id: project.id,
  route_name: project.routeName,
  discipline: project.discipline,
  grade: gradeOf(project.gradeSystem, project.gradeValue),
  location: project.locationName,
  country: project.country,
  state: project.state,
  notes: project.notes,
  visibility: project.visibility,
  started_on: project.startedOn,
  ended_on: project.endedOn,
  created_at: project.createdAt.toISOString(),
  updated_at: project.updatedAt.toISOString(),
});

async function* goalsOf({ db }: ExportContext, accountId: string): AsyncGenerator<TopoutGoal[]> {
  for await (const page of pagesOf((afterId, limit) => findGoalsAfter(db.read, accountId, afterId, limit)))
    yield page.map(toGoal);
}

const toGoal = (goal: Goal): TopoutGoal => ({
  id: goal.id,
  kind: goal.kind,
  title: goal.title,
  target: goal.target,
  grade: gradeOf(goal.gradeSystem, goal.gradeValue),
  steps: goal.steps,
  discipline: goal.discipline,
  indoor: goal.isIndoor,
  starts_on: goal.startsOn,
  ends_on: goal.endsOn,
  created_at: goal.createdAt.toISOString(),
  updated_at: goal.updatedAt.toISOString(),
});

import { sql } from "drizzle-orm";
import { boolean, index, instant, integer, json, real, sortedText, table, text, uniqueIndex } from "../dialect.ts";
import { accounts, type Visibility } from "./accounts.ts";
import { crags, routes } from "./crags.ts";

const ofAccount = () =>
  sortedText("account_id")
    .notNull()
    .references(() => accounts.id, { onDelete: "cascade" });

/** An account that is known here, or a name alone. */
export interface Companion {
  accountId: string | null;
  name: string;
}

export type ImportState = "waiting" | "running" | "done" | "failed" | "cancelled" | "undoing" | "undone";

/** A line that was not taken, or not as it is written, and why. */
export interface ImportIssue {
  line: number;
  reason: string;
  text: string;
  isTaken: boolean;
}

/** A logbook of another site that is read in by a job. */
export const climbImports = table(
  "climb_imports",
  {
    id: sortedText("id").primaryKey(),
    accountId: ofAccount(),
    /** As its header told: `mountain-project`, `thecrag`, ... */
    format: text("format").notNull(),
    fileName: text("file_name").notNull(),
    state: text("state").$type<ImportState>().notNull(),
    visibility: text("visibility").$type<Visibility>().notNull(),
    /** The file, until it is read in. */
    fileKey: text("file_key"),
    totalLines: integer("total_lines").notNull(),
    doneLines: integer("done_lines").notNull(),
    /** Less what an undo has taken back so far. */
    createdCount: integer("created_count").notNull(),
    duplicateCount: integer("duplicate_count").notNull(),
    failedCount: integer("failed_count").notNull(),
    /** The first of those that were not understood. */
    issues: json<ImportIssue[]>("issues").notNull(),
    failure: text("failure"),
    createdAt: instant("created_at").notNull(),
    /** When reading in ended; an undo leaves it as it is. */
    finishedAt: instant("finished_at"),
  },
  (t) => [
    index("climb_imports_account").on(t.accountId, t.id),
    uniqueIndex("climb_imports_running")
      .on(t.accountId)
      .where(sql`state in ('waiting', 'running')`),
  ],
);

const byImport = () => sortedText("import_id").references(() => climbImports.id, { onDelete: "set null" });

/** A day out, at a crag or in a hall, that holds its climbs together. */
export const climbSessions = table(
  "climb_sessions",
  {
    id: sortedText("id").primaryKey(),
    accountId: ofAccount(),
    /** YYYY-MM-DD, a local date without a zone. */
    day: text("day").notNull(),
    locationName: text("location_name"),
    country: text("country"),
    isIndoor: boolean("is_indoor"),
    cragId: sortedText("crag_id").references(() => crags.id, { onDelete: "set null" }),
    durationMinutes: integer("duration_minutes"),
    partners: json<Companion[]>("partners").notNull(),
    notes: text("notes").notNull(),
    visibility: text("visibility").$type<Visibility>().notNull(),
    importId: byImport(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    index("climb_sessions_account").on(t.accountId, t.id),
    index("climb_sessions_import")
      .on(t.importId)
      .where(sql`import_id is not null`),
    index("climb_sessions_day").on(t.accountId, t.day),
    index("climb_sessions_crag")
      .on(t.cragId)
      .where(sql`crag_id is not null`),
  ],
);

export type ProjectState = "open" | "sent" | "given-up";

/** A route that somebody works on until it goes, or until they let it be. Its tries are climbs. */
export const projects = table(
  "projects",
  {
    id: sortedText("id").primaryKey(),
    accountId: ofAccount(),
    routeName: text("route_name").notNull(),
    routeId: sortedText("route_id").references(() => routes.id, { onDelete: "set null" }),
    discipline: text("discipline").notNull(),
    gradeSystem: text("grade_system"),
    gradeValue: text("grade_value"),
    gradeScore: real("grade_score"),
    locationName: text("location_name"),
    country: text("country"),
    state: text("state").$type<ProjectState>().notNull(),
    notes: text("notes").notNull(),
    visibility: text("visibility").$type<Visibility>().notNull(),
    /** YYYY-MM-DD. */
    startedOn: text("started_on").notNull(),
    endedOn: text("ended_on"),
    importId: byImport(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    index("projects_account").on(t.accountId, t.id),
    index("projects_import")
      .on(t.importId)
      .where(sql`import_id is not null`),
    index("projects_route")
      .on(t.routeId)
      .where(sql`route_id is not null`),
  ],
);

export type GoalKind = "days" | "climbs" | "grade" | "pyramid";

/** One step of a pyramid: so many climbs of a grade or harder. */
export interface PyramidStep {
  system: string;
  value: string;
  score: number;
  count: number;
}

/** What somebody wants to reach. Progress is computed, never stored. */
export const goals = table(
  "goals",
  {
    id: sortedText("id").primaryKey(),
    accountId: ofAccount(),
    kind: text("kind").$type<GoalKind>().notNull(),
    title: text("title").notNull(),
    /** Days out or climbs, of these kinds. */
    target: integer("target"),
    /** Of the kind `grade`. */
    gradeSystem: text("grade_system"),
    gradeValue: text("grade_value"),
    gradeScore: real("grade_score"),
    /** Of the kind `pyramid`. */
    steps: json<PyramidStep[]>("steps"),
    discipline: text("discipline"),
    isIndoor: boolean("is_indoor"),
    /** YYYY-MM-DD, both included. */
    startsOn: text("starts_on").notNull(),
    endsOn: text("ends_on"),
    importId: byImport(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    index("goals_account").on(t.accountId, t.id),
    index("goals_import")
      .on(t.importId)
      .where(sql`import_id is not null`),
  ],
);

/** Which system somebody wants to read each kind of grade in. */
export interface GradePreferences {
  boulder?: string;
  route?: string;
  ice?: string;
  mixed?: string;
  aid?: string;
}

/** What a climber wants; a missing row is the default of each. */
export const climberPreferences = table(
  "climber_preferences",
  {
    accountId: sortedText("account_id")
      .primaryKey()
      .references(() => accounts.id, { onDelete: "cascade" }),
    gradeSystems: json<GradePreferences>("grade_systems").notNull(),
    /** Added to posts with climbs, lower case, without #; null: those that fit the climb. */
    hashtags: json<string[]>("hashtags"),
    /** Whether others find them among the climbers of their crags. */
    isNearby: boolean("is_nearby").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    index("climber_preferences_nearby")
      .on(t.accountId)
      .where(sql`is_nearby`),
  ],
);

import { sql } from "drizzle-orm";
import {
  boolean,
  index,
  instant,
  integer,
  primaryKey,
  real,
  sortedText,
  table,
  text,
  uniqueIndex,
} from "../dialect.ts";
import { accounts, type Visibility } from "./accounts.ts";
import { crags, routes } from "./crags.ts";
import { climbImports, climbSessions, projects } from "./logbook.ts";
import { statuses } from "./statuses.ts";

export type CoordinatePrecision = "exact" | "rounded" | "hidden";

/** Logbook entries, of local climbers and of remote ones whose posts carried them. */
export const climbs = table(
  "climbs",
  {
    id: sortedText("id").primaryKey(),
    uri: text("uri").notNull(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** The post that carries it; null for an entry kept in the logbook only. */
    statusId: sortedText("status_id").references(() => statuses.id, { onDelete: "set null" }),
    visibility: text("visibility").$type<Visibility>().notNull(),
    routeName: text("route_name").notNull(),
    routeUrl: text("route_url"),
    discipline: text("discipline").notNull(),
    style: text("style").notNull(),
    attempts: integer("attempts"),
    /** Stars, 1 to 5. */
    rating: integer("rating"),
    gradeSystem: text("grade_system"),
    gradeValue: text("grade_value"),
    /** Position on the scale of its kind; null when the grade is not understood. */
    gradeScore: real("grade_score"),
    perceivedGradeSystem: text("perceived_grade_system"),
    perceivedGradeValue: text("perceived_grade_value"),
    perceivedGradeScore: real("perceived_grade_score"),
    /** YYYY-MM-DD, a local date without a zone. */
    climbedOn: text("climbed_on").notNull(),
    /** The crag or gym, as its climber calls it. */
    locationName: text("location_name"),
    /** The part of the crag, and the wider area that it is in. */
    sector: text("sector"),
    area: text("area"),
    country: text("country"),
    latitude: real("latitude"),
    longitude: real("longitude"),
    coordinatePrecision: text("coordinate_precision").$type<CoordinatePrecision>().notNull(),
    isIndoor: boolean("is_indoor"),
    pitches: integer("pitches"),
    heightMeters: real("height_meters"),
    notes: text("notes").notNull(),
    /** In the catalogue, where its name is known there. */
    routeId: sortedText("route_id").references(() => routes.id, { onDelete: "set null" }),
    cragId: sortedText("crag_id").references(() => crags.id, { onDelete: "set null" }),
    sessionId: sortedText("session_id").references(() => climbSessions.id, { onDelete: "set null" }),
    projectId: sortedText("project_id").references(() => projects.id, { onDelete: "set null" }),
    /** Of the line that it was imported from: the same line again adds nothing. */
    importKey: text("import_key"),
    /** That brought it, so that it can be taken back. */
    importId: sortedText("import_id").references(() => climbImports.id, { onDelete: "set null" }),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    uniqueIndex("climbs_uri").on(t.uri),
    uniqueIndex("climbs_import")
      .on(t.accountId, t.importKey)
      .where(sql`import_key is not null`),
    index("climbs_import_id")
      .on(t.importId)
      .where(sql`import_id is not null`),
    // All that counting and paging the ascents of a route or crag reads: popular ones have many thousands.
    index("climbs_route")
      .on(t.routeId, t.id, t.visibility, t.style, t.accountId)
      .where(sql`route_id is not null`),
    index("climbs_crag")
      .on(t.cragId, t.id, t.visibility, t.style, t.accountId)
      .where(sql`crag_id is not null`),
    index("climbs_session")
      .on(t.sessionId)
      .where(sql`session_id is not null`),
    index("climbs_project")
      .on(t.projectId)
      .where(sql`project_id is not null`),
    uniqueIndex("climbs_status")
      .on(t.statusId)
      .where(sql`status_id is not null`),
    index("climbs_account").on(t.accountId, t.id),
    index("climbs_account_date").on(t.accountId, t.climbedOn),
    index("climbs_account_route")
      .on(t.accountId, t.routeId)
      .where(sql`route_id is not null`),
    index("climbs_account_name").on(t.accountId, t.routeName),
    index("climbs_public")
      .on(t.id)
      .where(sql`visibility = 'public'`),
    index("climbs_public_day")
      .on(t.climbedOn, t.accountId)
      .where(sql`visibility = 'public'`),
    index("climbs_discipline")
      .on(t.discipline, t.statusId)
      .where(sql`status_id is not null`),
  ],
);

/** Who climbed along: an account that is known here, or a name. */
export const climbPartners = table(
  "climb_partners",
  {
    climbId: sortedText("climb_id")
      .notNull()
      .references(() => climbs.id, { onDelete: "cascade" }),
    position: integer("position").notNull(),
    accountId: sortedText("account_id").references(() => accounts.id, { onDelete: "set null" }),
    name: text("name").notNull(),
  },
  (t) => [primaryKey({ columns: [t.climbId, t.position] }), index("climb_partners_account").on(t.accountId)],
);

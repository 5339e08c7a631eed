import { z } from "zod";
import { gradeColumns } from "../../climbs/climb.ts";
import type { LogbookClimb, LogbookPart, Reading } from "../entry.ts";
import { absent, day, flag, number, readAs, text, type JsonEntry } from "./json-format.ts";
import { topoutFormat, coordinatePrecisions, visibilities } from "./topout-words.ts";

/** The whole logbook of a Topout; see `src/domain/exports`. */
export const isTopoutJson = (document: unknown): boolean => topoutFile.safeParse(document).success;

const list = z.array(z.unknown()).default([]);
const topoutFile = z.object({
  format: z.literal(topoutFormat),
  sessions: list,
  projects: list,
  goals: list,
  climbs: list,
});

/** As the API bounds them; what a climb has of them is checked with the rest of it. */
const whole = absent(z.number().int());
const wholeTo = (most: number) => z.number().int().min(1).max(most);
/** PostgreSQL has no days of other aeons. */
const moment = z.coerce.date().min(new Date(0));
const instant = absent(moment);
const ref = z.string().min(1).max(64);
const grade = absent(z.object({ value: z.string().min(1).max(64), system: z.string().max(64).nullish() }));
const visibility = absent(z.enum(visibilities));
const companions = z
  .array(z.object({ name: z.string().min(1).max(200), account_uri: text }))
  .max(20)
  .default([]);
const notes = z.string().max(100_000).default("");
/** In what stands beside the climbs, which nothing else checks. */
const short = absent(z.string().max(200));
const name = z.string().min(1).max(200);

const climb = z.object({
  id: text,
  route_name: z.string(),
  route_url: text,
  discipline: z.string().min(1).default("sport"),
  style: z.string().min(1),
  attempts: whole,
  rating: whole,
  grade,
  perceived_grade: grade,
  climbed_on: day,
  location: absent(
    z.object({
      name: text,
      sector: text,
      area: text,
      country: text,
      latitude: number,
      longitude: number,
      precision: z.enum(coordinatePrecisions).default("exact"),
    }),
  ),
  indoor: flag,
  pitches: whole,
  height_meters: number,
  notes,
  partners: companions,
  visibility,
  session_id: text,
  project_id: text,
  import_key: text,
  created_at: instant,
  updated_at: instant,
});

const session = z.object({
  id: ref,
  day,
  location: short,
  country: short,
  indoor: flag,
  duration_minutes: absent(wholeTo(10_080)),
  partners: companions,
  notes,
  visibility,
  created_at: moment,
  updated_at: moment,
});

const project = z.object({
  id: ref,
  route_name: name,
  discipline: name,
  grade,
  location: short,
  country: short,
  state: z.enum(["open", "sent", "given-up"]),
  notes,
  visibility,
  started_on: day,
  ended_on: absent(day),
  created_at: moment,
  updated_at: moment,
});

const goal = z.object({
  id: ref,
  kind: z.enum(["days", "climbs", "grade", "pyramid"]),
  title: z.string().max(200),
  target: absent(wholeTo(100_000)),
  grade,
  steps: absent(z.array(z.object({ system: name, value: name, score: z.number(), count: wholeTo(1_000) })).max(100)),
  discipline: short,
  indoor: flag,
  starts_on: day,
  ends_on: absent(day),
  created_at: moment,
  updated_at: moment,
});

export type TopoutClimb = z.input<typeof climb>;
export type TopoutSession = z.input<typeof session>;
export type TopoutProject = z.input<typeof project>;
export type TopoutGoal = z.input<typeof goal>;

/** What others are part of comes first: a climb names its session. */
export function topoutEntries(document: unknown): JsonEntry[] {
  const { sessions, projects, goals, climbs } = topoutFile.parse(document);
  const of = (entries: readonly unknown[], read: (raw: unknown) => Reading) =>
    entries.map((raw) => ({ raw, read: () => read(raw) }));
  return [...of(sessions, readSession), ...of(projects, readProject), ...of(goals, readGoal), ...of(climbs, readClimb)];
}

const readClimb = (raw: unknown): Reading =>
  reading(climb, raw, (told) => {
    const at = told.location;
    return {
      kind: "climb",
      climb: {
        routeName: told.route_name,
        routeUrl: told.route_url,
        discipline: told.discipline,
        style: told.style,
        attempts: told.attempts,
        rating: told.rating,
        grade: draftOf(told.grade),
        perceivedGrade: draftOf(told.perceived_grade),
        climbedOn: told.climbed_on,
        locationName: at?.name ?? null,
        sector: at?.sector ?? null,
        area: at?.area ?? null,
        country: at?.country ?? null,
        latitude: at?.latitude ?? null,
        longitude: at?.longitude ?? null,
        coordinatePrecision: at?.precision ?? "exact",
        isIndoor: told.indoor,
        pitches: told.pitches,
        heightMeters: told.height_meters,
        notes: told.notes,
        partners: told.partners.map(({ name }) => name),
      },
      own: {
        id: told.id,
        visibility: told.visibility,
        sessionRef: told.session_id,
        projectRef: told.project_id,
        importKey: told.import_key,
        createdAt: told.created_at,
        updatedAt: told.updated_at,
        partnerUris: told.partners.map(({ account_uri: uri }) => uri),
      },
    };
  });

const readSession = (raw: unknown): Reading =>
  reading(session, raw, (told) => ({
    kind: "session",
    ref: told.id,
    row: {
      day: told.day,
      locationName: told.location,
      country: told.country,
      isIndoor: told.indoor,
      durationMinutes: told.duration_minutes,
      notes: told.notes,
      visibility: told.visibility ?? "private",
      createdAt: told.created_at,
      updatedAt: told.updated_at,
    },
    partners: told.partners.map(({ name, account_uri: uri }) => ({ name, uri })),
  }));

const readProject = (raw: unknown): Reading =>
  reading(project, raw, (told) => ({
    kind: "project",
    ref: told.id,
    row: {
      routeName: told.route_name,
      discipline: told.discipline,
      ...gradeColumns(draftOf(told.grade), told.discipline),
      locationName: told.location,
      country: told.country,
      state: told.state,
      notes: told.notes,
      visibility: told.visibility ?? "private",
      startedOn: told.started_on,
      endedOn: told.ended_on,
      createdAt: told.created_at,
      updatedAt: told.updated_at,
    },
  }));

const readGoal = (raw: unknown): Reading =>
  reading(goal, raw, (told) => ({
    kind: "goal",
    ref: told.id,
    row: {
      kind: told.kind,
      title: told.title,
      target: told.target,
      ...gradeColumns(draftOf(told.grade), told.discipline ?? "sport"),
      steps: told.steps,
      discipline: told.discipline,
      isIndoor: told.indoor,
      startsOn: told.starts_on,
      endsOn: told.ends_on,
      createdAt: told.created_at,
      updatedAt: told.updated_at,
    },
  }));

const draftOf = (given: z.infer<typeof grade>) =>
  given === null ? null : { value: given.value, system: given.system ?? undefined };

function reading<T>(schema: z.ZodType<T>, raw: unknown, toEntry: (told: T) => LogbookClimb | LogbookPart): Reading {
  return readAs(schema, raw, (told) => ({ kind: "entry", entry: toEntry(told), remarks: [] }));
}

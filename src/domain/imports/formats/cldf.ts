import { z } from "zod";
import type { LogbookSession, Reading } from "../entry.ts";
import { ownClimbFields, ownSessionFields } from "./cldf-own.ts";
import { blankClimb, countOf, foreignStyle, said, styleAside, textOrNull, type StyleRead } from "./csv-format.ts";
import { absent, day, flag, number, readAs, text, type JsonEntry } from "./json-format.ts";

/**
 * CrushLog's open format: a ZIP of JSON files, version 1 of
 * https://github.com/petrmac/crushlog-data-format-spec (CC BY 4.0). Climbs and sessions are taken, with the places and
 * routes that they name; media and tags of their own are not.
 */
const id = z.union([z.number(), z.string()]).transform(String);
const names = z.array(z.string()).nullish();

const climbSchema = z.object({
  sessionId: absent(id),
  routeId: absent(id),
  date: day,
  routeName: text,
  grades: absent(z.object({ system: z.string(), grade: z.string().min(1) })),
  type: z.enum(["boulder", "route"]),
  finishType: z.string(),
  attempts: number,
  isRepeat: flag,
  belayType: text,
  height: number,
  rating: number,
  notes: text,
  tags: names,
  beta: text,
  isIndoor: flag,
  partners: names,
  customFields: ownClimbFields,
});

/** A session is checked by nothing else. */
const short = absent(z.string().max(200));

const sessionSchema = z.object({
  id,
  clid: short,
  date: day,
  startTime: text,
  endTime: text,
  location: short,
  locationId: absent(id),
  isIndoor: flag,
  sessionType: text,
  partners: z.array(z.string().max(200)).max(20).nullish(),
  notes: absent(z.string().max(100_000)),
  customFields: ownSessionFields,
});

const routeSchema = z.object({
  id,
  locationId: absent(id),
  sectorId: absent(id),
  name: text,
  routeCharacteristics: text,
  height: number,
});

const locationSchema = z.object({
  id,
  name: z.string().max(200),
  coordinates: absent(z.object({ latitude: z.number(), longitude: z.number() })),
  country: short,
  state: text,
  isIndoor: flag,
});

const sectorSchema = z.object({ id, name: z.string() });

type Session = z.infer<typeof sessionSchema>;
type Route = z.infer<typeof routeSchema>;
type Location = z.infer<typeof locationSchema>;

/** The files of an archive, parsed; `climbs` and `sessions` as the lists that are in them. */
export interface CldfFiles {
  readonly climbs: readonly unknown[];
  readonly sessions: readonly unknown[];
  readonly routes: readonly unknown[];
  readonly locations: readonly unknown[];
  readonly sectors: readonly unknown[];
}

export const cldfFileNames = ["climbs", "sessions", "routes", "locations", "sectors"] as const;

export function cldfEntries(files: CldfFiles): JsonEntry[] {
  const known: Known = {
    sessions: byId(sessionSchema, files.sessions),
    routes: byId(routeSchema, files.routes),
    locations: byId(locationSchema, files.locations),
    sectors: byId(sectorSchema, files.sectors),
  };
  return [
    ...files.sessions.map((raw) => ({ raw, read: () => readSession(raw, known) })),
    ...files.climbs.map((raw) => ({ raw, read: () => readClimb(raw, known) })),
  ];
}

interface Known {
  readonly sessions: ReadonlyMap<string, Session>;
  readonly routes: ReadonlyMap<string, Route>;
  readonly locations: ReadonlyMap<string, Location>;
  readonly sectors: ReadonlyMap<string, z.infer<typeof sectorSchema>>;
}

function byId<T extends { id: string }>(schema: z.ZodType<T>, raws: readonly unknown[]): Map<string, T> {
  return new Map(
    raws.flatMap((raw) => {
      const told = schema.safeParse(raw);
      return told.success ? [[told.data.id, told.data] as const] : [];
    }),
  );
}

const readClimb = (raw: unknown, known: Known): Reading => readAs(climbSchema, raw, (told) => climbOf(told, known));

function climbOf(told: z.infer<typeof climbSchema>, known: Known): Reading {
  const session = told.sessionId === null ? undefined : known.sessions.get(told.sessionId);
  const route = told.routeId === null ? undefined : known.routes.get(told.routeId);
  const location = known.locations.get(route?.locationId ?? session?.locationId ?? "");
  const sector = known.sectors.get(route?.sectorId ?? "");
  const own = told.customFields?.topout;
  const style: StyleRead = own ?? readStyle(told.finishType, told.isRepeat === true, told.belayType);
  const draftOf = (grade: NonNullable<typeof own>["grade"]) =>
    grade && { value: grade.value, system: grade.system ?? undefined };
  // A Topout's entries say all of it themselves; locations must be indoors or not, and those entries need not.
  const around = own ? undefined : session;
  const asides = said(
    style.aside,
    told.beta && `Beta: ${told.beta}`,
    told.tags?.length ? `Tags: ${told.tags.join(", ")}` : null,
  );
  return {
    kind: "entry",
    entry: {
      kind: "climb",
      climb: {
        ...blankClimb,
        routeName: told.routeName ?? route?.name ?? "",
        routeUrl: own?.route_url ?? null,
        discipline: own?.discipline ?? disciplineOf(told.type, route, session, told.belayType),
        style: style.style,
        attempts: countOf(String(told.attempts)),
        rating: countOf(String(told.rating)),
        grade: own ? draftOf(own.grade) : told.grades && { value: told.grades.grade, system: told.grades.system },
        perceivedGrade: own ? draftOf(own.perceived_grade) : null,
        pitches: own?.pitches ?? null,
        coordinatePrecision: own?.precision ?? "exact",
        climbedOn: told.date,
        locationName: location?.name ?? around?.location ?? null,
        sector: sector?.name ?? null,
        area: location?.state ?? null,
        country: location?.country ?? null,
        latitude: location?.coordinates?.latitude ?? null,
        longitude: location?.coordinates?.longitude ?? null,
        isIndoor: told.isIndoor ?? around?.isIndoor ?? (own ? null : (location?.isIndoor ?? null)),
        heightMeters: told.height ?? route?.height ?? null,
        notes: [told.notes?.trim() ?? "", ...asides].filter(Boolean).join("\n\n"),
        partners: told.partners ?? [],
      },
      own: {
        ...noFacts,
        id: own?.id ?? null,
        visibility: own?.visibility ?? null,
        sessionRef: session === undefined ? null : refOf(session),
        importKey: own?.import_key ?? null,
      },
    },
    remarks: said(style.remark),
  };
}

const noFacts = {
  projectRef: null,
  createdAt: null,
  updatedAt: null,
  partnerUris: [],
};

/** Its numbers are of one file: another export may give them to other sessions. */
const refOf = ({ date, clid, id: number, location, customFields }: Session): string =>
  customFields?.topout.id ?? `${date} ${clid ?? `cldf ${number} ${location ?? ""}`}`;

const readSession = (raw: unknown, known: Known): Reading =>
  readAs(sessionSchema, raw, (told) => sessionOf(told, known));

function sessionOf(told: Session, known: Known): Reading {
  const location = known.locations.get(told.locationId ?? "");
  const instant = new Date(`${told.date}T00:00:00Z`);
  const entry: LogbookSession = {
    kind: "session",
    ref: refOf(told),
    row: {
      day: told.date,
      locationName: location?.name ?? textOrNull(told.location ?? ""),
      country: told.customFields?.topout.country ?? location?.country ?? null,
      isIndoor: told.isIndoor ?? location?.isIndoor ?? null,
      durationMinutes: told.customFields?.topout.minutes ?? minutesBetween(told.startTime, told.endTime),
      notes: told.notes?.trim() ?? "",
      // Drawn down to what the import may show.
      visibility: told.customFields?.topout.visibility ?? "public",
      createdAt: instant,
      updatedAt: instant,
    },
    partners: (told.partners ?? []).map((name) => ({ name, uri: null })),
  };
  return { kind: "entry", entry, remarks: [] };
}

/** `09:30:00`; a session that ends before it begins went on past midnight. */
function minutesBetween(start: string | null, end: string | null): number | null {
  const minutesOf = (time: string | null): number => {
    const [hours = Number.NaN, minutes = Number.NaN] = (time ?? "").split(":").map(Number);
    return hours * 60 + minutes;
  };
  const minutes = (minutesOf(end) - minutesOf(start) + 1_440) % 1_440;
  return Number.isNaN(minutes) || minutes === 0 ? null : minutes;
}

const styleByFinish: Readonly<Record<string, string>> = {
  onsight: "onsight",
  flash: "flash",
  redpoint: "redpoint",
  top: "redpoint",
  repeat: "repeat",
  project: "project",
  attempt: "attempt",
};

function readStyle(finish: string, isRepeat: boolean, belay: string | null): StyleRead {
  const style = styleByFinish[finish];
  if (style === undefined) return foreignStyle(finish);
  if (style === "project" || style === "attempt") return { style };
  if (belay === "topRope" || belay === "autoBelay")
    return finish === "redpoint" ? { style: "top-rope" } : { style: "top-rope", aside: styleAside(finish) };
  return { style: isRepeat ? "repeat" : style };
}

function disciplineOf(
  type: "boulder" | "route",
  route: Route | undefined,
  session: Session | undefined,
  belay: string | null,
): string {
  if (type === "boulder") return "boulder";
  if (session?.sessionType === "multiPitch") return "multi-pitch";
  if (route?.routeCharacteristics === "trad" || session?.sessionType === "tradClimbing") return "trad";
  return belay === "topRope" || belay === "autoBelay" ? "top-rope" : "sport";
}

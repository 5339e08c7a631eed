import { z } from "zod";
import {
  coordinatePrecisions,
  earliestDay,
  gradeColumns,
  latestDay,
  shownCoordinates,
  type Climb,
  type ClimbDetails,
  type ClimbPartner,
} from "../../src/domain/climbs/climb.ts";
import { isDay } from "../../src/lib/days.ts";
import { htmlToText } from "../../src/lib/text/html-to-text.ts";
import { namespace } from "./context.ts";
import { firstOf, idOf, itemsAt, listOf, numberAt, valueAt } from "./expanded.ts";
import type { Expanded } from "./extended.ts";

const as = "https://www.w3.org/ns/activitystreams#";
const schemaOrg = "http://schema.org/";
const xsd = "http://www.w3.org/2001/XMLSchema#";
const bestRating = 5;
const plainText = "text/plain";

/** Partners with the addresses of those who have one. */
export interface WirePartner {
  name: string;
  accountUri: string | null;
}

type Values = Record<string, unknown>;

/** Leaves out what is null. */
const properties = (entries: readonly (readonly [string, unknown])[]): Values =>
  Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));

const value = (given: string | number | boolean | null | undefined) =>
  given === null || given === undefined || given === "" ? null : [{ "@value": given }];
const instant = (at: Date) => [{ "@type": `${xsd}dateTime`, "@value": at.toISOString() }];
const link = (uri: string | null) => (uri === null ? null : [{ "@id": uri }]);

function grade(system: string | null, written: string | null) {
  if (written === null) return null;
  const fields = properties([
    [`${namespace}gradeSystem`, value(system)],
    [`${namespace}gradeValue`, value(written)],
  ]);
  return [{ "@type": [`${namespace}Grade`], ...fields }];
}

/**
 * A climb as expanded JSON-LD, with its coordinates as far as the climber shares them. Its files are told with it where
 * no post does.
 */
export function writeClimb(
  climb: Climb,
  urls: { attributedTo: string; postUri: string | null },
  partners: readonly WirePartner[],
  attachments: readonly Expanded[] = [],
): Expanded {
  return {
    "@id": climb.uri,
    "@type": [`${namespace}Climb`],
    ...properties([
      [`${as}attributedTo`, link(urls.attributedTo)],
      [`${as}name`, value(climb.routeName)],
      [`${as}content`, value(climb.notes)],
      // Without it the notes would be read as HTML.
      [`${as}mediaType`, climb.notes === "" ? null : value(plainText)],
      [`${as}startTime`, [{ "@type": `${xsd}dateTime`, "@value": `${climb.climbedOn}T00:00:00Z` }]],
      [`${as}published`, instant(climb.createdAt)],
      [`${as}updated`, climb.updatedAt > climb.createdAt ? instant(climb.updatedAt) : null],
      [`${as}location`, writePlace(climb)],
      [`${namespace}climbedOn`, value(climb.climbedOn)],
      [`${namespace}discipline`, value(climb.discipline)],
      [`${namespace}style`, value(climb.style)],
      [`${namespace}attempts`, value(climb.attempts)],
      [`${namespace}grade`, grade(climb.gradeSystem, climb.gradeValue)],
      [`${namespace}perceivedGrade`, grade(climb.perceivedGradeSystem, climb.perceivedGradeValue)],
      [`${schemaOrg}ratingValue`, value(climb.rating)],
      [`${schemaOrg}bestRating`, climb.rating === null ? null : value(bestRating)],
      [`${namespace}pitches`, value(climb.pitches)],
      [`${namespace}heightMeters`, value(climb.heightMeters)],
      [`${namespace}indoor`, value(climb.isIndoor)],
      [`${namespace}route`, link(climb.routeUrl)],
      [`${namespace}post`, link(urls.postUri)],
      [`${as}attachment`, attachments.length === 0 ? null : attachments],
      [`${namespace}partners`, partners.length === 0 ? null : [{ "@list": partners.map(writePartner) }]],
    ]),
  };
}

/** Where it was climbed, as an ActivityStreams Place; null when that is not told. */
function writePlace(climb: Climb): [Expanded] | null {
  const coordinates = shownCoordinates(climb);
  const { locationName, sector, area, country } = climb;
  if ([locationName, sector, area, country, coordinates].every((part) => part === null)) return null;
  const float = (given: number) => [{ "@type": `${xsd}float`, "@value": given }];
  const fields = properties([
    [`${as}name`, value(climb.locationName)],
    [`${namespace}sector`, value(climb.sector)],
    [`${namespace}area`, value(climb.area)],
    [`${namespace}country`, value(climb.country)],
    [`${as}latitude`, coordinates === null ? null : float(coordinates.latitude)],
    [`${as}longitude`, coordinates === null ? null : float(coordinates.longitude)],
    [`${namespace}precision`, climb.coordinatePrecision === "exact" ? null : value(climb.coordinatePrecision)],
  ]);
  return [{ "@type": [`${as}Place`], ...fields }];
}

const writePartner = (partner: WirePartner): Expanded => ({
  "@type": [`${namespace}Partner`],
  ...properties([
    [`${as}name`, value(partner.name)],
    [`${namespace}account`, link(partner.accountUri)],
  ]),
});

/** A climb that came from elsewhere, its partners still to be looked up. */
export type ReceivedClimb = Omit<ClimbDetails, "partners"> & {
  uri: string;
  attributedTo: string;
  partners: readonly WirePartner[];
  publishedAt: Date | null;
  updatedAt: Date | null;
};

const mostNotes = 50_000;
const text = (most: number) => z.string().trim().min(1).max(most);
const instantOf = z
  .string()
  .max(64)
  .transform((written) => new Date(written))
  .refine((at) => !Number.isNaN(at.getTime()))
  .nullable()
  .catch(null);
const wire = z.object({
  uri: z.url().max(2_000),
  attributedTo: z.url().max(2_000),
  routeName: text(300),
  notes: z.string().nullable(),
  publishedAt: instantOf,
  updatedAt: instantOf,
  climbedOn: z.string(),
  discipline: text(64).nullable().catch(null),
  style: text(64).nullable().catch(null),
  attempts: z.number().int().min(1).max(100_000).nullable().catch(null),
  rating: z.number().min(0).max(1_000).nullable().catch(null),
  bestRating: z.number().min(1).max(1_000).nullable().catch(null),
  pitches: z.number().int().min(1).max(1_000).nullable().catch(null),
  heightMeters: z.number().min(0).max(20_000).nullable().catch(null),
  isIndoor: z.boolean().nullable().catch(null),
  routeUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullable()
    .catch(null),
  locationName: text(300).nullable().catch(null),
  sector: text(300).nullable().catch(null),
  area: text(300).nullable().catch(null),
  country: text(100).nullable().catch(null),
  latitude: z.number().min(-90).max(90).nullable().catch(null),
  longitude: z.number().min(-180).max(180).nullable().catch(null),
  coordinatePrecision: z.enum(coordinatePrecisions).catch("exact"),
});

/**
 * Reads a climb from expanded JSON-LD; null when it has no id, climber, name or day that can be. Other faulty details are
 * left out, so that one strange field does not cost the climb; unknown systems and styles are kept as they came.
 */
export function readClimb(node: unknown, now: Date): ReceivedClimb | null {
  const place = firstOf(node, `${as}location`);
  const parsed = wire.safeParse({
    uri: idOf(node),
    attributedTo: idOf(firstOf(node, `${as}attributedTo`)),
    routeName: valueAt(node, `${as}name`),
    notes: readNotes(node),
    publishedAt: valueAt(node, `${as}published`) ?? null,
    updatedAt: valueAt(node, `${as}updated`) ?? null,
    climbedOn: readDay(node, now),
    discipline: valueAt(node, `${namespace}discipline`) ?? null,
    style: valueAt(node, `${namespace}style`) ?? null,
    attempts: numberAt(node, `${namespace}attempts`),
    rating: numberAt(node, `${schemaOrg}ratingValue`),
    bestRating: numberAt(node, `${schemaOrg}bestRating`),
    pitches: numberAt(node, `${namespace}pitches`),
    heightMeters: numberAt(node, `${namespace}heightMeters`),
    isIndoor: valueAt(node, `${namespace}indoor`) ?? null,
    routeUrl: idOf(firstOf(node, `${namespace}route`)) ?? null,
    locationName: valueAt(place, `${as}name`) ?? null,
    sector: valueAt(place, `${namespace}sector`) ?? null,
    area: valueAt(place, `${namespace}area`) ?? null,
    country: valueAt(place, `${namespace}country`) ?? null,
    latitude: numberAt(place, `${as}latitude`),
    coordinatePrecision: valueAt(place, `${namespace}precision`),
    longitude: numberAt(place, `${as}longitude`),
  });
  if (!parsed.success) return null;
  const { rating, bestRating: best, discipline, style, notes, ...facts } = parsed.data;
  const kind = discipline ?? "sport";
  const perceived = readGrade(node, "perceivedGrade", kind);
  return {
    ...facts,
    ...readGrade(node, "grade", kind),
    perceivedGradeSystem: perceived.gradeSystem,
    perceivedGradeValue: perceived.gradeValue,
    perceivedGradeScore: perceived.gradeScore,
    discipline: kind,
    style: style ?? "attempt",
    notes: notes ?? "",
    rating: toStars(rating, best),
    partners: readPartners(node),
  };
}

/** The day as written, without a zone; of those that can be, the first. */
function readDay(node: unknown, now: Date): string | undefined {
  const today = now.toISOString().slice(0, 10);
  return [valueAt(node, `${namespace}climbedOn`), valueAt(node, `${as}startTime`)]
    .flatMap((written) => (typeof written === "string" ? written.slice(0, 10) : []))
    .find((day) => isDay(day) && day >= earliestDay && day <= latestDay(today));
}

/** What is not said to be plain text is HTML, as everywhere in ActivityStreams. */
function readNotes(node: unknown): string | null {
  const written = valueAt(node, `${as}content`);
  if (typeof written !== "string" || written.length > mostNotes) return null;
  return valueAt(node, `${as}mediaType`) === plainText ? written : htmlToText(written);
}

/** Other scales are drawn to five stars. */
function toStars(rating: number | null, best: number | null): number | null {
  if (rating === null) return null;
  const stars = Math.round((rating / (best ?? bestRating)) * bestRating);
  return stars >= 1 && stars <= bestRating ? stars : null;
}

function readGrade(node: unknown, name: "grade" | "perceivedGrade", discipline: string) {
  const given = firstOf(node, `${namespace}${name}`);
  const short = z.string().trim().min(1).max(64);
  const said = valueAt(given, `${namespace}gradeValue`);
  // Ewbank's grades are numbers.
  const written = short.safeParse(typeof said === "number" ? String(said) : said);
  const system = short.safeParse(valueAt(given, `${namespace}gradeSystem`));
  if (!written.success) return gradeColumns(null, discipline);
  return gradeColumns({ value: written.data, system: system.success ? system.data : undefined }, discipline);
}

const mostPartners = 20;

function readPartners(node: unknown): WirePartner[] {
  const list = itemsAt(node, `${namespace}partners`);
  return list.slice(0, mostPartners).flatMap((partner) => {
    const name = valueAt(partner, `${as}name`);
    const uri = idOf(firstOf(partner, `${namespace}account`));
    if (typeof name !== "string" || name.trim() === "") return [];
    return [{ name: name.trim().slice(0, 200), accountUri: typeof uri === "string" ? uri : null }];
  });
}

/** For partners whose accounts are not known here: the names alone. */
export const partnerOf = (partner: WirePartner, accountId: string | null): ClimbPartner => ({
  name: partner.name,
  accountId,
});

/** Whether it is a whole climb, not just the address of one. */
export const isClimbNode = (node: unknown): boolean => listOf(node, "@type").includes(`${namespace}Climb`);

/** The climb that a Note carries, from the Note's expanded JSON-LD. */
export const climbNodeOf = (note: unknown): unknown => firstOf(note, `${namespace}climb`);

import { z } from "zod";
import type { ClimbDraft } from "../../domain/climbs/draft.ts";
import {
  coordinatePrecisions,
  disciplines,
  earliestDay,
  isUnreadable,
  latestDay,
  styles,
  type GradeDraft,
} from "../../domain/climbs/climb.ts";
import { parseGrade } from "../../domain/climbs/grades/parse.ts";
import { gradeSystems, kindOfSystem } from "../../domain/climbs/grades/table.ts";
import { booleanParam, dayParam, idParam, listParam, numberParam, optionalText } from "../params.ts";

const blankIsAbsent = (value: unknown) => (value === "" || value === null ? undefined : value);
export const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsAbsent, schema.optional());
export const whole = (least: number, most: number) =>
  numberParam.pipe(z.number().int("must be a whole number").min(least).max(most));

export const visibilityInput = z.enum(["public", "unlisted", "private", "direct"]);
export const routeNameInput = z.string().trim().min(1, "can't be blank").max(200);
export const notesInput = z
  .preprocess((value) => value ?? "", z.string().max(100_000))
  .transform((notes) => notes.trim());
export const partnersInput = listParam(z.string().trim().max(200)).pipe(z.array(z.string()).max(20));

/** A grade alone; a number too, as Ewbank's grades are. No union: its faults would not name the field. */
export const gradeInput = z.preprocess(
  (value) => (typeof value === "string" || typeof value === "number" ? { value: String(value) } : value),
  z.object({ value: z.string().trim().min(1).max(64), system: optionalText(64) }),
);

/** A name as it is compared and shown: without blanks around it, and none that is nothing but blank. */
const nameInput = (most: number) =>
  z.preprocess((value) => (typeof value === "string" ? value.trim() : value), optionalText(most));

export const locationInput = z.preprocess(
  (value) => (typeof value === "string" ? { name: value } : value),
  z.object({
    name: nameInput(200),
    sector: nameInput(200),
    area: nameInput(200),
    country: nameInput(100),
    latitude: optional(numberParam.pipe(z.number().min(-90).max(90))),
    longitude: optional(numberParam.pipe(z.number().min(-180).max(180))),
    precision: optional(z.enum(coordinatePrecisions)),
  }),
);

/** A day on which somebody may have climbed. */
export const pastDayInput = (today: string) =>
  dayParam
    .refine((value) => value >= earliestDay, "is too long ago")
    .refine((value) => value <= latestDay(today), "is in the future");

/** Absent stays, null and nothing take off. */
export const tieInput = z.preprocess((value) => (value === "" ? null : value), idParam.nullable().optional());
const autoInput = optional(z.literal("auto", { error: "can be nothing but auto" }));

/** A climb as clients send it: within a post, or by itself. `today` (YYYY-MM-DD) is the latest day it can have. */
export const climbInput = (today: string) =>
  z
    .object({
      route_name: routeNameInput,
      route_url: optional(z.url({ protocol: /^https?$/, error: "must be a web address" }).max(2_000)),
      grade: optional(gradeInput),
      grade_system: optionalText(64),
      perceived_grade: optional(gradeInput),
      perceived_grade_system: optionalText(64),
      discipline: optional(z.enum(disciplines)),
      style: z.enum(styles),
      attempts: optional(whole(1, 10_000)),
      rating: optional(whole(1, 5)),
      climbed_on: optional(pastDayInput(today)),
      location: optional(locationInput),
      indoor: optional(booleanParam),
      pitches: optional(whole(1, 200)),
      height_meters: optional(numberParam.pipe(z.number().min(0).max(10_000))),
      notes: notesInput,
      partners: partnersInput,
      session_id: tieInput,
      session: autoInput,
      project_id: tieInput,
      project: autoInput,
    })
    .superRefine((input, context) => {
      for (const field of ["grade", "perceived_grade"] as const)
        checkGrade(context, field, gradeOf(input[field], input[`${field}_system`]));
    })
    .transform((input): ClimbDraft => toDraft(input, today));

interface Parsed {
  route_name: string;
  route_url?: string | undefined;
  grade?: z.infer<typeof gradeInput> | undefined;
  grade_system?: string | undefined;
  perceived_grade?: z.infer<typeof gradeInput> | undefined;
  perceived_grade_system?: string | undefined;
  discipline?: (typeof disciplines)[number] | undefined;
  style: string;
  attempts?: number | undefined;
  rating?: number | undefined;
  climbed_on?: string | undefined;
  location?: z.infer<typeof locationInput> | undefined;
  indoor?: boolean | undefined;
  pitches?: number | undefined;
  height_meters?: number | undefined;
  notes: string;
  partners: string[];
  session_id?: string | null | undefined;
  session?: "auto" | undefined;
  project_id?: string | null | undefined;
  project?: "auto" | undefined;
}

function toDraft(input: Parsed, today: string): ClimbDraft {
  const written = gradeOf(input.grade, input.grade_system);
  const at = input.location;
  return {
    routeName: input.route_name,
    routeUrl: input.route_url ?? null,
    discipline: input.discipline ?? guessDiscipline(written),
    style: input.style,
    attempts: input.attempts ?? null,
    rating: input.rating ?? null,
    grade: written,
    perceivedGrade: gradeOf(input.perceived_grade, input.perceived_grade_system),
    climbedOn: input.climbed_on ?? today,
    locationName: at?.name ?? null,
    sector: at?.sector ?? null,
    area: at?.area ?? null,
    country: at?.country ?? null,
    // Half a coordinate is none.
    latitude: at?.longitude === undefined ? null : (at.latitude ?? null),
    longitude: at?.latitude === undefined ? null : (at.longitude ?? null),
    coordinatePrecision: at?.precision ?? "exact",
    isIndoor: input.indoor ?? null,
    pitches: input.pitches ?? null,
    heightMeters: input.height_meters ?? null,
    notes: input.notes,
    partners: input.partners,
    ties: tiesOf(input),
  };
}

function tiesOf(input: Parsed): ClimbDraft["ties"] {
  const session = input.session_id ?? input.session ?? input.session_id;
  const project = input.project_id ?? input.project ?? input.project_id;
  return session === undefined && project === undefined ? undefined : { session, project };
}

export function gradeOf(
  written: z.infer<typeof gradeInput> | undefined,
  system: string | undefined,
): GradeDraft | null {
  if (written === undefined) return null;
  const named = (written.system ?? system)?.trim();
  const known = gradeSystems.find((candidate) => candidate.toLowerCase() === named?.toLowerCase());
  return { value: written.value, system: known ?? (named || undefined) };
}

/** One that its system does not have is a slip. */
export function checkGrade(context: z.RefinementCtx, field: string, written: GradeDraft | null): void {
  if (written === null || !isUnreadable(written)) return;
  context.addIssue({ code: "custom", path: [field], message: `is no grade of ${written.system}` });
}

/** A boulder grade is climbed on a boulder; without any hint most climbs are sport climbs. */
export function guessDiscipline(written: GradeDraft | null): string {
  if (written === null) return "sport";
  const { system } = parseGrade(written.value, written.system);
  const kind = kindOfSystem(system);
  if (kind === "route" || kind === null) return system === "british" ? "trad" : "sport";
  return kind;
}

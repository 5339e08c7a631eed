import { z } from "zod";
import type { Climb } from "../../climbs/climb.ts";
import { absent, number, text } from "./json-format.ts";
import { coordinatePrecisions, visibilities } from "./topout-words.ts";

/** The systems of grades that the format has. */
export const cldfSystems = ["vScale", "font", "french", "yds", "uiaa"] as const;

const grade = absent(z.object({ value: z.string().min(1), system: z.string().nullish() }));
const visibility = absent(z.enum(visibilities));

/** What a Topout writes into the `customFields` of a climb, under its own name. */
const ownFields = z.object({
  discipline: z.string().min(1),
  style: z.string().min(1),
  grade,
  perceived_grade: grade,
  pitches: number,
  route_url: text,
  precision: z.enum(coordinatePrecisions),
  visibility,
});

const ownSession = z.object({
  country: absent(z.string().max(100)),
  visibility,
  minutes: absent(z.number().int().min(1).max(10_080)),
});

/** Anything may stand there: what is not ours is left to others. */
const underOurName = <T extends z.ZodType>(schema: T) => z.object({ topout: schema }).nullish().catch(null);

export const ownClimbFields = underOurName(ownFields);
export const ownSessionFields = underOurName(ownSession);

const gradeOf = (system: string | null, value: string | null) => (value === null ? null : { system, value });

export const ownFieldsOf = (climb: Climb): z.input<typeof ownFields> => ({
  discipline: climb.discipline,
  style: climb.style,
  grade: gradeOf(climb.gradeSystem, climb.gradeValue),
  perceived_grade: gradeOf(climb.perceivedGradeSystem, climb.perceivedGradeValue),
  pitches: climb.pitches,
  route_url: climb.routeUrl,
  precision: climb.coordinatePrecision,
  visibility: climb.visibility,
});

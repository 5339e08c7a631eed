import { z } from "zod";
import type { Climb } from "../../climbs/climb.ts";
import type { Session } from "../../climbs/sessions.ts";
import { absent, number, text } from "./json-format.ts";
import { coordinatePrecisions, visibilities } from "./topout-words.ts";

/** The systems of grades that the format has. */
export const cldfSystems = ["vScale", "font", "french", "yds", "uiaa"] as const;

const grade = absent(z.object({ value: z.string().min(1), system: z.string().nullish() }));
const visibility = absent(z.enum(visibilities));

/** What a Topout writes into the `customFields` of a climb, under its own name. */
const ownFields = z.object({
  id: text,
  import_key: text,
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
  id: absent(z.string().min(1).max(64)),
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
  id: climb.id,
  import_key: climb.importKey,
  discipline: climb.discipline,
  style: climb.style,
  grade: gradeOf(climb.gradeSystem, climb.gradeValue),
  perceived_grade: gradeOf(climb.perceivedGradeSystem, climb.perceivedGradeValue),
  pitches: climb.pitches,
  route_url: climb.routeUrl,
  precision: climb.coordinatePrecision,
  visibility: climb.visibility,
});

export const ownSessionFieldsOf = (session: Session): z.input<typeof ownSession> => ({
  id: session.id,
  country: session.country,
  visibility: session.visibility,
  minutes: session.durationMinutes,
});

import type { Context } from "../../context.ts";
import type { CoordinatePrecision } from "../../db/schema/index.ts";
import type { Account } from "../accounts/account.ts";
import { resolveHandles } from "../statuses/prepare-text.ts";
import {
  gradeColumns,
  type Climb,
  type ClimbDetails,
  type ClimbPartner,
  type GradeDraft,
  knownGradeOf,
  type KnownGrade,
  type TieChoice,
} from "./climb.ts";
import { readUsualSystems } from "./preferences.ts";

/** A climb as its climber writes it down. */
export interface ClimbDraft {
  routeName: string;
  routeUrl: string | null;
  discipline: string;
  style: string;
  attempts: number | null;
  rating: number | null;
  grade: GradeDraft | KnownGrade | null;
  perceivedGrade: GradeDraft | KnownGrade | null;
  /** YYYY-MM-DD. */
  climbedOn: string;
  locationName: string | null;
  sector: string | null;
  area: string | null;
  country: string | null;
  latitude: number | null;
  longitude: number | null;
  coordinatePrecision: CoordinatePrecision;
  isIndoor: boolean | null;
  pitches: number | null;
  heightMeters: number | null;
  notes: string;
  /** Handles (`@ada@crag.example`) or names. */
  partners: readonly string[];
  ties?: TieChoice | undefined;
}

/** The grades of an entry as they are. */
export const knownGrades = (climb: Climb) => ({
  grade: knownGradeOf(climb),
  perceivedGrade: knownGradeOf({
    gradeSystem: climb.perceivedGradeSystem,
    gradeValue: climb.perceivedGradeValue,
    gradeScore: climb.perceivedGradeScore,
  }),
});

/** An entry as its climber would write it down again; what it belongs to stays. */
export function redraftClimb(climb: Climb, partners: readonly { name: string }[]): ClimbDraft {
  return {
    routeName: climb.routeName,
    routeUrl: climb.routeUrl,
    discipline: climb.discipline,
    style: climb.style,
    attempts: climb.attempts,
    rating: climb.rating,
    ...knownGrades(climb),
    climbedOn: climb.climbedOn,
    locationName: climb.locationName,
    sector: climb.sector,
    area: climb.area,
    country: climb.country,
    latitude: climb.latitude,
    longitude: climb.longitude,
    coordinatePrecision: climb.coordinatePrecision,
    isIndoor: climb.isIndoor,
    pitches: climb.pitches,
    heightMeters: climb.heightMeters,
    notes: climb.notes,
    partners: partners.map((partner) => partner.name),
  };
}

/** Reads the grades and looks up the partners. Runs outside any transaction. */
export async function draftClimb(
  ctx: Pick<Context, "db" | "config" | "fediverse">,
  climber: Pick<Account, "id">,
  draft: ClimbDraft,
): Promise<ClimbDetails> {
  const usual = await readUsualSystems(ctx.db.read, climber.id);
  return { ...draftColumns(draft, usual), partners: await findClimbPartners(ctx, draft.partners) };
}

/** Reads the grades; nobody is looked up. `usual`: the climber's systems. */
export function draftColumns(draft: ClimbDraft, usual: readonly string[] = []): Omit<ClimbDetails, "partners"> {
  const { grade, perceivedGrade, partners: _partners, ...facts } = draft;
  const perceived = gradeColumns(perceivedGrade, draft.discipline, usual);
  return {
    ...facts,
    ...gradeColumns(grade, draft.discipline, usual),
    perceivedGradeSystem: perceived.gradeSystem,
    perceivedGradeValue: perceived.gradeValue,
    perceivedGradeScore: perceived.gradeScore,
  };
}

const handle = /^@?([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)(@[a-z0-9.-]+(?::\d+)?)?$/i;

/** Names as they were written, with the accounts of those that are handles; whoever is named twice was along once. */
export async function findClimbPartners(
  ctx: Pick<Context, "db" | "config" | "fediverse">,
  partners: readonly string[],
): Promise<ClimbPartner[]> {
  const written = partners.map((partner) => partner.trim()).filter((partner) => partner !== "");
  // "Ada" is a name; "@ada" and "ada@crag.example" are handles.
  const isHandle = (partner: string) => partner.startsWith("@") || (partner.includes("@") && handle.test(partner));
  const handles = written.filter(isHandle).map((partner) => partner.replace(/^@/, "").toLowerCase());
  const accounts = await resolveHandles(ctx, handles);
  const found = written.map((partner): ClimbPartner => {
    const account = accounts.get(partner.replace(/^@/, "").toLowerCase());
    if (account === undefined || !isHandle(partner)) return { accountId: null, name: partner };
    return { accountId: account.id, name: `@${partner.replace(/^@/, "")}` };
  });
  const whoOf = ({ accountId, name }: ClimbPartner): string => accountId ?? name.toLowerCase();
  return [...Map.groupBy(found, whoOf).values()].flatMap(([first]) => first ?? []);
}

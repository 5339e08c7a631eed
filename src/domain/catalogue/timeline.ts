import type { AscentPlace } from "../../db/ascent-queries.ts";
import type { ClimbTimelineFilter } from "../../db/climb-timeline-queries.ts";
import { findCrag, findCragIdsNamed } from "../../db/crag-queries.ts";
import type { Reader } from "../../db/database.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import { nameKeys } from "../../lib/text/name-key.ts";
import { parseGrade } from "../climbs/grades/parse.ts";
import { findAscentPlace } from "./extent.ts";
import { columnOf } from "./scale.ts";

/** Areas of one name that are looked into. */
const mostNamesakes = 20;

export interface GradeRange {
  min: string | null;
  max: string | null;
  system: string | null;
  discipline: string | null;
}

/** Reads a range of grades as scores. @throws Refused for what is no grade, or of two kinds. */
export function readGradeRange({ min, max, system, discipline }: GradeRange): ClimbTimelineFilter["grades"] {
  const low = min === null ? null : readGrade("grade_min", min, system, discipline);
  const high = max === null ? null : readGrade("grade_max", max, system, discipline);
  const systems = (low ?? high)?.systems;
  if (systems === undefined) return null;
  if (low !== null && high !== null && low.systems !== high.systems)
    throw faulty("grade_max", `cannot be compared with ${min ?? ""}`);
  return { systems, from: low?.score ?? -Infinity, to: high?.score ?? Infinity };
}

function readGrade(field: string, written: string, system: string | null, discipline: string | null) {
  const grade = parseGrade(written, system ?? undefined, discipline ?? undefined);
  const column = columnOf(grade.system);
  if (grade.score === null || column === null) throw faulty(field, "is no grade that can be compared");
  return { score: grade.score, systems: column.table.columns };
}

const faulty = (field: string, description: string): Refused =>
  new Refused("invalid", `Validation failed: ${field} ${description}`, {
    details: { [field]: [{ error: "ERR_INVALID", description }] },
  });

/** The places that a crag and the name of an area stand for. @throws Refused for a crag that is not there. */
export async function findTimelinePlaces(
  db: Reader,
  asked: { cragId: string | null; area: string | null },
): Promise<AscentPlace[][]> {
  const places: AscentPlace[][] = [];
  if (asked.cragId !== null) {
    const crag = await findCrag(db, asked.cragId);
    if (crag === null) throw recordNotFound();
    places.push([await findAscentPlace(db, crag.id)]);
  }
  if (asked.area !== null) {
    const inAreas: AscentPlace[] = [];
    const ids = await findCragIdsNamed(db, nameKeys(asked.area), mostNamesakes);
    for (const id of ids) inAreas.push(await findAscentPlace(db, id));
    // A name that nothing has: nothing is there.
    places.push(inAreas.length === 0 ? [{ cragIds: [] }] : inAreas);
  }
  return places;
}

import type { GradeDraft } from "../../climbs/climb.ts";
import type { OsmElement } from "./osm-elements.ts";

type Tags = OsmElement["tags"];

/** `climbing:grade:<word>`, and what the system is called here. */
const boulderGrades = [
  ["font", "font"],
  ["fb", "font"],
  ["hueco", "vScale"],
  ["v", "vScale"],
] as const;
const routeGrades = [
  ["uiaa", "uiaa"],
  ["french", "french"],
  ["yds_class", "yds"],
  ["yds", "yds"],
  ["saxon", "saxon"],
  ["ewbank", "ewbank"],
  ["norwegian", "norwegian"],
  ["brazil", "brazilian"],
  ["ice", "wi"],
  ["mixed", "m"],
  ["aid", "a"],
] as const;

/** The first grade of the discipline that is told, else of any; a mean where there is no other. */
export function gradeOf(tags: Tags, discipline: string): GradeDraft | null {
  const systems = discipline === "boulder" ? [...boulderGrades, ...routeGrades] : [...routeGrades, ...boulderGrades];
  for (const suffix of ["", ":mean"]) {
    for (const [word, system] of systems) {
      const value = tags[`climbing:grade:${word}${suffix}`]?.trim() ?? "";
      if (value !== "" && value.length <= 64) return { value, system };
    }
  }
  return null;
}

/** OpenStreetMap's word after `climbing:`, and ours; of several the first here. */
const disciplines = [
  ["boulder", "boulder"],
  ["deepwater", "deep-water-solo"],
  ["ice", "ice"],
  ["mixed", "mixed"],
  ["multipitch", "multi-pitch"],
  ["trad", "trad"],
  ["sport", "sport"],
  ["toprope", "top-rope"],
] as const;

/** Of a route, by its own tags, its grade, or those of its crag. On a crag the tags may be numbers of routes. */
export function disciplineOf(tags: Tags, cragTags: Tags): string {
  const told = (of: Tags): string | undefined =>
    disciplines.find(([word]) => !["", "no", "0"].includes(of[`climbing:${word}`] ?? "no"))?.[1];
  const isBoulder =
    tags["climbing"] === "boulder_problem" ||
    cragTags["climbing"] === "boulder" ||
    boulderGrades.some(([word]) => tags[`climbing:grade:${word}`] !== undefined);
  return told(tags) ?? (isBoulder ? "boulder" : (told(cragTags) ?? "sport"));
}

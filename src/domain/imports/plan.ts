import { findClimbsOfDays, findImportKeys, findOwnClimbIds } from "../../db/climb-import-queries.ts";
import type { Reader } from "../../db/database.ts";
import { findPartOwners, type PartKind } from "../../db/logbook-part-queries.ts";
import { isDay } from "../../lib/days.ts";
import { idOfDay, shiftId } from "../../lib/ids.ts";
import type { FileLine, LogbookClimb, LogbookPart } from "./entry.ts";
import { factsOf, type CountedLine, type Occurrence } from "./occurrences.ts";

/** What becomes of a line. */
export type Plan =
  | { readonly outcome: "refused"; readonly line: FileLine; readonly reason: string }
  | { readonly outcome: "duplicate"; readonly line: FileLine }
  | {
      readonly outcome: "created";
      readonly line: FileLine;
      readonly climb: LogbookClimb;
      readonly importKey: string;
    }
  | { readonly outcome: "created"; readonly line: FileLine; readonly part: LogbookPart; readonly id: string };

/** What becomes of the next lines of a file, in their order, with a fixed number of queries. */
export async function planLines(
  db: Reader,
  accountId: string,
  counted: readonly CountedLine[],
  now: Date,
): Promise<Plan[]> {
  const isThere = await climbsThere(db, accountId, counted);
  const places = await placeParts(db, accountId, partsOf(counted), now);
  // A file may have one part twice.
  const planned = new Set<string>();
  return counted.map(({ line, occurrence }): Plan => {
    const { reading } = line;
    if (reading.kind === "refused") return { outcome: "refused", line, reason: reading.reason };
    if (reading.entry.kind === "climb") {
      if (occurrence === null || isThere(occurrence)) return { outcome: "duplicate", line };
      return { outcome: "created", line, climb: reading.entry, importKey: occurrence.importKey };
    }
    const part = reading.entry;
    const key = `${part.kind} ${part.ref}`;
    const place = places.get(key);
    if (place === undefined) return { outcome: "refused", line, reason: "Its id cannot be used here" };
    if (place.isThere || planned.has(key)) return { outcome: "duplicate", line };
    planned.add(key);
    return { outcome: "created", line, part, id: place.id };
  });
}

/**
 * A climb is there when its line was imported or told of an entry of this very logbook, or when the logbook has as many of
 * its facts from elsewhere: typed in, or from another site.
 */
async function climbsThere(
  db: Reader,
  accountId: string,
  counted: readonly CountedLine[],
): Promise<(occurrence: Occurrence) => boolean> {
  const occurrences = counted.flatMap(({ occurrence }) => occurrence ?? []);
  const imported = await findImportKeys(
    db,
    accountId,
    occurrences.map(({ importKey }) => importKey),
  );
  const ids = occurrences.flatMap(({ ownId }) => ownId ?? []);
  const own = await findOwnClimbIds(db, accountId, ids);
  const days = new Set(occurrences.map(({ day }) => day));
  const loggedByFacts = Map.groupBy(await findClimbsOfDays(db, accountId, [...days]), factsOf);
  return ({ importKey, ownId, facts, nth, nthByKey }) => {
    if (imported.has(importKey) || own.has(ownId ?? "")) return true;
    const isOfFile = (key: string | null) => (nthByKey.get(key ?? "") ?? Number.POSITIVE_INFINITY) <= nth;
    const elsewhere = (loggedByFacts.get(facts) ?? []).filter((logged) => !isOfFile(logged.importKey));
    return nth <= elsewhere.length;
  };
}

const partsOf = (counted: readonly CountedLine[]): LogbookPart[] =>
  counted.flatMap(({ line: { reading } }) =>
    reading.kind === "entry" && reading.entry.kind !== "climb" ? [reading.entry] : [],
  );

export interface Place {
  readonly id: string;
  readonly isThere: boolean;
}

/**
 * Which ids parts of a logbook have here, by kind and the file's name of them: the one that they had when it is free, so
 * that reading the file again finds them.
 */
export async function placeParts(
  db: Reader,
  accountId: string,
  parts: readonly { kind: PartKind; ref: string }[],
  now: Date,
): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  for (const [kind, ofKind] of Map.groupBy(parts, (part) => part.kind)) {
    const idsByRef = new Map(ofKind.map(({ ref }) => [ref, possibleIds(ref, accountId, now)]));
    const owners = await findPartOwners(db, kind, [...idsByRef.values()].flat());
    for (const [ref, ids] of idsByRef) {
      const there = ids.find((id) => owners.get(id) === accountId);
      const free = ids.find((id) => !owners.has(id));
      const id = there ?? free;
      if (id !== undefined) places.set(`${kind} ${ref}`, { id, isThere: there !== undefined });
    }
  }
  return places;
}

/** Somebody else here may have the id: two accounts can read in one file. */
function possibleIds(ref: string, accountId: string, now: Date): string[] {
  const shifted = shiftId(ref, now, accountId);
  if (shifted !== null) return [ref, shifted];
  const day = ref.slice(0, 10);
  return isDay(day) ? [idOfDay(day, now, `${accountId} ${ref}`)] : [];
}

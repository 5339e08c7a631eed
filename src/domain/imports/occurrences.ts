import { createHash } from "node:crypto";
import { toNameKey } from "../../lib/text/name-key.ts";
import type { FileLine, LogbookClimb } from "./entry.ts";

/** What makes two entries the same climb: the route, the day and the style, however the name is spelled. */
export const factsOf = (climb: { routeName: string; climbedOn: string; style: string }): string =>
  [toNameKey(climb.routeName), climb.climbedOn, climb.style.toLowerCase()].join("\n");

export interface Occurrence {
  readonly facts: string;
  readonly day: string;
  /** The how many-th of its facts in the file it is. */
  readonly nth: number;
  readonly importKey: string;
  /** Of an entry of a Topout, which may be this one. */
  readonly ownId: string | null;
  /** Which of the keys of its facts is whose: those up to `nth` are of lines that came before, or its own. */
  readonly nthByKey: ReadonlyMap<string, number>;
}

/** A line that was counted; null for what is no climb. */
export interface CountedLine {
  readonly line: FileLine;
  readonly occurrence: Occurrence | null;
}

/**
 * Counts the climbs of a file that have the same facts: two laps of one day stay two, and are the same two when the file
 * comes again.
 */
export class Occurrences {
  readonly #nthByKeyByFacts = new Map<string, Map<string, number>>();
  readonly #taken = new Set<string>();
  readonly #factsByOwnId = new Map<string, string>();

  /** To be called once for each line, in the order of the file. */
  count(line: FileLine): CountedLine {
    const { reading } = line;
    const isClimb = reading.kind === "entry" && reading.entry.kind === "climb";
    return { line, occurrence: isClimb ? this.#next(reading.entry) : null };
  }

  #next({ climb, own }: LogbookClimb): Occurrence {
    const facts = factsOf(climb);
    const nthByKey = this.#nthByKeyByFacts.get(facts) ?? new Map<string, number>();
    const nth = nthByKey.size + 1;
    const known = own?.importKey ?? "";
    const counted = createHash("sha256").update(`${facts}\n${nth}`).digest("hex");
    // An entry that was changed after it was imported keeps the key that it had.
    const importKey = /^[\da-f]{64}$/.test(known) && !this.#taken.has(known) ? known : counted;
    this.#taken.add(importKey);
    nthByKey.set(importKey, nth);
    this.#nthByKeyByFacts.set(facts, nthByKey);
    return { facts, day: climb.climbedOn, nth, importKey, ownId: this.#ownIdOf(own?.id ?? null, facts), nthByKey };
  }

  /** Who copies a row for another climb copies its id, too: it is that of the first. */
  #ownIdOf(id: string | null, facts: string): string | null {
    if (id === null) return null;
    const first = this.#factsByOwnId.get(id) ?? facts;
    this.#factsByOwnId.set(id, first);
    return first === facts ? id : null;
  }
}

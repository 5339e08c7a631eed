import type { Companion, goals, projects, climbSessions } from "../../db/schema/index.ts";
import type { ClimbDraft } from "../climbs/draft.ts";
import type { Visibility } from "../statuses/status.ts";

/** Files that are understood, by the name under which the API has them. */
export const formatNames = [
  "mountain-project",
  "thecrag",
  "8a",
  "ukclimbing",
  "cldf",
  "topout-csv",
  "topout-json",
] as const;
export type FormatName = (typeof formatNames)[number];

/** What a Topout writes of an entry beyond the climb, for the next one. */
export interface OwnFacts {
  readonly id: string | null;
  readonly visibility: Visibility | null;
  /** As the file names them. */
  readonly sessionRef: string | null;
  readonly projectRef: string | null;
  readonly importKey: string | null;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  /** Of the partners, in their order; null for a name alone. */
  readonly partnerUris: readonly (string | null)[];
}

export interface LogbookClimb {
  readonly kind: "climb";
  readonly climb: ClimbDraft;
  readonly own: OwnFacts | null;
}

type Row<T extends { $inferInsert: object }> = Omit<T["$inferInsert"], "id" | "accountId">;

/** Companions as a file has them: by the address of their account. */
export interface NamedCompanion extends Pick<Companion, "name"> {
  readonly uri: string | null;
}

export interface LogbookSession {
  readonly kind: "session";
  /** How climbs of the same file name it: an id of a Topout, or its day and what tells it from others. */
  readonly ref: string;
  readonly row: Omit<Row<typeof climbSessions>, "partners">;
  readonly partners: readonly NamedCompanion[];
}

export interface LogbookProject {
  readonly kind: "project";
  readonly ref: string;
  readonly row: Row<typeof projects>;
}

export interface LogbookGoal {
  readonly kind: "goal";
  readonly ref: string;
  readonly row: Row<typeof goals>;
}

/** What stands beside the climbs in a logbook. */
export type LogbookPart = LogbookSession | LogbookProject | LogbookGoal;

/** What one line of a file says. */
export type Reading =
  | {
      readonly kind: "entry";
      readonly entry: LogbookClimb | LogbookPart;
      /** What was guessed, or kept as it is written: whoever imports should know. */
      readonly remarks: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: string };

export interface FileLine {
  /** Where it begins, from 1; in JSON, the how many-th entry it is. */
  readonly line: number;
  /** The beginning of it as it is written. */
  readonly text: string;
  readonly reading: Reading;
}

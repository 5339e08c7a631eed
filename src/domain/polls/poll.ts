import type { Poll } from "../../db/poll-queries.ts";
import { Refused } from "../../lib/refused.ts";

export type { Poll };

/** What a local poll may be; times in seconds, a month at the most. */
export const pollLimits = { options: 4, optionLength: 50, leastSeconds: 300, mostSeconds: 2_629_746 };

/** A poll as its author asks for it. */
export interface PollDraft {
  options: readonly string[];
  isMultiple: boolean;
  hidesTotals: boolean;
  /** Null: not said. */
  expiresInSeconds: number | null;
}

/** A poll as it is to be written down. */
export interface PollRecord {
  options: readonly { title: string; votesCount: number }[];
  isMultiple: boolean;
  hidesTotals: boolean;
  expiresAt: Date | null;
  /** Null where its server does not tell. */
  votersCount: number | null;
}

const invalid = (what: string): Refused => new Refused("invalid", `Validation failed: ${what}`);
const graphemes = new Intl.Segmenter();

/** @throws Refused in Mastodon's words when the poll cannot be made. */
export function checkPoll(draft: PollDraft): PollDraft & { expiresInSeconds: number } {
  const options = draft.options.map((option) => option.trim()).filter((option) => option !== "");
  if (options.length < 2) throw invalid("Choices must have more than one item");
  if (options.length > pollLimits.options) throw invalid(`Choices can't contain more than ${pollLimits.options} items`);
  if (options.some(isTooLong)) {
    throw invalid(`Choices cannot be longer than ${pollLimits.optionLength} characters each`);
  }
  if (new Set(options).size < options.length) throw invalid("Choices contain duplicate items");
  const { expiresInSeconds } = draft;
  if (expiresInSeconds === null) throw invalid("Deadline can't be blank");
  if (expiresInSeconds > pollLimits.mostSeconds) throw invalid("Deadline is too far into the future");
  if (!(expiresInSeconds >= pollLimits.leastSeconds)) throw invalid("Deadline is too soon");
  return { ...draft, options, expiresInSeconds };
}

/** The long ones are out before graphemes are counted, which takes time. */
const isTooLong = (option: string): boolean =>
  option.length > pollLimits.optionLength &&
  (option.length > pollLimits.optionLength * 20 || [...graphemes.segment(option)].length > pollLimits.optionLength);

/** Of a checked draft, from now on. */
export const toPollRecord = (draft: PollDraft & { expiresInSeconds: number }, now: Date): PollRecord => ({
  options: draft.options.map((title) => ({ title, votesCount: 0 })),
  isMultiple: draft.isMultiple,
  hidesTotals: draft.hidesTotals,
  expiresAt: new Date(now.getTime() + draft.expiresInSeconds * 1_000),
  votersCount: 0,
});

export const hasEnded = (poll: Pick<Poll, "expiresAt" | "closedAt">, now: Date): boolean =>
  poll.closedAt !== null || (poll.expiresAt !== null && poll.expiresAt <= now);

import { Note, Question, type Object as AsObject } from "@fedify/vocab";
import type { PollRecord } from "../../src/domain/polls/poll.ts";
import { sanitizePlain } from "../../src/lib/sanitize-html.ts";
import type { Post } from "./read-note.ts";

const limits = { options: 50, title: 500, count: 2_000_000_000 };
const latest = Date.UTC(9999, 0);

/** Choices are read from the document alone: nothing is fetched for them. */
const embeddedOnly = {
  suppressError: true,
  documentLoader: (url: string) => Promise.reject(new Error(`${url} is not embedded`)),
};

/** A vote in a poll comes as a Note with a name and no text; it is no post, wherever it is met. */
export const isVote = (post: Post): boolean =>
  post instanceof Note && post.name !== null && post.content === null && post.replyTargetId !== null;

/** The poll that a Question asks; null when there is none in it. */
export async function readPoll(post: Post, now: Date): Promise<PollRecord | null> {
  if (!(post instanceof Question)) return null;
  const one = await readOptions(post.getExclusiveOptions(embeddedOnly));
  const any = one.length > 0 ? [] : await readOptions(post.getInclusiveOptions(embeddedOnly));
  const options = [...one, ...any];
  if (options.length === 0) return null;
  return {
    options,
    isMultiple: any.length > 0,
    hidesTotals: false,
    expiresAt: endOf(post, now),
    votersCount: post.voters === null ? null : countOf(post.voters),
  };
}

async function readOptions(given: AsyncIterable<AsObject>): Promise<PollRecord["options"]> {
  const options: { title: string; votesCount: number }[] = [];
  for await (const option of given) {
    const title = sanitizePlain(option.name?.toString() ?? "", limits.title);
    const replies = await option.getReplies(embeddedOnly);
    options.push({ title, votesCount: countOf(replies?.totalItems ?? 0) });
    if (options.length >= limits.options) break;
  }
  return options;
}

const countOf = (count: number): number =>
  Number.isFinite(count) ? Math.min(Math.max(Math.trunc(count), 0), limits.count) : 0;

/** `closed` is the end that has come, or only says that it has. */
function endOf({ closed, endTime }: Question, now: Date): Date | null {
  if (closed === true) return now;
  const end = closed === null || closed === false ? endTime : closed;
  return end === null ? null : new Date(Math.min(Math.max(end.epochMilliseconds, 0), latest));
}

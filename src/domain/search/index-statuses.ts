import { findCardsOfStatuses } from "../../db/card-queries.ts";
import { findClimbsOfStatuses } from "../../db/climb-queries.ts";
import type { Reader, Writer } from "../../db/database.ts";
import { findPollsOfStatuses } from "../../db/poll-queries.ts";
import { addStatusWords, findIndexedState, putStatusWords, type StatusWords } from "../../db/search-queries.ts";
import { findStatusFacts } from "../../db/status-fact-queries.ts";
import { findStatusesByIds } from "../../db/status-queries.ts";
import type { Context } from "../../context.ts";
import { htmlToText } from "../../lib/text/html-to-text.ts";
import { searchWords } from "../../lib/text/search-words.ts";
import { findLink } from "../cards/find-link.ts";
import type { Status } from "../statuses/status.ts";
import { marks } from "./marks.ts";

export const indexStatusesJobType = "index-statuses";

const mostWords = 10_000;
const batch = 200;

/** Makes a post findable by what it says now; to be called in the transaction that changes it. */
export async function indexStatus(tx: Writer, id: string): Promise<void> {
  await putStatusWords(tx, await loadWords(tx, [id]));
}

/** As `indexStatus`, for a post that is new and that nothing but its own text hangs on: nothing is read. */
export async function indexPlainStatus(tx: Writer, status: Status, mentionedIds: readonly string[]): Promise<void> {
  await putStatusWords(tx, [wordsOf({ ...nothing, status, mentionedIds })]);
}

/**
 * Posts that were there before there was an index. In batches, so that the only writer of SQLite is free in between;
 * run again, it does what is missing.
 */
export async function indexEarlierStatuses(ctx: Pick<Context, "db">): Promise<void> {
  for (let afterId = "0"; ;) {
    const page = await findIndexedState(ctx.db.read, afterId, batch);
    const last = page.at(-1);
    if (last === undefined) return;
    afterId = last.id;
    if (page.some((row) => !row.isIndexed)) await ctx.db.write((tx) => indexMissing(tx, page));
  }
}

async function indexMissing(tx: Writer, page: readonly { id: string; isIndexed: boolean }[]): Promise<void> {
  const first = page[0];
  if (first === undefined) return;
  // Read anew: some may have been edited meanwhile, and have words by now.
  const before = String(BigInt(first.id) - 1n).padStart(18, "0");
  const missing = (await findIndexedState(tx, before, page.length)).filter((row) => !row.isIndexed);
  await addStatusWords(
    tx,
    await loadWords(
      tx,
      missing.map((row) => row.id),
    ),
  );
}

/** What is said of a post. */
interface Said {
  status: Status;
  mentionedIds: readonly string[];
  media: readonly { type: string; description: string | null }[];
  /** Null without a poll. */
  pollOptions: readonly string[] | null;
  climb: { routeName: string; locationName: string | null } | null;
  hasEmbed: boolean;
}

const nothing = { media: [], pollOptions: null, climb: null, hasEmbed: false } as const;

async function loadWords(db: Reader, ids: readonly string[]): Promise<StatusWords[]> {
  const statuses = await findStatusesByIds(db, ids);
  const facts = await findStatusFacts(db, ids);
  const polls = await findPollsOfStatuses(db, ids);
  const climbs = await findClimbsOfStatuses(db, ids);
  const cards = await findCardsOfStatuses(db, ids);
  return [...statuses.values()].map((status) =>
    wordsOf({
      status,
      mentionedIds: facts.mentionedIdsByStatusId.get(status.id) ?? [],
      media: facts.mediaByStatusId.get(status.id) ?? [],
      pollOptions: polls.get(status.id)?.options.map((option) => option.title) ?? null,
      climb: climbs.get(status.id) ?? null,
      hasEmbed: ["video", "rich"].includes(cards.get(status.id)?.type ?? ""),
    }),
  );
}

function wordsOf(said: Said): StatusWords {
  const { status, media, pollOptions, climb } = said;
  const texts = [
    htmlToText(status.contentHtml),
    status.spoilerText,
    ...media.map((attachment) => attachment.description ?? ""),
    ...(pollOptions ?? []),
    climb?.routeName ?? "",
    climb?.locationName ?? "",
  ];
  const words = texts.flatMap((text) => {
    const found = searchWords(text);
    return found.length === 0 ? [] : [...found, marks.gap];
  });
  const marked = marksOf(said);
  return { statusId: status.id, words: [...words.slice(0, mostWords - marked.length), ...marked] };
}

function marksOf({ status, mentionedIds, media, pollOptions, climb, hasEmbed }: Said): string[] {
  const has = new Set(media.map(({ type }) => (type === "gifv" ? "video" : type)));
  if (media.length > 0) has.add("media");
  if (pollOptions !== null) has.add("poll");
  if (climb !== null) has.add("climb");
  if (hasEmbed) has.add("embed");
  if (findLink(status.contentHtml, () => false) !== null) has.add("link");
  const language = status.language ?? "";
  return [
    marks.every,
    marks.from(status.accountId),
    ...mentionedIds.slice(0, 1_000).map(marks.names),
    ...[...has].map(marks.has),
    ...(status.inReplyToUri === null ? [] : [marks.is("reply")]),
    ...(status.isSensitive ? [marks.is("sensitive")] : []),
    ...(language === "" ? [] : [...new Set([language, language.split("-")[0] ?? ""])].map(marks.language)),
  ];
}

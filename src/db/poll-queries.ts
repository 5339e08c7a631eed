import { and, asc, eq, gt, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { isAmong, prepared } from "./prepared.ts";
import { accounts, pollOptions, polls, pollVotes } from "./schema/index.ts";

type PollRow = typeof polls.$inferSelect;

interface PollOption {
  title: string;
  votesCount: number;
}

/** A poll with its options, in their order. */
export interface Poll extends PollRow {
  options: readonly PollOption[];
}

export async function insertPoll(
  tx: Writer,
  row: typeof polls.$inferInsert,
  options: readonly PollOption[],
): Promise<void> {
  const created = await tx.insert(polls).values(row).onConflictDoNothing().returning({ id: polls.id });
  if (created.length > 0) await insertOptions(tx, row.id, options);
}

async function insertOptions(tx: Writer, pollId: string, options: readonly PollOption[]): Promise<void> {
  await tx.insert(pollOptions).values(options.map((option, position) => ({ ...option, pollId, position })));
}

/** Other options: the votes for the former ones are void. */
export async function replacePollOptions(tx: Writer, pollId: string, options: readonly PollOption[]): Promise<void> {
  await tx.delete(pollVotes).where(eq(pollVotes.pollId, pollId));
  await tx.delete(pollOptions).where(eq(pollOptions.pollId, pollId));
  await insertOptions(tx, pollId, options);
}

export async function updatePoll(
  tx: Writer,
  id: string,
  change: Partial<Omit<typeof polls.$inferInsert, "id" | "statusId">>,
): Promise<void> {
  await tx.update(polls).set(change).where(eq(polls.id, id));
}

export async function deletePoll(tx: Writer, id: string): Promise<void> {
  await tx.delete(polls).where(eq(polls.id, id));
}

/** Sets counts that another server tells, of the options in their order. */
export async function setPollCounts(tx: Writer, pollId: string, counts: readonly number[]): Promise<void> {
  for (const [position, votesCount] of counts.entries()) {
    await tx
      .update(pollOptions)
      .set({ votesCount })
      .where(and(eq(pollOptions.pollId, pollId), eq(pollOptions.position, position)));
  }
}

/** Keeps a poll as it is until the transaction ends; null when it is gone. */
export async function lockPoll(tx: Writer, id: string): Promise<Poll | null> {
  const [row] = await tx.update(polls).set({ id }).where(eq(polls.id, id)).returning();
  return row === undefined ? null : { ...row, options: await findOptions(tx, id) };
}

async function findOptions(db: Reader, pollId: string): Promise<PollOption[]> {
  return await db
    .select({ title: pollOptions.title, votesCount: pollOptions.votesCount })
    .from(pollOptions)
    .where(eq(pollOptions.pollId, pollId))
    .orderBy(asc(pollOptions.position));
}

export async function findPoll(db: Reader, id: string): Promise<Poll | null> {
  const rows = await withOptions(db).where(eq(polls.id, id)).orderBy(asc(pollOptions.position));
  return gather(rows)[0] ?? null;
}

export async function findPollOfStatus(db: Reader, statusId: string): Promise<Poll | null> {
  return (await findPollsOfStatuses(db, [statusId])).get(statusId) ?? null;
}

/** In one query: between two, a vote could be counted among the options but not among the voters. */
const withOptions = (db: Reader) =>
  db
    .select({ poll: polls, option: { title: pollOptions.title, votesCount: pollOptions.votesCount } })
    .from(polls)
    .innerJoin(pollOptions, eq(pollOptions.pollId, polls.id));

function gather(rows: readonly { poll: PollRow; option: PollOption }[]): Poll[] {
  const rowsByPollId = Map.groupBy(rows, ({ poll }) => poll.id);
  return [...rowsByPollId.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first.poll, options: [first, ...others].map(({ option }) => option) }],
  );
}

const pollsOfStatuses = prepared(["statusIds"], (db, { statusIds }) =>
  withOptions(db).where(isAmong(polls.statusId, statusIds)).orderBy(asc(pollOptions.pollId), asc(pollOptions.position)),
);

/** The polls of posts, in one query. */
export async function findPollsOfStatuses(db: Reader, statusIds: readonly string[]): Promise<Map<string, Poll>> {
  return new Map(gather(await pollsOfStatuses(db, { statusIds })).map((poll) => [poll.statusId, poll]));
}

export async function hasVoteUri(db: Reader, uri: string): Promise<boolean> {
  return (await db.$count(pollVotes, eq(pollVotes.uri, uri))) > 0;
}

/** Writes a vote and counts it; false when it was there already. */
export async function insertVote(tx: Writer, row: typeof pollVotes.$inferInsert): Promise<boolean> {
  const created = await tx.insert(pollVotes).values(row).onConflictDoNothing().returning({ id: pollVotes.id });
  if (created.length === 0) return false;
  await tx
    .update(pollOptions)
    .set({ votesCount: sql`${pollOptions.votesCount} + 1` })
    .where(and(eq(pollOptions.pollId, row.pollId), eq(pollOptions.position, row.choice)));
  return true;
}

/** Where another server does not tell how many voted, nobody counts here. */
export async function countUpVoters(tx: Writer, pollId: string): Promise<void> {
  await tx
    .update(polls)
    .set({ votersCount: sql`${polls.votersCount} + 1` })
    .where(eq(polls.id, pollId));
}

/** Voters of this server in the order of their ids, those above `afterId`. */
export async function findLocalVoters(
  db: Reader,
  pollId: string,
  afterId: string,
  limit: number,
): Promise<{ id: string; domain: string }[]> {
  return await db
    .selectDistinct({ id: accounts.id, domain: accounts.domain })
    .from(pollVotes)
    .innerJoin(accounts, eq(accounts.id, pollVotes.accountId))
    .where(and(eq(pollVotes.pollId, pollId), eq(accounts.domain, ""), gt(accounts.id, afterId)))
    .orderBy(asc(accounts.id))
    .limit(limit);
}

const mostToldVoters = 10_000;

/** Voters of other servers, who want to hear of the counts. */
export async function findRemoteVoterIds(db: Reader, pollId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: accounts.id })
    .from(pollVotes)
    .innerJoin(accounts, eq(accounts.id, pollVotes.accountId))
    .where(and(eq(pollVotes.pollId, pollId), ne(accounts.domain, "")))
    .limit(mostToldVoters);
  return rows.map((row) => row.id);
}

/** Takes the turn of reading a remote poll anew; false when it was read since `before`, or for the last time. */
export async function claimPollRefresh(tx: Writer, id: string, now: Date, before: Date): Promise<boolean> {
  const claimed = await tx
    .update(polls)
    .set({ fetchedAt: now })
    .where(
      and(
        eq(polls.id, id),
        or(isNull(polls.fetchedAt), lt(polls.fetchedAt, before)),
        or(isNull(polls.expiresAt), isNull(polls.fetchedAt), lt(polls.fetchedAt, polls.expiresAt)),
      ),
    )
    .returning({ id: polls.id });
  return claimed.length > 0;
}

import { findGradePreferences } from "../db/climber-preference-queries.ts";
import type { Reader } from "../db/database.ts";
import { findCurrentFilters } from "../db/filter-queries.ts";
import {
  findBlockerPairs,
  findFollowedPairs,
  findHiddenPairs,
  findOpenIds,
  findViewerMarks,
  findVotes,
  type Hiding,
  type Pair,
  type ViewerMarks,
} from "../db/viewer-queries.ts";
import type { GradePreferences } from "../db/schema/index.ts";
import { createMatcher, noFilters, type Matcher } from "../domain/filters/match.ts";
import { isTiedForFollowers } from "./load-climbs.ts";
import { quotedIdOf, type SharedFacts } from "./shared-facts.ts";

/** What one viewer sees of posts that others see differently, or not at all. */
export interface OwnFacts {
  viewerId: string | null;
  /** Of the posts that the viewer may see, and of no others. */
  marksById: ReadonlyMap<string, ViewerMarks>;
  ownVotesByPollId: ReadonlyMap<string, number[]>;
  /** Authors of quoted posts of whom the viewer wants to read nothing. */
  hidingByAccountId: ReadonlyMap<string, Hiding>;
  /** Makers of collections who block the viewer. */
  blockerIds: ReadonlySet<string>;
  /** Whom the viewer follows of those who let followers quote, or show followers more of a climb. */
  followedIds: ReadonlySet<string>;
  /** The viewer's filters. */
  matcher: Matcher;
  /** In which systems the viewer reads the grades of climbs. */
  gradePreferences: GradePreferences;
}

/** What is open to everybody, as somebody sees it who is not signed in. */
export async function openFacts(db: Reader, { statusById }: SharedFacts): Promise<OwnFacts> {
  const open = await findOpenIds(db, [...statusById.keys()]);
  return { ...nothing, viewerId: null, marksById: new Map(open.map((id) => [id, { ...noMarks, viewerId: "", id }])) };
}

const noMarks = {
  isFavourited: false,
  isDisliked: false,
  isBoosted: false,
  isBookmarked: false,
  isPinned: false,
  isMuted: false,
  isOfBlocked: false,
};

const nothing = {
  ownVotesByPollId: new Map<string, number[]>(),
  hidingByAccountId: new Map<string, Hiding>(),
  blockerIds: new Set<string>(),
  followedIds: new Set<string>(),
  matcher: noFilters,
  gradePreferences: {},
};

/**
 * Reads what each of the viewers sees of the posts that they look at, in a fixed number of queries however many viewers
 * and posts there are. Whoever is no viewer of any gets nothing to see.
 */
export async function loadOwnFacts(
  db: Reader,
  shared: SharedFacts,
  asked: readonly Pair[],
  now: Date,
): Promise<(viewerId: string) => OwnFacts> {
  const seen = await findViewerMarks(db, withInner(shared, asked));
  const votes = await findVotes(db, pollsIn(shared, seen));
  const hidden = await findHiddenPairs(db, quotedAuthorsIn(shared, seen), now);
  const blockers = await findBlockerPairs(db, makersIn(shared, seen));
  const followed = await findFollowedPairs(db, carefulAuthorsIn(shared, seen));
  const filters = await findCurrentFilters(
    db,
    seen.map((marks) => marks.viewerId),
    now,
  );
  const preferences = await findGradePreferences(db, climbReadersIn(shared, seen));
  const marksBy = byViewer(seen);
  const votesBy = byViewer(votes);
  const hiddenBy = byViewer(hidden);
  const blockersBy = byViewer(blockers);
  const followedBy = byViewer(followed);
  return (viewerId) => ({
    viewerId,
    marksById: new Map((marksBy.get(viewerId) ?? []).map((marks) => [marks.id, marks])),
    ownVotesByPollId: new Map(
      [...Map.groupBy(votesBy.get(viewerId) ?? [], (vote) => vote.id)].map(([pollId, own]) => [
        pollId,
        own.map((vote) => vote.choice),
      ]),
    ),
    hidingByAccountId: new Map((hiddenBy.get(viewerId) ?? []).map(({ id, hiding }) => [id, hiding])),
    blockerIds: new Set((blockersBy.get(viewerId) ?? []).map((pair) => pair.id)),
    followedIds: new Set((followedBy.get(viewerId) ?? []).map((pair) => pair.id)),
    matcher: createMatcher(filters.get(viewerId) ?? []),
    gradePreferences: preferences.get(viewerId) ?? {},
  });
}

const byViewer = <Row extends Pair>(rows: readonly Row[]) => Map.groupBy(rows, (row) => row.viewerId);

/** The posts with those that they boost, and those that all these quote. */
function withInner({ statusById, quoteByStatusId }: SharedFacts, asked: readonly Pair[]): Pair[] {
  const pairs = new Map<string, Pair>();
  const add = (viewerId: string, id: string): void => void pairs.set(`${viewerId} ${id}`, { viewerId, id });
  for (const { viewerId, id } of asked) {
    const boostedId = statusById.get(id)?.boostOfId ?? null;
    for (const shownId of boostedId === null ? [id] : [id, boostedId]) {
      add(viewerId, shownId);
      const quote = quoteByStatusId.get(shownId);
      for (const quotedId of quote === undefined ? [] : quotedIdOf(quote)) add(viewerId, quotedId);
    }
  }
  return [...pairs.values()];
}

const pollsIn = ({ polls }: SharedFacts, seen: readonly Pair[]): Pair[] =>
  seen.flatMap(({ viewerId, id }) => {
    const poll = polls.pollByStatusId.get(id);
    return poll === undefined ? [] : [{ viewerId, id: poll.id }];
  });

const quotedAuthorsIn = ({ statusById, quoteByStatusId }: SharedFacts, seen: readonly Pair[]): Pair[] =>
  seen.flatMap(({ viewerId, id }) => {
    const quote = quoteByStatusId.get(id);
    const [quotedId] = quote === undefined ? [] : quotedIdOf(quote);
    const author = statusById.get(quotedId ?? "")?.accountId;
    return author === undefined ? [] : [{ viewerId, id: author }];
  });

const makersIn = ({ collections }: SharedFacts, seen: readonly Pair[]): Pair[] =>
  seen.flatMap(({ viewerId, id }) =>
    (collections.collectionsByStatusId.get(id) ?? []).map(({ accountId }) => ({ viewerId, id: accountId })),
  );

const climbReadersIn = ({ climbByStatusId }: SharedFacts, views: readonly Pair[]): string[] =>
  views.flatMap(({ viewerId, id }) => (climbByStatusId.has(id) ? viewerId : []));

/** Only of these it matters whether the viewer follows them. */
const carefulAuthorsIn = (shared: SharedFacts, seen: readonly Pair[]): Pair[] =>
  seen.flatMap(({ viewerId, id }) => {
    const status = shared.statusById.get(id);
    if (status === undefined) return [];
    const climb = shared.climbByStatusId.get(id);
    const isCareful = status.quotePolicy === "followers" || (climb !== undefined && isTiedForFollowers(shared, climb));
    return isCareful ? [{ viewerId, id: status.accountId }] : [];
  });

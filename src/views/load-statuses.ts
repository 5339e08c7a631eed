import { findAccountsByIds } from "../db/account-queries.ts";
import { findCardsOfStatuses, type PreviewCard } from "../db/card-queries.ts";
import { findClimbsOfStatuses, findPartners, type PartnerRow } from "../db/climb-queries.ts";
import type { Reader } from "../db/database.ts";
import { findFilters } from "../db/filter-queries.ts";
import { findViewerMarks, type ViewerMarks } from "../db/interaction-queries.ts";
import { findBlocksBetween } from "../db/relationship-queries.ts";
import { findAppsByIds } from "../db/oauth-queries.ts";
import { findStatusFacts, type StatusFactRows } from "../db/status-fact-queries.ts";
import { findVisibleStatuses } from "../db/status-queries.ts";
import type { Account } from "../domain/accounts/account.ts";
import type { Climb } from "../domain/climbs/climb.ts";
import { createMatcher, noFilters, type Matcher } from "../domain/filters/match.ts";
import type { Status } from "../domain/statuses/status.ts";
import { loadTaggedCollections, type TaggedCollections } from "./collection.ts";
import { loadPolls, type PollFacts } from "./poll.ts";
import { loadQuotes, type QuoteFacts } from "./quote.ts";

/** Everything that a page of posts shows, read in a fixed number of queries however many posts it has. */
export interface StatusFacts extends StatusFactRows {
  viewerId: string | null;
  statusById: Map<string, Status>;
  accountById: Map<string, Account>;
  climbByStatusId: Map<string, Climb>;
  partnersByClimbId: Map<string, PartnerRow[]>;
  appById: Map<string, { name: string; website: string | null }>;
  marks: ViewerMarks;
  cardByStatusId: Map<string, PreviewCard>;
  polls: PollFacts;
  quotes: QuoteFacts;
  collections: TaggedCollections;
  /** The viewer's filters. */
  matcher: Matcher;
}

const noMarks: ViewerMarks = {
  favourited: new Set(),
  disliked: new Set(),
  boosted: new Set(),
  bookmarked: new Set(),
  pinned: new Set(),
  muted: new Set(),
};

/** Reads the posts, and those that they boost, as far as the viewer may see them. */
export async function loadStatuses(db: Reader, ids: readonly string[], viewerId: string | null): Promise<StatusFacts> {
  const asked = await findVisibleStatuses(db, ids, viewerId);
  const boostedIds = [...asked.values()].flatMap((status) => status.boostOfId ?? []);
  const boosted = await findVisibleStatuses(db, boostedIds, viewerId);
  const statusById = new Map([...asked, ...boosted]);
  const quotes = await loadQuotes(db, [...statusById.values()], viewerId);
  const shown = [...statusById.values(), ...quotes.quotedById.values()];
  const all = [...new Set(shown.map((status) => status.id))];
  const rows = await findStatusFacts(db, all);
  const climbByStatusId = await findClimbsOfStatuses(db, all);
  const partnersByClimbId = await findPartners(
    db,
    [...climbByStatusId.values()].map((climb) => climb.id),
  );
  const accountIds = new Set(shown.map((status) => status.accountId));
  for (const mentioned of rows.mentionedIdsByStatusId.values()) for (const id of mentioned) accountIds.add(id);
  const accountById = await findAccountsByIds(db, [...accountIds]);
  const appIds = new Set(shown.flatMap((status) => status.applicationId ?? []));
  const marks = viewerId === null ? noMarks : await findViewerMarks(db, viewerId, all);
  if (viewerId !== null) await hideBlocked(db, viewerId, statusById);
  return {
    ...rows,
    viewerId,
    statusById,
    accountById,
    climbByStatusId,
    partnersByClimbId,
    appById: await findAppsByIds(db, [...appIds]),
    marks,
    polls: await loadPolls(db, all, viewerId),
    quotes,
    collections: await loadTaggedCollections(db, all, viewerId),
    cardByStatusId: await findCardsOfStatuses(db, all),
    matcher: viewerId === null ? noFilters : await loadMatcher(db, viewerId),
  };
}

async function loadMatcher(db: Reader, viewerId: string): Promise<Matcher> {
  // Loaders have no clock; apps compare the end of a filter with their own anyway.
  return createMatcher(await findFilters(db, viewerId, new Date()));
}

/** A boost must not bring back whom the viewer blocks. */
async function hideBlocked(db: Reader, viewerId: string, statusById: Map<string, Status>): Promise<void> {
  const authorIds = [...new Set([...statusById.values()].map((status) => status.accountId))];
  const blocks = await findBlocksBetween(db, viewerId, authorIds);
  const hidden = new Set(blocks.map((block) => (block.accountId === viewerId ? block.targetId : block.accountId)));
  if (hidden.size === 0) return;
  for (const [id, status] of statusById) if (hidden.has(status.accountId)) statusById.delete(id);
}

/** Those of `ids` that can be shown, in their order: a boost goes with what it boosts. */
export function shownIds(facts: StatusFacts, ids: readonly string[]): string[] {
  return ids.filter((id) => {
    const status = facts.statusById.get(id);
    return status !== undefined && (status.boostOfId === null || facts.statusById.has(status.boostOfId));
  });
}

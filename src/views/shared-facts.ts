import { findAccountsByIds } from "../db/account-queries.ts";
import { findCardsOfStatuses, type PreviewCard } from "../db/card-queries.ts";
import { findClimbsOfStatuses } from "../db/climb-queries.ts";
import type { Reader } from "../db/database.ts";
import { findAppsByIds } from "../db/oauth-queries.ts";
import { findQuotesOfStatuses, type Quote } from "../db/quote-queries.ts";
import { findStatusFacts, type StatusFactRows } from "../db/status-fact-queries.ts";
import { findStatusesByIds } from "../db/status-queries.ts";
import type { Account } from "../domain/accounts/account.ts";
import type { Climb } from "../domain/climbs/climb.ts";
import type { Status } from "../domain/statuses/status.ts";
import { loadTaggedCollections, type TaggedCollections } from "./collection.ts";
import { loadClimbs, type ClimbFacts } from "./load-climbs.ts";
import { loadPolls, type PollFacts } from "./poll.ts";
import type { SharedStatus } from "./status.ts";

/** What every viewer sees of posts. It tells nothing of who may see them: that is among `OwnFacts`. */
export interface SharedFacts extends StatusFactRows, ClimbFacts {
  /** With the posts that are boosted and quoted. */
  statusById: Map<string, Status>;
  accountById: Map<string, Account>;
  climbByStatusId: Map<string, Climb>;
  appById: Map<string, { name: string; website: string | null }>;
  cardByStatusId: Map<string, PreviewCard>;
  polls: PollFacts;
  collections: TaggedCollections;
  quoteByStatusId: Map<string, Quote>;
  /** What of them is rendered already. Not a WeakMap by facts: short-lived keys outlive the garbage collector's quick rounds. */
  renderedById: Map<string, SharedStatus>;
}

/** Reads the posts, those that they boost, and those that all these quote. */
export async function loadSharedFacts(db: Reader, ids: readonly string[], now: Date): Promise<SharedFacts> {
  const asked = await findStatusesByIds(db, ids);
  const boosted = await findStatusesByIds(
    db,
    [...asked.values()].flatMap((status) => status.boostOfId ?? []),
  );
  const shown = new Map([...asked, ...boosted]);
  const quotes = await findQuotesOfStatuses(db, [...shown.keys()]);
  const quoted = await findStatusesByIds(db, [...quotes.values()].flatMap(quotedIdOf));
  // What is quoted by what is quoted is told by its id only.
  const shallow = await findQuotesOfStatuses(db, [...quoted.keys()]);
  const statusById = new Map([...shown, ...quoted]);
  const all = [...statusById.keys()];
  const rows = await findStatusFacts(db, all);
  const climbByStatusId = await findClimbsOfStatuses(db, all);
  const statuses = [...statusById.values()];
  return {
    ...rows,
    ...(await loadClimbs(db, [...climbByStatusId.values()], rows.mediaByStatusId)),
    statusById,
    accountById: await findAccountsByIds(db, [
      ...statuses.map((status) => status.accountId),
      ...[...rows.mentionedIdsByStatusId.values()].flat(),
    ]),
    climbByStatusId,
    appById: await findAppsByIds(
      db,
      statuses.flatMap((status) => status.applicationId ?? []),
    ),
    cardByStatusId: await findCardsOfStatuses(db, all),
    polls: await loadPolls(db, all, now),
    collections: await loadTaggedCollections(db, all),
    quoteByStatusId: new Map([...quotes, ...shallow]),
    renderedById: new Map(),
  };
}

/** The post whose text a quote shows; none while it is not approved. */
export const quotedIdOf = (quote: Quote): string[] =>
  quote.state === "accepted" && quote.quotedStatusId !== null ? [quote.quotedStatusId] : [];

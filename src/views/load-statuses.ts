import type { Reader } from "../db/database.ts";
import type { Status } from "../domain/statuses/status.ts";
import { loadOwnFacts, openFacts, type OwnFacts } from "./own-facts.ts";
import { loadSharedFacts, type SharedFacts } from "./shared-facts.ts";

/** Everything that a page of posts shows. */
export interface StatusFacts {
  shared: SharedFacts;
  own: OwnFacts;
}

/** Reads posts for one viewer, in a fixed number of queries however many they are. */
export async function loadStatuses(
  db: Reader,
  ids: readonly string[],
  viewerId: string | null,
  now: Date,
): Promise<StatusFacts> {
  const shared = await loadSharedFacts(db, ids, now);
  if (viewerId === null) return { shared, own: await openFacts(db, shared) };
  const own = await loadOwnFacts(
    db,
    shared,
    ids.map((id) => ({ viewerId, id })),
    now,
  );
  return { shared, own: own(viewerId) };
}

/** A post that was loaded, when the viewer may see it. */
export const visibleIn = ({ shared, own }: StatusFacts, id: string): Status | undefined =>
  own.marksById.has(id) ? shared.statusById.get(id) : undefined;

/** Those of `ids` that can be shown, in their order: a boost goes with what it boosts, and brings back nobody blocked. */
export function shownIds(facts: StatusFacts, ids: readonly string[]): string[] {
  const isShown = (id: string): boolean => facts.own.marksById.get(id)?.isOfBlocked === false;
  return ids.filter((id) => {
    const status = isShown(id) ? visibleIn(facts, id) : undefined;
    return status !== undefined && (status.boostOfId === null || isShown(status.boostOfId));
  });
}

import { findAccountsByIds } from "../db/account-queries.ts";
import type { Reader } from "../db/database.ts";
import { countClimbsOfSessions, type Session } from "../db/session-queries.ts";
import type { Account } from "../domain/accounts/account.ts";
import { instantOf } from "./account.ts";
import { toPartner } from "./climb.ts";

/** Topout's ClimbSession, for a page of them. */
export async function loadSessions(db: Reader, sessions: readonly Session[], viewerId: string | null) {
  const ids = sessions.map((session) => session.id);
  const counts = await countClimbsOfSessions(db, ids, viewerId);
  const partnerIds = sessions.flatMap(({ partners }) => partners.flatMap(({ accountId }) => accountId ?? []));
  const accountById = await findAccountsByIds(db, [...new Set(partnerIds)]);
  return sessions.map((session) => toSession(session, { climbsCount: counts.get(session.id) ?? 0, accountById }));
}

const toSession = (session: Session, facts: { climbsCount: number; accountById: Map<string, Account> }) => ({
  id: session.id,
  account_id: session.accountId,
  day: session.day,
  location: toPlace(session),
  indoor: session.isIndoor,
  duration_minutes: session.durationMinutes,
  partners: session.partners.map(({ name, accountId }) =>
    toPartner(name, facts.accountById.get(accountId ?? "") ?? null),
  ),
  notes: session.notes,
  visibility: session.visibility,
  climbs_count: facts.climbsCount,
  created_at: instantOf(session.createdAt),
  updated_at: instantOf(session.updatedAt),
});

/** The crag or gym of a session or project, as they know it. */
export const toPlace = ({ locationName, country }: { locationName: string | null; country: string | null }) =>
  locationName === null && country === null ? null : { name: locationName, country };

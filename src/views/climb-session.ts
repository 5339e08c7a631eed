import type { Config } from "../config/config.ts";
import { findAccountsByIds } from "../db/account-queries.ts";
import { findCragsByIds, type Crag } from "../db/crag-queries.ts";
import type { Reader } from "../db/database.ts";
import { countClimbsOfSessions, type Session } from "../db/session-queries.ts";
import type { Account } from "../domain/accounts/account.ts";
import { uris } from "../domain/uris.ts";
import { instantOf } from "./account.ts";
import { toPartner } from "./climb.ts";

/** Topout's ClimbSession, for a page of them. */
export async function loadSessions(
  { db, config }: { db: { read: Reader }; config: Config },
  sessions: readonly Session[],
  viewerId: string | null,
) {
  const ids = sessions.map((session) => session.id);
  const counts = await countClimbsOfSessions(db.read, ids, viewerId);
  const partnerIds = sessions.flatMap(({ partners }) => partners.flatMap(({ accountId }) => accountId ?? []));
  const accountById = await findAccountsByIds(db.read, [...new Set(partnerIds)]);
  const cragIds = sessions.flatMap(({ cragId }) => cragId ?? []);
  const cragById = await findCragsByIds(db.read, [...new Set(cragIds)]);
  return sessions.map((session) =>
    toSession(config, session, { climbsCount: counts.get(session.id) ?? 0, accountById, cragById }),
  );
}

interface SessionFacts {
  climbsCount: number;
  accountById: ReadonlyMap<string, Account>;
  cragById: ReadonlyMap<string, Crag>;
}

const toSession = (config: Config, session: Session, facts: SessionFacts) => ({
  id: session.id,
  account_id: session.accountId,
  day: session.day,
  location: toPlace(session),
  crag_id: session.cragId,
  crag: toCragLink(config, facts.cragById.get(session.cragId ?? "")),
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

/** The crag of the catalogue, as it is called there. */
const toCragLink = ({ origin }: Config, crag: Crag | undefined) =>
  crag === undefined ? null : { id: crag.id, name: crag.name, kind: crag.kind, url: uris.crag(origin, crag.id) };

/** The crag or gym of a session or project, as they know it. */
export const toPlace = ({ locationName, country }: { locationName: string | null; country: string | null }) =>
  locationName === null && country === null ? null : { name: locationName, country };

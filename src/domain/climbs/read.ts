import { findClimb, findPartners } from "../../db/climb-queries.ts";
import type { Reader } from "../../db/database.ts";
import { recordNotFound } from "../../lib/refused.ts";
import type { Climb, ClimbDetails } from "./climb.ts";

/** What a stored entry says, with its partners. */
export async function climbDetailsOf(db: Reader, climb: Climb): Promise<ClimbDetails> {
  const partners = (await findPartners(db, [climb.id])).get(climb.id) ?? [];
  const {
    id: _id,
    uri: _uri,
    accountId: _account,
    statusId: _status,
    visibility: _visibility,
    createdAt: _created,
    updatedAt: _updated,
    // What it belongs to may have changed before this is written.
    routeId: _route,
    cragId: _crag,
    sessionId: _session,
    projectId: _project,
    importKey: _key,
    importId: _import,
    ...facts
  } = climb;
  return { ...facts, partners: partners.map(({ accountId, name }) => ({ accountId, name })) };
}

/** @throws Refused when it is gone. */
export async function readClimb(db: Reader, id: string): Promise<Climb> {
  const climb = await findClimb(db, id);
  if (climb === null) throw recordNotFound();
  return climb;
}

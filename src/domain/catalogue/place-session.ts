import type { Reader, Writer } from "../../db/database.ts";
import { findUnplacedSession, updateSession, type Session } from "../../db/session-queries.ts";
import { toCountryKey } from "../../lib/text/country-key.ts";
import { nameKeys } from "../../lib/text/name-key.ts";
import { findCragOf } from "./find-crag.ts";

/** Ties a session to the crag or gym that it names, where the catalogue knows it. Gives the session as it is then. */
export async function placeSession(tx: Writer, session: Session): Promise<Session> {
  const cragId = await findCragId(tx, session);
  return cragId === session.cragId ? session : ((await updateSession(tx, session.id, { cragId })) ?? session);
}

/** The same for one that had none, now that a climb of it was tied. */
export async function placeSessionOf(tx: Writer, { sessionId }: { sessionId: string | null }): Promise<void> {
  const session = sessionId === null ? null : await findUnplacedSession(tx, sessionId);
  if (session !== null) await placeSession(tx, session);
}

async function findCragId(db: Reader, { locationName, country, isIndoor }: Session): Promise<string | null> {
  const name = locationName ?? "";
  if (nameKeys(name).length === 0) return null;
  const crag = await findCragOf(db, {
    name,
    countryKey: toCountryKey(country),
    area: "",
    sector: "",
    coordinates: null,
    isIndoor,
    routeName: "",
    routeKind: "route",
  });
  return crag?.id ?? null;
}

import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { lockAccount } from "../../db/account-queries.ts";
import {
  deleteSession,
  findSessionsOfDay,
  insertSession,
  updateSession,
  type Session,
} from "../../db/session-queries.ts";
import { newId } from "../../lib/ids.ts";
import { recordNotFound } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { placeSession } from "../catalogue/place-session.ts";
import { checkLength } from "../statuses/prepare-text.ts";
import type { Visibility } from "../statuses/status.ts";
import type { Climb } from "./climb.ts";
import { findClimbPartners } from "./draft.ts";
import { samePlace } from "./same-place.ts";

export type { Session };

type SessionContext = Pick<Context, "db" | "clock" | "config" | "fediverse">;

/** A session as its climber writes it down. */
export interface SessionDraft {
  /** YYYY-MM-DD. */
  day: string;
  locationName: string | null;
  country: string | null;
  isIndoor: boolean | null;
  durationMinutes: number | null;
  /** Handles or names, as those of climbs. */
  partners: readonly string[];
  notes: string;
  visibility: Visibility;
}

export async function createSession(ctx: SessionContext, climber: Account, draft: SessionDraft): Promise<Session> {
  checkLength(ctx, draft.notes);
  const partners = await findClimbPartners(ctx, draft.partners);
  const now = ctx.clock.now();
  return await ctx.db.write(async (tx) => {
    const of = { id: newId(now), accountId: climber.id, createdAt: now, updatedAt: now };
    return await placeSession(tx, await insertSession(tx, { ...draft, partners, ...of }));
  });
}

export async function changeSession(ctx: SessionContext, session: Session, draft: SessionDraft): Promise<Session> {
  checkLength(ctx, draft.notes);
  const partners = await findClimbPartners(ctx, draft.partners);
  const updatedAt = ctx.clock.now();
  return await ctx.db.write(async (tx) => {
    const changed = await updateSession(tx, session.id, { ...draft, partners, updatedAt });
    if (changed === null) throw recordNotFound();
    return await placeSession(tx, changed);
  });
}

/** Its climbs stay in the logbook. */
export async function removeSession(ctx: Pick<Context, "db">, session: Session): Promise<void> {
  await ctx.db.write(async (tx) => {
    await lockAccount(tx, session.accountId);
    await deleteSession(tx, session.id);
  });
}

type Placed = Pick<
  Climb,
  "accountId" | "climbedOn" | "locationName" | "country" | "isIndoor" | "visibility" | "sessionId"
>;

/**
 * The session of an entry's day and place, made where there is none; the one that it has, if that fits. The account is
 * locked: else there would be two.
 */
export async function sessionOf(ctx: Pick<Context, "clock">, tx: Writer, climb: Placed): Promise<Session> {
  const sameDay = await findSessionsOfDay(tx, climb.accountId, climb.climbedOn);
  const fitting = sameDay.filter((session) => samePlace(session, climb) && agree(session.isIndoor, climb.isIndoor));
  const found = fitting.find((session) => session.id === climb.sessionId) ?? fitting[0];
  if (found !== undefined) return found;
  const now = ctx.clock.now();
  const begun = await insertSession(tx, {
    id: newId(now),
    accountId: climb.accountId,
    day: climb.climbedOn,
    locationName: climb.locationName,
    country: climb.country,
    isIndoor: climb.isIndoor,
    durationMinutes: null,
    partners: [],
    notes: "",
    visibility: climb.visibility,
    createdAt: now,
    updatedAt: now,
  });
  return await placeSession(tx, begun);
}

const agree = (one: boolean | null, other: boolean | null): boolean => one === null || other === null || one === other;

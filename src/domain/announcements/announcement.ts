import type { Context } from "../../context.ts";
import {
  deleteAnnouncement,
  insertAnnouncement,
  updateAnnouncement,
  type Announcement,
} from "../../db/announcement-queries.ts";
import type { Writer } from "../../db/database.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import type { StreamEvent } from "../streams/events.ts";
import { tellStreamsLater } from "../streams/tell.ts";

type AnnouncementContext = Pick<Context, "db" | "clock" | "wakeWorker">;

const mostCharacters = 5_000;

export interface AnnouncementDraft {
  text: string;
  startsAt?: Date | undefined;
  endsAt?: Date | undefined;
  /** Whether only the days of its start and end matter. */
  isAllDay: boolean;
}

/** @throws Refused when it is empty or too long, or ends before it starts. */
export async function addAnnouncement(ctx: AnnouncementContext, draft: AnnouncementDraft): Promise<Announcement> {
  const now = ctx.clock.now();
  const row: Announcement = { ...checkDraft(draft), id: newId(now), publishedAt: now, updatedAt: now };
  await ctx.db.write(async (tx) => {
    await insertAnnouncement(tx, row);
    await tellEverybody(ctx, tx, { kind: "announcement", announcementId: row.id });
  });
  return row;
}

/** All of it is as in the draft from now on. @throws Refused when there is none, or the draft is no announcement. */
export async function changeAnnouncement(
  ctx: AnnouncementContext,
  id: string,
  draft: AnnouncementDraft,
): Promise<void> {
  const change = { ...checkDraft(draft), updatedAt: ctx.clock.now() };
  await ctx.db.write(async (tx) => {
    if (!(await updateAnnouncement(tx, id, change))) throw noAnnouncement(id);
    await tellEverybody(ctx, tx, { kind: "announcement", announcementId: id });
  });
}

/** @throws Refused when there is none. */
export async function removeAnnouncement(ctx: AnnouncementContext, id: string): Promise<void> {
  await ctx.db.write(async (tx) => {
    if (!(await deleteAnnouncement(tx, id))) throw noAnnouncement(id);
    await tellEverybody(ctx, tx, { kind: "announcement-deleted", announcementId: id });
  });
}

const noAnnouncement = (id: string): Refused => new Refused("not-found", `There is no announcement ${id}`);

function checkDraft({ text: given, startsAt = undefined, endsAt = undefined, isAllDay }: AnnouncementDraft) {
  const text = given.trim();
  if (text === "" || text.length > mostCharacters) {
    throw new Refused("invalid", `An announcement has 1 to ${mostCharacters} characters`);
  }
  if (startsAt !== undefined && endsAt !== undefined && endsAt < startsAt) {
    throw new Refused("invalid", "An announcement cannot end before it starts");
  }
  return { text, startsAt: startsAt ?? null, endsAt: endsAt ?? null, isAllDay };
}

/** One after another: what is added and removed at once must not come back. */
const tellEverybody = (
  ctx: AnnouncementContext,
  tx: Writer,
  event: Extract<StreamEvent, { announcementId: string }>,
): Promise<void> => tellStreamsLater(ctx, tx, event, `announcement ${event.announcementId}`);

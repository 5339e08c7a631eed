import type { Context } from "../../context.ts";
import { deleteAnnouncement, insertAnnouncement, type Announcement } from "../../db/announcement-queries.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import { tellStreams } from "../streams/tell.ts";

const mostCharacters = 5_000;

export interface AnnouncementDraft {
  text: string;
  startsAt?: Date | undefined;
  endsAt?: Date | undefined;
  /** Whether only the days of its start and end matter. */
  isAllDay: boolean;
}

/** @throws Refused when it is empty or too long, or ends before it starts. */
export async function addAnnouncement(
  ctx: Pick<Context, "db" | "clock">,
  { text: given, startsAt = undefined, endsAt = undefined, isAllDay }: AnnouncementDraft,
): Promise<Announcement> {
  const text = given.trim();
  if (text === "" || text.length > mostCharacters) {
    throw new Refused("invalid", `An announcement has 1 to ${mostCharacters} characters`);
  }
  if (startsAt !== undefined && endsAt !== undefined && endsAt < startsAt) {
    throw new Refused("invalid", "An announcement cannot end before it starts");
  }
  const now = ctx.clock.now();
  const row: Announcement = {
    id: newId(now),
    text,
    startsAt: startsAt ?? null,
    endsAt: endsAt ?? null,
    isAllDay,
    publishedAt: now,
    updatedAt: now,
  };
  await ctx.db.write((tx) => insertAnnouncement(tx, row));
  return row;
}

/** @throws Refused when there is none. */
export async function removeAnnouncement(ctx: Pick<Context, "db" | "bus">, id: string): Promise<void> {
  await ctx.db.write(async (tx) => {
    if (!(await deleteAnnouncement(tx, id))) throw new Refused("not-found", `There is no announcement ${id}`);
    tellStreams(ctx, tx, { kind: "announcement-deleted", announcementId: id });
  });
}

import type { Context } from "../../context.ts";
import {
  deleteReaction,
  findAnnouncement,
  findReactionNames,
  insertAnnouncementRead,
  insertReaction,
} from "../../db/announcement-queries.ts";
import type { Writer } from "../../db/database.ts";
import { findEmojisByShortcodes } from "../../db/emoji-queries.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { tellStreams } from "../streams/tell.ts";

/** Different reactions to one announcement, as on Mastodon. */
const mostReactions = 8;

const unicodeEmoji = /^\p{RGI_Emoji}$/v;

async function must(tx: Writer, announcementId: string): Promise<void> {
  if ((await findAnnouncement(tx, announcementId)) === null) throw recordNotFound();
}

/** From now on the reader sees it only when they ask for it. @throws Refused */
export async function dismissAnnouncement(tx: Writer, reader: Account, announcementId: string): Promise<void> {
  await must(tx, announcementId);
  await insertAnnouncementRead(tx, reader.id, announcementId);
}

interface Reaction {
  readonly announcementId: string;
  /** An emoji, or the shortcode of one of the server's. */
  readonly name: string;
}

/** @throws Refused */
export async function react(
  ctx: Pick<Context, "bus" | "clock">,
  tx: Writer,
  reader: Account,
  { announcementId, name }: Reaction,
): Promise<void> {
  await must(tx, announcementId);
  if (!unicodeEmoji.test(name) && (await findEmojisByShortcodes(tx, [name])).length === 0) {
    throw new Refused("invalid", "Validation failed: Name is not a recognized emoji");
  }
  const known = await findReactionNames(tx, announcementId);
  if (!known.includes(name) && known.length >= mostReactions) {
    throw new Refused("invalid", "Validation failed: Limit of different reactions reached");
  }
  const row = { accountId: reader.id, announcementId, name, createdAt: ctx.clock.now() };
  if (await insertReaction(tx, row)) tellStreams(ctx, tx, { kind: "announcement-reaction", announcementId, name });
}

/** @throws Refused when the announcement is not there; a reaction that is not there is no fault. */
export async function takeReactionBack(
  ctx: Pick<Context, "bus">,
  tx: Writer,
  reader: Account,
  { announcementId, name }: Reaction,
): Promise<void> {
  await must(tx, announcementId);
  if (await deleteReaction(tx, { accountId: reader.id, announcementId, name }))
    tellStreams(ctx, tx, { kind: "announcement-reaction", announcementId, name });
}

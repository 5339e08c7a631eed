import { and, asc, eq, inArray, isNotNull, isNull, lt, or, type SQL } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { groupBy, inChunks } from "./in-chunks.ts";
import { isAmong, prepared } from "./prepared.ts";
import { media, type MediaState } from "./schema/index.ts";
import type { Media } from "./status-fact-queries.ts";

/** Of one post: more than anybody edits by hand. */
const mostFormer = 1_000;

export async function insertMedia(tx: Writer, row: typeof media.$inferInsert): Promise<Media> {
  const [created] = await tx.insert(media).values(row).returning();
  if (created === undefined) throw new Error("An inserted row did not come back");
  return created;
}

export async function findMedia(db: Reader, id: string): Promise<Media | null> {
  const [row] = await db.select().from(media).where(eq(media.id, id));
  return row ?? null;
}

export async function findMediaOfStatus(db: Reader, statusId: string): Promise<Media[]> {
  return await db.select().from(media).where(eq(media.statusId, statusId)).orderBy(asc(media.position)).limit(100);
}

export async function findMediaOfClimb(db: Reader, climbId: string): Promise<Media[]> {
  return (await findMediaOfClimbs(db, [climbId])).get(climbId) ?? [];
}

const mediaOfClimbs = prepared(["climbIds"], (db, { climbIds }) =>
  db.select().from(media).where(isAmong(media.climbId, climbIds)).orderBy(asc(media.position)),
);

/** What logbook entries have by themselves, by the entry's id. */
export async function findMediaOfClimbs(db: Reader, climbIds: readonly string[]): Promise<Map<string, Media[]>> {
  const rows = await mediaOfClimbs(db, { climbIds });
  return groupBy(
    rows,
    (row) => row.climbId ?? "",
    (row) => row,
  );
}

/** Null when the row is gone, or no longer in the state `from`. */
export async function updateMedia(
  tx: Writer,
  id: string,
  change: Partial<typeof media.$inferInsert>,
  from?: MediaState,
): Promise<Media | null> {
  const isMeant = from === undefined ? eq(media.id, id) : and(eq(media.id, id), eq(media.state, from));
  const [row] = await tx.update(media).set(change).where(isMeant).returning();
  return row ?? null;
}

/** Progress only rises: reports may overtake each other. */
export async function reportProgress(tx: Writer, id: string, progress: number): Promise<void> {
  await tx
    .update(media)
    .set({ progress })
    .where(and(eq(media.id, id), eq(media.state, "processing"), lt(media.progress, progress)));
}

/** What has attachments: a post, or a logbook entry without one. */
export type MediaOwner = { readonly statusId: string } | { readonly climbId: string };

const isOf = (owner: MediaOwner): SQL =>
  "statusId" in owner ? eq(media.statusId, owner.statusId) : eq(media.climbId, owner.climbId);

const wasOf = (statusId: string): SQL => eq(media.formerStatusId, statusId);

/** Gives a finished upload of this account away. False when it is not there, not finished, or something else has it. */
export async function claimMedia(
  tx: Writer,
  claim: { id: string; accountId: string; owner: MediaOwner; position: number },
): Promise<boolean> {
  const isFree = and(isNull(media.statusId), isNull(media.climbId), isNotNull(media.unclaimedAt));
  const claimed = await tx
    .update(media)
    .set({
      statusId: null,
      climbId: null,
      formerStatusId: null,
      ...claim.owner,
      position: claim.position,
      unclaimedAt: null,
    })
    .where(
      and(
        eq(media.id, claim.id),
        eq(media.accountId, claim.accountId),
        eq(media.state, "ready"),
        // Without an `unclaimedAt` a scheduled post has it, or the history of another one.
        or(isFree, isOf(claim.owner), "statusId" in claim.owner ? wasOf(claim.owner.statusId) : undefined),
      ),
    )
    .returning({ id: media.id });
  return claimed.length > 0;
}

/** Keeps a finished upload for a scheduled post. False when it is not there, not finished, or taken. */
export async function reserveMedia(tx: Writer, id: string, accountId: string): Promise<boolean> {
  const reserved = await tx
    .update(media)
    .set({ unclaimedAt: null })
    .where(
      and(
        eq(media.id, id),
        eq(media.accountId, accountId),
        eq(media.state, "ready"),
        isNull(media.statusId),
        isNotNull(media.unclaimedAt),
      ),
    )
    .returning({ id: media.id });
  return reserved.length > 0;
}

/** What was kept for a scheduled post can be attached again until it is pruned. */
export async function unreserveMedia(tx: Writer, ids: readonly string[], now: Date): Promise<void> {
  await inChunks(ids, async (chunk) => {
    await tx
      .update(media)
      .set({ unclaimedAt: now })
      .where(and(inArray(media.id, chunk), isNull(media.statusId)));
    return [];
  });
}

export async function findMediaByIds(db: Reader, ids: readonly string[]): Promise<Map<string, Media>> {
  const rows = await inChunks(ids, (chunk) => db.select().from(media).where(inArray(media.id, chunk)));
  return new Map(rows.map((row) => [row.id, row]));
}

/** Takes what is stored here off the post, whose history keeps it; only this post can have it again. */
export async function retireMedia(tx: Writer, statusId: string): Promise<void> {
  await tx
    .update(media)
    .set({ statusId: null, formerStatusId: statusId, position: 0 })
    .where(and(eq(media.statusId, statusId), isNull(media.remoteUrl)));
}

/**
 * The owner goes, or lets go of it: what it has and has had of what is stored here can be attached again until it is
 * pruned.
 */
export async function releaseMedia(tx: Writer, owner: MediaOwner, now: Date): Promise<void> {
  const isOrWas = "statusId" in owner ? or(isOf(owner), wasOf(owner.statusId)) : isOf(owner);
  await tx
    .update(media)
    .set({ statusId: null, climbId: null, formerStatusId: null, position: 0, unclaimedAt: now })
    .where(and(isOrWas, isNull(media.remoteUrl)));
}

/** As `releaseMedia`, of all that these entries have by themselves. */
export async function releaseMediaOfClimbs(tx: Writer, climbIds: readonly string[], now: Date): Promise<void> {
  await inChunks(climbIds, async (chunk) => {
    await tx
      .update(media)
      .set({ climbId: null, position: 0, unclaimedAt: now })
      .where(and(inArray(media.climbId, chunk), isNull(media.remoteUrl)));
    return [];
  });
}

/** What the post no longer shows, and its history does. */
export async function findFormerMedia(db: Reader, statusId: string): Promise<Media[]> {
  return await db.select().from(media).where(wasOf(statusId)).limit(mostFormer);
}

/** Writes down what a remote post or entry has, in place of what it had. */
export async function replaceRemoteMedia(
  tx: Writer,
  owner: MediaOwner,
  rows: readonly (typeof media.$inferInsert)[],
): Promise<void> {
  await tx.delete(media).where(and(isOf(owner), isNotNull(media.remoteUrl)));
  if (rows.length > 0) await tx.insert(media).values([...rows]);
}

export async function deleteMedia(tx: Writer, ids: readonly string[]): Promise<void> {
  await inChunks(ids, async (chunk) => {
    await tx.delete(media).where(inArray(media.id, chunk));
    return [];
  });
}

/** Uploads that neither a post nor an entry has had since `before`. */
export async function findUnclaimedMedia(db: Reader, before: Date, limit: number): Promise<Media[]> {
  return await db
    .select()
    .from(media)
    .where(lt(media.unclaimedAt, before))
    .orderBy(asc(media.unclaimedAt))
    .limit(limit);
}

/** Which of these folders, and of these keys of uploads, belong to a row. */
export async function findKnownMediaFolders(db: Reader, folders: readonly string[]): Promise<string[]> {
  const rows = await inChunks(folders, (chunk) =>
    db.select({ folder: media.folder }).from(media).where(inArray(media.folder, chunk)),
  );
  return rows.flatMap((row) => row.folder ?? []);
}

/** Keys of the uploads that wait to be processed, of these ids. */
export async function findMediaSources(db: Reader, ids: readonly string[]): Promise<string[]> {
  const rows = await inChunks(ids, (chunk) =>
    db.select({ key: media.sourceKey }).from(media).where(inArray(media.id, chunk)),
  );
  return rows.flatMap((row) => row.key ?? []);
}

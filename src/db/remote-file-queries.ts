import { and, asc, eq, inArray, isNull, lt } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { remoteFiles } from "./schema/index.ts";

type RemoteFile = typeof remoteFiles.$inferSelect;

export async function findRemoteFile(db: Reader, hash: string): Promise<RemoteFile | null> {
  const [row] = await db.select().from(remoteFiles).where(eq(remoteFiles.hash, hash));
  return row ?? null;
}

/** Writes what became of a fetch. False when there is a copy already, which then stays. */
export async function recordRemoteFile(tx: Writer, row: RemoteFile): Promise<boolean> {
  const { hash: _, ...change } = row;
  const written = await tx
    .insert(remoteFiles)
    .values(row)
    .onConflictDoUpdate({ target: remoteFiles.hash, set: change, setWhere: isNull(remoteFiles.key) })
    .returning({ hash: remoteFiles.hash });
  return written.length > 0;
}

/** Forgets this copy, and not one that has taken its place. */
export async function deleteRemoteFile(tx: Writer, hash: string, key: string): Promise<boolean> {
  const deleted = await tx
    .delete(remoteFiles)
    .where(and(eq(remoteFiles.hash, hash), eq(remoteFiles.key, key)))
    .returning({ hash: remoteFiles.hash });
  return deleted.length > 0;
}

/** Deletes up to `limit` rows of fetches before `before`, the oldest first, and gives their keys. */
export async function deleteOldRemoteFiles(
  tx: Writer,
  before: Date,
  limit: number,
): Promise<Pick<RemoteFile, "key">[]> {
  const isOld = lt(remoteFiles.fetchedAt, before);
  const old = tx
    .select({ hash: remoteFiles.hash })
    .from(remoteFiles)
    .where(isOld)
    .orderBy(asc(remoteFiles.fetchedAt))
    .limit(limit);
  return await tx
    .delete(remoteFiles)
    .where(and(isOld, inArray(remoteFiles.hash, old)))
    .returning({ key: remoteFiles.key });
}

/** Keys of the copies that belong to these hashes. */
export async function findRemoteFileKeys(db: Reader, hashes: readonly string[]): Promise<string[]> {
  const rows = await inChunks(hashes, (chunk) =>
    db.select({ key: remoteFiles.key }).from(remoteFiles).where(inArray(remoteFiles.hash, chunk)),
  );
  return rows.flatMap((row) => row.key ?? []);
}

import type { Reader } from "../../db/database.ts";
import { findAccountsByIds } from "../../db/account-queries.ts";
import { findImportFiles } from "../../db/climb-import-queries.ts";
import { findKnownMediaFolders, findMediaSources } from "../../db/media-queries.ts";
import { folderOf } from "./files.ts";
import { findKnownCopies } from "./remote.ts";

/** Which of these storage folders something in the database refers to; see `newFolder` for their names. */
export async function findKnownFolders(db: Reader, folders: readonly string[]): Promise<Set<string>> {
  const of = (kind: string): string[] => folders.filter((folder) => folder.startsWith(`${kind}/`));
  const idsOf = (kind: string): string[] => of(kind).map((folder) => folder.split("/")[1] ?? "");
  const pictures = [...(await findAccountsByIds(db, idsOf("accounts"))).values()].flatMap((account) => [
    account.avatarKey,
    account.headerKey,
  ]);
  const waiting = [...(await findMediaSources(db, idsOf("uploads"))), ...(await findImportFiles(db, idsOf("imports")))];
  const keys = [...waiting, ...pictures.filter((key) => key !== null)];
  return new Set([
    ...(await findKnownMediaFolders(db, of("media"))),
    ...keys.map(folderOf),
    ...(await findKnownCopies(db, of("cache"))),
    // Posts keep the keys of emoji that are no longer to be had.
    ...of("emojis"),
  ]);
}

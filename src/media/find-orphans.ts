import type { ListedFile, Storage } from "./storage.ts";

/** Files of one folder of which the database knows nothing. */
export interface Orphan {
  /** All of a key but its last part. */
  readonly folder: string;
  readonly keys: readonly string[];
  /** Of all its files. */
  readonly bytes: number;
}

const foldersPerQuestion = 500;
/** Files are stored before the row that names them is written. */
const youngMs = 3_600_000;

/**
 * Walks the whole storage for folders that `isKnown` does not give back, and whose files are all older than an hour.
 * @throws StorageUnavailable
 */
export async function* findOrphans(
  storage: Pick<Storage, "list">,
  isKnown: (folders: readonly string[]) => Promise<ReadonlySet<string>>,
  now: Date,
): AsyncGenerator<Orphan> {
  const filesByFolder = new Map<string, ListedFile[]>();

  async function* judge(folders: readonly string[]): AsyncGenerator<Orphan> {
    const known = await isKnown(folders);
    for (const folder of folders) {
      const files = filesByFolder.get(folder) ?? [];
      filesByFolder.delete(folder);
      const isYoung = files.some(({ modifiedAt }) => now.getTime() - modifiedAt.getTime() < youngMs);
      if (known.has(folder) || isYoung) continue;
      yield { folder, keys: files.map(({ key }) => key), bytes: files.reduce((sum, { size }) => sum + size, 0) };
    }
  }

  for await (const file of storage.list("")) {
    const folder = file.key.slice(0, file.key.lastIndexOf("/"));
    if (!filesByFolder.has(folder) && filesByFolder.size >= foldersPerQuestion) {
      // Files sort around the folders among them: more of those that we are in may come.
      yield* judge([...filesByFolder.keys()].filter((each) => !file.key.startsWith(`${each}/`)));
    }
    const files = filesByFolder.get(folder);
    if (files === undefined) filesByFolder.set(folder, [file]);
    else files.push(file);
  }
  if (filesByFolder.size > 0) yield* judge([...filesByFolder.keys()]);
}

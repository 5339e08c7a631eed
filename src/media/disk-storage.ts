import { randomUUID } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { copyFile, mkdir, open, readdir, rename, rm, rmdir, stat, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { assertFolder, assertKey, isKey } from "./key.ts";
import {
  contentTypeOfKey,
  StorageUnavailable,
  type ByteRange,
  type ListedFile,
  type Storage,
  type StoredFile,
} from "./storage.ts";

/** Below the storage's folder, so that a rename does not cross file systems; no key starts with a dot. */
const unfinishedFolder = ".unfinished";
/** Nothing takes a day to write: what is older was left by a process that ended. */
const unfinishedMs = 24 * 3_600_000;
const mostRenames = 5;

const unavailableCodes = new Set([
  "ENOSPC",
  "EDQUOT",
  "EROFS",
  "EACCES",
  "EPERM",
  "EIO",
  "EMFILE",
  "ENFILE",
  "ENOTDIR",
  "EEXIST",
  "ESTALE",
  "ETIMEDOUT",
]);

interface Disk {
  readonly root: string;
  /** Of what a process before this one left; once, before the first write. */
  sweeping: Promise<void> | null;
}

/** Keeps files in a folder of this machine. A file that is there is whole, also after a power cut. */
export function createDiskStorage(folder: string): Storage {
  const disk: Disk = { root: folder, sweeping: null };
  return {
    kind: "disk",
    putFile: (key, path) => put(disk, key, (target) => copyFile(path, target, constants.COPYFILE_FICLONE)),
    putBytes: (key, bytes) => put(disk, key, (target) => writeFile(target, bytes)),
    read: (key, range) => read(disk, key, range),
    async stat(key) {
      const found = await find(disk, key);
      return found === null ? null : { size: found.size, contentType: contentTypeOfKey(key) };
    },
    fetchTo: (key, path) => fetchTo(disk, key, path),
    remove: (keys) => remove(disk, keys),
    removeFolder: (name) => removeFolder(disk, name),
    list: (prefix) => list(disk, prefix, ""),
    check: () => check(disk),
    signUpload: async () => null,
    pathOf: (key) => (isKey(key) ? pathOf(disk, key) : null),
  };
}

const pathOf = ({ root }: Disk, key: string): string => join(root, ...key.split("/"));

async function put(disk: Disk, key: string, write: (path: string) => Promise<void>): Promise<void> {
  assertKey(key);
  await orUnavailable("The file could not be stored", async () => {
    const unfinished = await nameUnfinished(disk);
    try {
      await write(unfinished);
      await sync(unfinished);
      await moveTo(disk, pathOf(disk, key), unfinished);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  });
}

async function find(disk: Disk, key: string): Promise<Stats | null> {
  if (!isKey(key)) return null;
  return await orUnavailable("The file could not be read", async () => {
    const found = await orNull(stat(pathOf(disk, key)));
    return found?.isFile() === true ? found : null;
  });
}

async function read(disk: Disk, key: string, range?: ByteRange): Promise<StoredFile | null> {
  if (!isKey(key)) return null;
  return await orUnavailable("The file could not be read", async () => {
    const file = await orNull(open(pathOf(disk, key)));
    if (file === null) return null;
    const found = await file.stat();
    const { size } = found;
    const isBeyond = range !== undefined && range.start >= size;
    if (found.isFile() && !isBeyond) {
      return { stream: file.createReadStream(range), contentType: contentTypeOfKey(key), size };
    }
    await file.close();
    return found.isFile() ? { stream: Readable.from([]), contentType: contentTypeOfKey(key), size } : null;
  });
}

async function fetchTo(disk: Disk, key: string, path: string): Promise<boolean> {
  if ((await find(disk, key)) === null) return false;
  return await orUnavailable("The file could not be read", async () => {
    try {
      await copyFile(pathOf(disk, key), path, constants.COPYFILE_FICLONE);
      return true;
    } catch (error) {
      // Removed since we looked. When it is there, the folder to copy to is missing.
      if (isMissing(error) && (await find(disk, key)) === null) return false;
      throw error;
    }
  });
}

async function remove(disk: Disk, keys: readonly string[]): Promise<void> {
  for (const key of keys) assertKey(key);
  await orUnavailable("The files could not be removed", async () => {
    for (const key of keys) {
      await orNull(unlink(pathOf(disk, key)));
      await removeEmptyAbove(disk, pathOf(disk, key));
    }
  });
}

async function removeFolder(disk: Disk, folder: string): Promise<void> {
  assertFolder(folder);
  await orUnavailable("The folder could not be removed", async () => {
    const path = pathOf(disk, folder);
    const found = await orNull(stat(path));
    // A file of that name is not in the folder.
    if (found?.isDirectory() !== true) return;
    // Tried again when somebody stores a file in it meanwhile.
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
    await removeEmptyAbove(disk, path);
  });
}

/** In the order of the keys, as S3 lists them: a folder sorts with its slash. */
async function* list(disk: Disk, prefix: string, folder: string): AsyncGenerator<ListedFile> {
  const entries = await orUnavailable("The folder could not be listed", () =>
    orNull(readdir(join(disk.root, folder), { withFileTypes: true })),
  );
  const names = (entries ?? [])
    .filter((entry) => !entry.name.startsWith("."))
    .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? "/" : ""}`)
    .toSorted((a, b) => (a < b ? -1 : 1));
  for (const name of names) {
    if (name.endsWith("/")) {
      if (name.startsWith(prefix) || prefix.startsWith(name)) yield* list(disk, prefix, name);
    } else if (name.startsWith(prefix)) {
      // Null also for what somebody else put there under a name that is no key.
      const found = await find(disk, name);
      if (found !== null) yield { key: name, size: found.size, modifiedAt: found.mtime };
    }
  }
}

async function check(disk: Disk): Promise<void> {
  await orUnavailable("The media folder cannot be written to", async () => {
    const path = await nameUnfinished(disk);
    try {
      await writeFile(path, "Topout looks whether it can write here.\n");
    } finally {
      await rm(path, { force: true });
    }
  });
}

async function nameUnfinished(disk: Disk): Promise<string> {
  const folder = join(disk.root, unfinishedFolder);
  await mkdir(folder, { recursive: true });
  disk.sweeping ??= sweep(folder).catch((error: unknown) => {
    disk.sweeping = null;
    throw error;
  });
  await disk.sweeping;
  return join(folder, randomUUID());
}

async function sweep(folder: string): Promise<void> {
  // The times of files are the machine's, whatever clock the rest goes by.
  const before = Date.now() - unfinishedMs;
  for (const name of await readdir(folder)) {
    const found = await orNull(stat(join(folder, name)));
    if (found !== null && found.mtimeMs < before) await rm(join(folder, name), { force: true });
  }
}

async function moveTo(disk: Disk, path: string, unfinished: string): Promise<void> {
  const folder = dirname(path);
  for (let attempt = 1; ; attempt++) {
    const firstMade = await mkdir(folder, { recursive: true });
    try {
      await rename(unfinished, path);
    } catch (error) {
      // Somebody removed the last other file of the folder, and the folder with it.
      if (isMissing(error) && attempt < mostRenames) continue;
      throw error;
    }
    // A name lasts when the folder that has it is on the disk: the file's, and those of the folders made for it.
    const last = firstMade === undefined ? folder : disk.root;
    for (let each = folder; ; each = dirname(each)) {
      await orNull(sync(each));
      if (each === last) return;
    }
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function removeEmptyAbove({ root }: Disk, path: string): Promise<void> {
  for (let folder = dirname(path); folder !== root; folder = dirname(folder)) {
    try {
      await orNull(rmdir(folder));
    } catch (error) {
      if (codeOf(error) === "ENOTEMPTY" || codeOf(error) === "EEXIST") return;
      throw error;
    }
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

const isMissing = (error: unknown): boolean => codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";

async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function orUnavailable<T>(message: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (unavailableCodes.has(codeOf(error))) throw new StorageUnavailable(message, { cause: error });
    throw error;
  }
}

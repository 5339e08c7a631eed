// 200 characters a part: file systems take 255 bytes. A part starts with a letter or digit, so none is "..", and names
// that start with a dot stay ours, for what is not finished.
const keyPattern = /^[a-z0-9][a-z0-9_-]{0,199}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,199})+$/;
const folderPattern = /^[a-z0-9][a-z0-9_-]{0,199}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,199})*$/;
const maxLength = 900; // S3 allows 1,024 bytes

/** Whether a file can be stored under this name. Anything else is found nowhere. */
export const isKey = (key: string): boolean => key.length <= maxLength && keyPattern.test(key) && !key.includes("..");

/** Keys are made by us, so that a bad one is an error of the program. */
export function assertKey(key: string): void {
  if (!isKey(key)) throw new Error(`Not a key of the storage: ${JSON.stringify(key)}`);
}

/** Also keeps an empty name from meaning everything. */
export function assertFolder(folder: string): void {
  if (folder.length > maxLength || !folderPattern.test(folder) || folder.includes("..")) {
    throw new Error(`Not a folder of the storage: ${JSON.stringify(folder)}`);
  }
}

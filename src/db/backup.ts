import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import BetterSqlite from "better-sqlite3";

/**
 * Copies an SQLite file, as it is at this moment, to a new file that only its owner may read. Whoever writes to the
 * database meanwhile is not held up.
 * @throws when `target` exists, or the copy turns out damaged.
 */
export function backUpSqlite(source: string, target: string): void {
  if (existsSync(target)) throw new Error(`${target} exists already`);
  // Under its own name only once it is whole: a copy that was cut short must not look like a backup.
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  // It holds private keys and password hashes.
  closeSync(openSync(partial, "wx", 0o600));
  try {
    // VACUUM INTO reads one snapshot; the backup API would start over whenever another process writes.
    const connection = new BetterSqlite(source, { readonly: true, fileMustExist: true });
    try {
      connection.pragma("busy_timeout = 10000");
      connection.prepare("vacuum into ?").run(partial);
    } finally {
      connection.close();
    }
    checkCopy(partial);
    chmodSync(partial, 0o600);
    const file = openSync(partial, "r");
    fsyncSync(file);
    closeSync(file);
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
}

function checkCopy(path: string): void {
  const copy = new BetterSqlite(path, { readonly: true });
  try {
    const found: unknown = copy.pragma("quick_check", { simple: true });
    if (found !== "ok") throw new Error(`The copy is damaged: ${String(found)}`);
  } finally {
    copy.close();
  }
}

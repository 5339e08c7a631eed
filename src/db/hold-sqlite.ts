import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import BetterSqlite from "better-sqlite3";
import { Refused } from "../lib/refused.ts";

/**
 * Keeps a second server off an SQLite file: each would take the other's running jobs for left behind. The lock lies in a
 * file of its own, so that the command line may write, and ends with the process however that ends. Gives the way to
 * let go.
 * @throws Refused when another server holds it.
 */
export function holdSqlite(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true });
  const lock = new BetterSqlite(`${path}.lock`, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    throw new Refused("unavailable", `Another Topout runs on ${path} already. Stop it first.`, { cause });
  }
  return () => lock.close();
}

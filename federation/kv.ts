import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { KvKey, KvStore, KvStoreListEntry, KvStoreSetOptions } from "@fedify/fedify";
import type { Context } from "../src/context.ts";
import {
  deleteKeyValue,
  findKeyValue,
  insertKeyValue,
  listKeyValues,
  putKeyValue,
} from "../src/db/key-value-queries.ts";

const listLimit = 10_000;
const longestKey = 1_000;

/** PostgreSQL cannot index a long key: one that strangers made long is kept under its hash. */
function encode(key: KvKey): string {
  const text = JSON.stringify(key);
  if (text.length <= longestKey) return text;
  return JSON.stringify(["hashed", createHash("sha256").update(text).digest("hex")]);
}

const decode = (key: string): KvKey => JSON.parse(key) as KvKey;

// Fedify stores null ("there is no such key"), which the column does not take and which is not the same as nothing.
const wrap = (value: unknown) => ({ value });
const unwrap = (stored: unknown): unknown =>
  typeof stored === "object" && stored !== null && "value" in stored ? stored.value : undefined;

/** Fedify's caches and circuit breaker state, in the database. */
export function createKvStore(ctx: Pick<Context, "db" | "clock">): KvStore {
  const expiry = (options?: KvStoreSetOptions): Date | null =>
    options?.ttl === undefined ? null : new Date(ctx.clock.now().getTime() + options.ttl.total("milliseconds"));

  return {
    async get<T>(key: KvKey): Promise<T | undefined> {
      return unwrap(await findKeyValue(ctx.db.read, encode(key), ctx.clock.now())) as T | undefined;
    },
    async set(key, value, options) {
      await ctx.db.write((tx) => putKeyValue(tx, encode(key), wrap(value), expiry(options)));
    },
    async delete(key) {
      await ctx.db.write((tx) => deleteKeyValue(tx, encode(key)));
    },
    async cas(key, expected, value, options) {
      return await ctx.db.write(async (tx) => {
        // What is not there cannot be locked: only one of two who write it first may believe it.
        if (expected === undefined && value !== undefined)
          return await insertKeyValue(tx, encode(key), wrap(value), expiry(options), ctx.clock.now());
        const current = unwrap(await findKeyValue(tx, encode(key), ctx.clock.now(), true));
        if (!isDeepStrictEqual(current, expected)) return false;
        if (value === undefined) await deleteKeyValue(tx, encode(key));
        else await putKeyValue(tx, encode(key), wrap(value), expiry(options));
        return true;
      });
    },
    async *list(prefix?: KvKey): AsyncIterable<KvStoreListEntry> {
      const start = prefix === undefined ? "" : encode(prefix).slice(0, -1);
      for (const row of await listKeyValues(ctx.db.read, start, ctx.clock.now(), listLimit)) {
        const key = decode(row.key);
        // ["a"] and ["ab"] share the start `["a`.
        if (prefix?.every((part, position) => key[position] === part) ?? true) yield { key, value: unwrap(row.value) };
      }
    },
  };
}

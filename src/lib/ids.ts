import { createHash, randomInt, randomBytes } from "node:crypto";

const epochStart = Date.UTC(2018, 4, 9);
let lastMs = 0n;
let lastLow = 0n;

/**
 * A new id: `milliseconds << 16 | 16 bits`, written as 18 decimal digits, so that text order is time order, as
 * Mastodon clients expect. Ids minted in one process within one millisecond rise.
 */
export function newId(now: Date): string {
  const ms = BigInt(now.getTime());
  if (ms === lastMs && lastLow < 0xffffn) lastLow += 1n;
  else lastLow = BigInt(randomInt(0, 0x8000));
  lastMs = ms;
  return encode(ms, lastLow);
}

/**
 * The id of something that was made elsewhere at `published`. Clamped between 2018-05-09 (earlier instants have
 * 17 digits, which would break text order) and `now` (a post from the future would stick to the top).
 */
export function idAt(published: Date, now: Date): string {
  const ms = Math.min(Math.max(published.getTime(), epochStart), now.getTime());
  return encode(BigInt(ms), BigInt(randomInt(0, 0x10000)));
}

/** The lowest id that anything made at `instant` can have: for paging by time. */
export function lowestIdAt(instant: Date): string {
  return encode(BigInt(Math.max(instant.getTime(), epochStart)), 0n);
}

const dayMs = 86_400_000;
const firstDayMs = Date.UTC(1800, 0, 1);
/** All days up to the one on which ids begin share that one, in their order. */
const earlyMsPerDay = Math.floor(dayMs / ((epochStart - firstDayMs) / dayMs + 1));

/**
 * The id of something that happened on a day (YYYY-MM-DD) and is told of later: so that a list by id is one by day. A
 * `seed` gives the same id again; without one, chance decides within the day, and it is not in the future.
 */
export function idOfDay(day: string, now: Date, seed?: string): string {
  const bits = seed === undefined ? randomBytes(6) : createHash("sha256").update(seed).digest();
  const start = Date.parse(`${day}T00:00:00Z`);
  const part = bits.readUInt32BE(0) / 2 ** 32;
  const ms =
    start > epochStart
      ? start + Math.floor(part * dayMs)
      : epochStart + Math.floor(((start - firstDayMs) / dayMs + part) * earlyMsPerDay);
  const latest = seed === undefined ? now.getTime() : Number.POSITIVE_INFINITY;
  return encode(BigInt(Math.min(Math.max(ms, epochStart), latest)), BigInt(bits.readUInt16BE(4)));
}

/** Any id of the same instant, for what cannot have this one. */
export const idBeside = (id: string): string => encode(BigInt(id) >> 16n, BigInt(randomInt(0, 0x10000)));

/** Another id of the same instant, for what had this one elsewhere; different ids stay different. Null for no such id. */
export function shiftId(id: string, now: Date, seed: string): string | null {
  if (!/^\d{18}$/.test(id)) return null;
  const [ms, low] = [BigInt(id) >> 16n, BigInt(id) & 0xffffn];
  if (ms < BigInt(epochStart) || ms > BigInt(now.getTime())) return null;
  return encode(ms, low ^ BigInt(createHash("sha256").update(seed).digest().readUInt16BE(0)));
}

function encode(ms: bigint, low: bigint): string {
  return ((ms << 16n) | low).toString().padStart(18, "0");
}

export const isId = (value: string): boolean => /^\d{1,20}$/.test(value);

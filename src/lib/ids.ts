import { randomInt } from "node:crypto";

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

function encode(ms: bigint, low: bigint): string {
  return ((ms << 16n) | low).toString().padStart(18, "0");
}

export const isId = (value: string): boolean => /^\d{1,20}$/.test(value);

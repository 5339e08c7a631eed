import { Temporal as Polyfill } from "@js-temporal/polyfill";

// Fedify checks its values against the polyfill, and types them as the coming built-in: the seam between the two.

export const toInstant = (date: Date): Temporal.Instant =>
  Polyfill.Instant.fromEpochMilliseconds(date.getTime()) as unknown as Temporal.Instant;

/** A time that somebody else tells: not before 1970, which PostgreSQL and readers may take ill, and not to come. */
export const pastDate = (ms: number, now: Date): Date => new Date(Math.min(Math.max(ms, 0), now.getTime()));

export const toPastDate = (instant: Temporal.Instant, now: Date): Date => pastDate(instant.epochMilliseconds, now);

export const seconds = (count: number): Temporal.Duration =>
  Polyfill.Duration.from({ milliseconds: Math.round(count * 1_000) }) as unknown as Temporal.Duration;

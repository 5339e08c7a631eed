export interface Streak {
  readonly current: number;
  readonly longest: number;
}

const dayMs = 86_400_000;

const dayNumber = (day: string): number => Math.round(Date.parse(day) / dayMs);
/** Weeks begin on Mondays; the first day of 1970 was a Thursday. */
const weekOf = (number: number): number => Math.floor((number + 3) / 7);

/** Days, and weeks, in a row with a climb. The current one lasts until a whole day or week has gone by without. */
export function findStreaks(days: Iterable<string>, today: string): { days: Streak; weeks: Streak } {
  const numbers = Array.from(days, dayNumber);
  const now = dayNumber(today);
  return { days: streakOf(numbers, now), weeks: streakOf(numbers.map(weekOf), weekOf(now)) };
}

function streakOf(numbers: readonly number[], now: number): Streak {
  const sorted = [...new Set(numbers)].toSorted((a, b) => a - b);
  let longest = 0;
  let running = 0;
  let before: number | undefined;
  for (const number of sorted) {
    running = before !== undefined && number === before + 1 ? running + 1 : 1;
    longest = Math.max(longest, running);
    before = number;
  }
  // Somewhere it is tomorrow already.
  const isCurrent = before !== undefined && before >= now - 1;
  return { current: isCurrent ? running : 0, longest };
}

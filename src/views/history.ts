import type { TrendDay } from "../domain/trends/history.ts";

/** As Mastodon tells the use of tags and links: numbers as text. */
export const toHistory = (days: readonly TrendDay[] = []) =>
  days.map(({ startsAt, usesCount, accountsCount }) => ({
    day: String(startsAt.getTime() / 1_000),
    accounts: String(accountsCount),
    uses: String(usesCount),
  }));

import type { List } from "../domain/lists/list.ts";

/** Mastodon's List. */
export const toList = (list: List) => ({
  id: list.id,
  title: list.title,
  replies_policy: list.repliesPolicy,
  exclusive: list.isExclusive,
});

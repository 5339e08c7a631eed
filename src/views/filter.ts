import type { Filter, FilterKeyword, FilterStatus } from "../db/filter-queries.ts";
import type { FilterMatch } from "../domain/filters/match.ts";
import { instantOf } from "./account.ts";

const toBareFilter = (filter: Filter) => ({
  id: filter.id,
  title: filter.title,
  context: filter.contexts,
  expires_at: filter.expiresAt === null ? null : instantOf(filter.expiresAt),
  filter_action: filter.action,
});

export const toKeyword = (keyword: FilterKeyword) => ({
  id: keyword.id,
  keyword: keyword.keyword,
  whole_word: keyword.isWholeWord,
});

export const toFilterStatus = (status: FilterStatus) => ({ id: status.id, status_id: status.statusId });

/** Mastodon's Filter (v2). */
export const toFilter = (filter: Filter) => ({
  ...toBareFilter(filter),
  keywords: filter.keywords.map(toKeyword),
  statuses: filter.statuses.map(toFilterStatus),
});

/** Mastodon's V1::Filter: one for each keyword. */
export const toFilterV1 = (filter: Filter, keyword: FilterKeyword) => ({
  id: keyword.id,
  phrase: keyword.keyword,
  context: filter.contexts,
  expires_at: filter.expiresAt === null ? null : instantOf(filter.expiresAt),
  irreversible: filter.action === "hide",
  whole_word: keyword.isWholeWord,
});

/** Mastodon's FilterResult. */
export const toFilterResult = ({ filter, keywords, statusIds }: FilterMatch) => ({
  filter: toBareFilter(filter),
  keyword_matches: keywords.length === 0 ? null : keywords,
  status_matches: statusIds.length === 0 ? null : statusIds,
});

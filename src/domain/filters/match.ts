import type { Filter } from "../../db/filter-queries.ts";

export interface FilterMatch {
  readonly filter: Filter;
  /** The keywords that were found. */
  readonly keywords: readonly string[];
  /** The caught posts: this one, or the one that it boosts. */
  readonly statusIds: readonly string[];
}

/** Filters made ready for many texts: each keyword's pattern is built once. */
export interface Matcher {
  match(statusId: string, text: () => string): FilterMatch[];
}

export const noFilters: Matcher = { match: () => [] };

export function createMatcher(filters: readonly Filter[]): Matcher {
  const ready = filters.map((filter) => ({
    filter,
    patterns: filter.keywords.map((keyword) => ({ keyword: keyword.keyword, pattern: patternOf(keyword) })),
    statusIds: new Set(filter.statuses.map((status) => status.statusId)),
  }));
  if (ready.length === 0) return noFilters;
  return {
    match(statusId, text) {
      const plain = text();
      return ready.flatMap(({ filter, patterns, statusIds }) => {
        const keywords = patterns.filter(({ pattern }) => pattern.test(plain)).map(({ keyword }) => keyword);
        const caught = statusIds.has(statusId) ? [statusId] : [];
        return keywords.length + caught.length === 0 ? [] : [{ filter, keywords, statusIds: caught }];
      });
    },
  };
}

/**
 * Case does not matter. A whole word ends where no letter or digit follows; an end that is neither itself (`#`, `!`) has
 * no such border, or `c++` would never be found.
 */
function patternOf({ keyword, isWholeWord }: { keyword: string; isWholeWord: boolean }): RegExp {
  const escaped = keyword.replace(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`).replace(/\s+/gu, String.raw`\s+`);
  if (!isWholeWord) return new RegExp(escaped, "iu");
  const start = /^[\p{L}\p{N}_]/u.test(keyword) ? String.raw`(?<![\p{L}\p{N}_])` : "";
  const end = /[\p{L}\p{N}_]$/u.test(keyword) ? String.raw`(?![\p{L}\p{N}_])` : "";
  return new RegExp(`${start}${escaped}${end}`, "iu");
}

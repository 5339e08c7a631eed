import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import {
  countFilters,
  deleteKeyword,
  findFilter,
  insertFilter,
  insertFilterStatus,
  insertKeywords,
  mostFilters,
  mostParts,
  updateFilter,
  updateKeyword,
  type Filter,
  type FilterKeyword,
  type FilterStatus,
} from "../../db/filter-queries.ts";
import type { FilterAction, FilterContext } from "../../db/schema/index.ts";
import { newId } from "../../lib/ids.ts";
import { present } from "../../lib/present.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";

export const filterContexts = ["home", "notifications", "public", "thread", "account"] as const;
export const filterActions = ["warn", "hide", "blur"] as const;

export interface FilterChange {
  title?: string | undefined;
  contexts?: readonly FilterContext[] | undefined;
  action?: FilterAction | undefined;
  /** Null: it no longer ends. */
  expiresInSeconds?: number | null | undefined;
  keywords?: readonly KeywordChange[] | undefined;
}

export interface KeywordChange {
  /** Of a keyword that is there already. */
  id?: string | undefined;
  keyword?: string | undefined;
  isWholeWord?: boolean | undefined;
  isRemoved?: boolean | undefined;
}

type FilterContextArgument = Pick<Context, "db" | "clock">;

const blank = (field: string): Refused => new Refused("invalid", `Validation failed: ${field} can't be blank`);
const tooMany = (): Refused => new Refused("invalid", "Validation failed: there are too many filters");

export async function addFilter(ctx: FilterContextArgument, account: Account, change: FilterChange): Promise<Filter> {
  const now = ctx.clock.now();
  const id = newId(now);
  const title = change.title?.trim() ?? "";
  if (title === "") throw blank("Title");
  if ((change.contexts ?? []).length === 0) throw blank("Context");
  return await ctx.db.write(async (tx) => {
    if ((await countFilters(tx, account.id)) >= mostFilters) throw tooMany();
    await insertFilter(tx, {
      id,
      accountId: account.id,
      title,
      contexts: [...(change.contexts ?? [])],
      action: change.action ?? "warn",
      expiresAt: endOf(now, change.expiresInSeconds ?? null),
      createdAt: now,
      updatedAt: now,
    });
    await changeKeywords(ctx, tx, { id, keywords: [] }, change.keywords ?? []);
    return await reread(tx, account, id);
  });
}

export async function changeFilter(
  ctx: FilterContextArgument,
  account: Account,
  id: string,
  change: FilterChange,
): Promise<Filter> {
  const now = ctx.clock.now();
  if (change.title?.trim() === "") throw blank("Title");
  if (change.contexts?.length === 0) throw blank("Context");
  return await ctx.db.write(async (tx) => {
    const filter = await reread(tx, account, id);
    await updateFilter(tx, id, {
      ...present({ title: change.title?.trim(), action: change.action }),
      ...(change.contexts === undefined ? {} : { contexts: [...change.contexts] }),
      ...(change.expiresInSeconds === undefined ? {} : { expiresAt: endOf(now, change.expiresInSeconds) }),
      updatedAt: now,
    });
    await changeKeywords(ctx, tx, filter, change.keywords ?? []);
    return await reread(tx, account, id);
  });
}

const endOf = (now: Date, seconds: number | null): Date | null =>
  seconds === null ? null : new Date(now.getTime() + seconds * 1_000);

async function reread(tx: Writer, account: Account, id: string): Promise<Filter> {
  const filter = await findFilter(tx, account.id, id);
  if (filter === null) throw recordNotFound();
  return filter;
}

/** @throws Refused when a keyword is blank, or is not this filter's. */
async function changeKeywords(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  filter: Pick<Filter, "id" | "keywords">,
  changes: readonly KeywordChange[],
): Promise<void> {
  const known = new Set(filter.keywords.map((keyword) => keyword.id));
  const added: FilterKeyword[] = [];
  for (const change of changes) {
    const keyword = change.keyword?.trim();
    if (change.id !== undefined && !known.has(change.id)) throw recordNotFound();
    if (keyword === "" || (change.id === undefined && keyword === undefined)) throw blank("Keyword");
    if (change.id === undefined) added.push(newKeyword(ctx, filter.id, keyword ?? "", change.isWholeWord ?? true));
    else if (change.isRemoved === true) await deleteKeyword(tx, change.id);
    else await updateKeyword(tx, change.id, present({ keyword, isWholeWord: change.isWholeWord }));
  }
  if (known.size + added.length > mostParts) throw tooMany();
  await insertKeywords(tx, added);
}

const newKeyword = (ctx: Pick<Context, "clock">, filterId: string, keyword: string, isWholeWord: boolean) => ({
  id: newId(ctx.clock.now()),
  filterId,
  keyword,
  isWholeWord,
});

/** @throws Refused when it is blank. */
export function readKeyword(typed: string): string {
  const keyword = typed.trim();
  if (keyword === "") throw blank("Keyword");
  return keyword;
}

export async function addKeyword(
  ctx: FilterContextArgument,
  filter: Filter,
  given: { keyword: string; isWholeWord: boolean },
): Promise<FilterKeyword> {
  const keyword = readKeyword(given.keyword);
  if (filter.keywords.length >= mostParts) throw tooMany();
  const row = newKeyword(ctx, filter.id, keyword, given.isWholeWord);
  await ctx.db.write(async (tx) => {
    await insertKeywords(tx, [row]);
    await updateFilter(tx, filter.id, { updatedAt: ctx.clock.now() });
  });
  return row;
}

/** @throws Refused when the filter catches it already. */
export async function catchStatus(ctx: FilterContextArgument, filter: Filter, statusId: string): Promise<FilterStatus> {
  if (filter.statuses.length >= mostParts) throw tooMany();
  const row = { id: newId(ctx.clock.now()), filterId: filter.id, statusId };
  const created = await ctx.db.write((tx) => insertFilterStatus(tx, row));
  if (created === null) throw new Refused("invalid", "Validation failed: Status has already been taken");
  return created;
}

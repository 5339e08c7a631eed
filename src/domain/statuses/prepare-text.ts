import type { Context } from "../../context.ts";
import { findAccountsByIds, findAccountByHandle } from "../../db/account-queries.ts";
import { countCharacters } from "../../lib/text/count-characters.ts";
import { findHashtags, findMentions } from "../../lib/text/find-entities.ts";
import { tagKey } from "../../lib/text/tag-key.ts";
import { renderText, type MentionTarget } from "../../lib/text/render-text.ts";
import { Refused } from "../../lib/refused.ts";
import { acctOf, type Account } from "../accounts/account.ts";
import { uris } from "../uris.ts";

type TextContext = Pick<Context, "db" | "config" | "fediverse">;

/** A post that names more people than this is spam, whoever wrote it. */
const mostMentions = 100;
const mostUnknown = 20;
const resolveDeadlineMs = 3_000;

export interface PreparedText {
  html: string;
  mentioned: readonly Account[];
  tags: readonly string[];
}

/**
 * What an author typed, as HTML, with whom and what it names. Handles that are not known here are asked for, for three
 * seconds in all; what is not found by then stays text. Runs outside any transaction.
 */
export async function prepareText(ctx: TextContext, text: string): Promise<PreparedText> {
  const handles = [...new Set(findMentions(text).map((mention) => mention.handle.toLowerCase()))];
  if (handles.length > mostMentions) {
    throw new Refused("invalid", `Validation failed: a post can mention ${mostMentions} accounts at the most`);
  }
  const accounts = await resolveHandles(ctx, handles);
  const targets = new Map<string, MentionTarget>();
  for (const [handle, account] of accounts) {
    targets.set(handle, { url: account.url, username: account.username, acct: acctOf(account) });
  }
  return {
    html: renderText(text, { mentions: targets, tagUrl: (name) => uris.tag(ctx.config.origin, tagKey(name)) }),
    mentioned: [...new Map([...accounts.values()].map((account) => [account.id, account])).values()],
    tags: findHashtags(text).map(tagKey),
  };
}

/** Accounts by the handle with which they were written (lower case, without the first @). */
export async function resolveHandles(ctx: TextContext, handles: readonly string[]): Promise<Map<string, Account>> {
  const found = new Map<string, Account>();
  const unknown: string[] = [];
  for (const handle of handles) {
    const [username = "", domain = ""] = handle.split("@");
    const account = await findAccountByHandle(ctx.db.read, username, domain === ctx.config.handleDomain ? "" : domain);
    if (account !== null) found.set(handle, account);
    else if (domain !== "" && unknown.length < mostUnknown) unknown.push(handle);
  }
  if (unknown.length === 0) return found;
  const ids = new Map<string, string>();
  const asked = unknown.map(async (handle) => {
    const id = await ctx.fediverse.resolveAccount(handle);
    if (id !== null) ids.set(handle, id);
  });
  await Promise.race([Promise.allSettled(asked), deadline(resolveDeadlineMs)]);
  const accounts = await findAccountsByIds(ctx.db.read, [...ids.values()]);
  for (const [handle, id] of ids) {
    const account = accounts.get(id);
    if (account !== undefined) found.set(handle, account);
  }
  return found;
}

const deadline = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** @throws Refused when a text is longer than the server allows. */
export function checkLength(ctx: Pick<Context, "config">, text: string, spoilerText = ""): void {
  const most = ctx.config.maxStatusLength;
  // Long before counting graphemes is worth the time.
  if (text.length + spoilerText.length > most * 20 || countCharacters(text, spoilerText) > most) {
    throw new Refused("invalid", `Validation failed: Text character limit of ${most} exceeded`, {
      details: { text: [{ error: "ERR_TOO_LONG", description: `must have ${most} characters at the most` }] },
    });
  }
}

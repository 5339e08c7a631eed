import type { Context } from "../../context.ts";
import { updateAccount, updateUser } from "../../db/account-queries.ts";
import type { QuotePolicy, Visibility } from "../../db/schema/index.ts";
import { present } from "../../lib/present.ts";
import { Refused } from "../../lib/refused.ts";
import { readDomain } from "../../lib/text/read-domain.ts";
import { findEmojis } from "../emojis/find-in-text.ts";
import { federate } from "../federation-events.ts";
import { removeFiles, storeAndWrite } from "../media/files.ts";
import { descriptionLimit } from "../media/media.ts";
import { prepareText } from "../statuses/prepare-text.ts";
import type { Account } from "./account.ts";
import { noPictures, renderPictures, type PicturesChange } from "./pictures.ts";

/** What an account's owner can change; what is absent stays. */
export interface ProfileChange {
  displayName?: string | undefined;
  summary?: string | undefined;
  fields?: readonly { name: string; value: string }[] | undefined;
  isLocked?: boolean | undefined;
  isBot?: boolean | undefined;
  isDiscoverable?: boolean | undefined;
  isIndexable?: boolean | undefined;
  hidesNetwork?: boolean | undefined;
  defaultVisibility?: Visibility | undefined;
  defaultSensitive?: boolean | undefined;
  defaultLanguage?: string | undefined;
  defaultQuotePolicy?: QuotePolicy | undefined;
  avatarDescription?: string | undefined;
  headerDescription?: string | undefined;
  showsMedia?: boolean | undefined;
  showsMediaReplies?: boolean | undefined;
  showsFeatured?: boolean | undefined;
  /** Websites that may name the account as an author, as they were typed. */
  attributionDomains?: readonly string[] | undefined;
  pictures?: PicturesChange | undefined;
}

const limits = { displayName: 30, summary: 500, fields: 4, fieldName: 255, fieldValue: 255, domains: 100 } as const;
export const profileLimits = limits;

/** @throws Refused by field when something is too long. */
export async function updateProfile(
  ctx: Pick<Context, "db" | "clock" | "config" | "fediverse" | "storage" | "wakeWorker">,
  account: Account,
  change: ProfileChange,
): Promise<Account> {
  checkLimits(change);
  const domains = change.attributionDomains === undefined ? undefined : readDomains(change.attributionDomains);
  const summary = change.summary === undefined ? null : await prepareText(ctx, change.summary);
  const now = ctx.clock.now();
  const isBotNow = change.isBot ?? account.type === "Service";
  const pictures = change.pictures === undefined ? noPictures : await renderPictures(ctx, account, change.pictures);
  return await storeAndWrite(ctx, pictures.files, async (tx) => {
    await removeFiles(ctx, tx, pictures.replaced);
    const updated = await updateAccount(tx, account.id, {
      ...pictures.columns,
      ...present({
        displayName: change.displayName?.trim(),
        isLocked: change.isLocked,
        isDiscoverable: change.isDiscoverable,
        isIndexable: change.isIndexable,
        hidesNetwork: change.hidesNetwork,
        avatarDescription: change.avatarDescription?.trim(),
        headerDescription: change.headerDescription?.trim(),
        showsMedia: change.showsMedia,
        showsMediaReplies: change.showsMediaReplies,
        showsFeatured: change.showsFeatured,
      }),
      ...(change.summary === undefined || summary === null
        ? {}
        : { summaryText: change.summary, summaryHtml: summary.html }),
      ...(change.fields === undefined ? {} : { fields: keepFields(account, change.fields) }),
      emojis: await findEmojis(tx, ...profileTexts(account, change)),
      type: isBotNow ? "Service" : "Person",
      updatedAt: now,
    });
    await updateUser(
      tx,
      account.id,
      present({
        defaultVisibility: change.defaultVisibility,
        defaultSensitive: change.defaultSensitive,
        defaultLanguage: change.defaultLanguage,
        defaultQuotePolicy: change.defaultQuotePolicy,
        attributionDomains: domains,
      }),
    );
    if (updated === null) throw new Refused("not-found", "Record not found");
    await federate(ctx, tx, updated.uri, {
      kind: "account-updated",
      accountId: updated.id,
      updatedAt: now.toISOString(),
    });
    return updated;
  });
}

/** @throws Refused when one is no domain. */
function readDomains(typed: readonly string[]): string[] {
  const lines = typed.filter((line) => line.trim() !== "");
  const domains = lines.flatMap((line) => readDomain(line) ?? []);
  if (domains.length < lines.length || domains.length > limits.domains) {
    throw new Refused("invalid", "Validation failed: Attribution domains is invalid", {
      details: { attribution_domains: [{ error: "ERR_INVALID", description: "is not a list of domains" }] },
    });
  }
  return [...new Set(domains)];
}

/** Where a profile can have emoji: its texts as they are after the change. */
const profileTexts = (account: Account, change: ProfileChange): string[] => [
  change.displayName ?? account.displayName,
  change.summary ?? account.summaryText,
  ...(change.fields ?? account.fields).flatMap((field) => [field.name, field.value]),
];

function keepFields(account: Account, fields: readonly { name: string; value: string }[]) {
  const verified = new Map(account.fields.map((field) => [field.value, field.verifiedAt]));
  return fields
    .filter((field) => field.name.trim() !== "" && field.value.trim() !== "")
    .map(({ name, value }) => ({
      name: name.trim(),
      value: value.trim(),
      verifiedAt: verified.get(value.trim()) ?? null,
    }));
}

function checkLimits(change: ProfileChange): void {
  const tooLong = (field: string, most: number): Refused =>
    new Refused("invalid", `Validation failed: ${field} is too long (maximum is ${most} characters)`, {
      details: { [field]: [{ error: "ERR_TOO_LONG", description: `must have ${most} characters at the most` }] },
    });
  const length = (text: string | undefined): number => Array.from(text ?? "").length;
  if (length(change.displayName) > limits.displayName) throw tooLong("display_name", limits.displayName);
  if (length(change.summary) > limits.summary) throw tooLong("note", limits.summary);
  if ((change.fields?.length ?? 0) > limits.fields) {
    throw new Refused("invalid", `Validation failed: a profile has ${limits.fields} fields at the most`);
  }
  for (const [field, text] of [
    ["avatar_description", change.avatarDescription],
    ["header_description", change.headerDescription],
  ] as const) {
    if (length(text) > descriptionLimit) throw tooLong(field, descriptionLimit);
  }
  for (const field of change.fields ?? []) {
    if (length(field.name) > limits.fieldName || length(field.value) > limits.fieldValue)
      throw tooLong("fields", limits.fieldValue);
  }
}

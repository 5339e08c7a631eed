import type { Config } from "../../config/config.ts";
import { findAccountsByIds } from "../../db/account-queries.ts";
import { findPartners, type PartnerRow } from "../../db/climb-queries.ts";
import type { Reader } from "../../db/database.ts";
import { findMediaOfEntries, findOwnClimbsAfter, findStatusUrls } from "../../db/logbook-export-queries.ts";
import type { Media } from "../../db/status-fact-queries.ts";
import type { Companion } from "../../db/schema/index.ts";
import { isLocal, type Account } from "../accounts/account.ts";
import type { Climb } from "../climbs/climb.ts";
import { fileUrl } from "../media/urls.ts";
import { pagesOf } from "./pages.ts";

/** An entry with what hangs on it. */
export interface ClimbFacts {
  readonly climb: Climb;
  readonly partners: readonly PartnerRow[];
  readonly postUrl: string | null;
  readonly media: readonly Media[];
}

/** All that an account has logged, whoever may see it, a page at a time. */
export async function* loadClimbs(db: Reader, accountId: string): AsyncGenerator<ClimbFacts[]> {
  for await (const climbs of pagesOf((afterId, limit) => findOwnClimbsAfter(db, accountId, afterId, limit))) {
    const ids = climbs.map(({ id }) => id);
    const statusIds = climbs.flatMap(({ statusId }) => statusId ?? []);
    const partners = await findPartners(db, ids);
    const urls = await findStatusUrls(db, statusIds);
    const media = await findMediaOfEntries(db, ids, statusIds);
    const mediaByClimb = Map.groupBy(media, (one) => one.climbId);
    const mediaByStatus = Map.groupBy(media, (one) => one.statusId);
    yield climbs.map((climb) => ({
      climb,
      partners: partners.get(climb.id) ?? [],
      postUrl: climb.statusId === null ? null : (urls.get(climb.statusId) ?? null),
      media: [
        ...(mediaByClimb.get(climb.id) ?? []),
        ...(climb.statusId === null ? [] : (mediaByStatus.get(climb.statusId) ?? [])),
      ],
    }));
  }
}

/** `@ada` means somebody else on another server. */
function fullNameOf(config: Pick<Config, "handleDomain">, name: string, account: Account | null): string {
  if (account === null || !name.startsWith("@")) return name;
  return `@${account.username}@${isLocal(account) ? config.handleDomain : account.domain}`;
}

export const partnersOf = (config: Pick<Config, "handleDomain">, partners: readonly PartnerRow[]) =>
  partners.map(({ name, account }) => ({
    name: fullNameOf(config, name, account),
    account_uri: account?.uri ?? null,
  }));

/** As `partnersOf`, of sessions, whose companions are no rows. */
export async function companionsOf(
  db: Reader,
  config: Pick<Config, "handleDomain">,
  rows: readonly { id: string; partners: readonly Companion[] }[],
) {
  const ids = rows.flatMap(({ partners }) => partners.flatMap(({ accountId }) => accountId ?? []));
  const accounts = await findAccountsByIds(db, [...new Set(ids)]);
  return new Map(
    rows.map(({ id, partners }) => [
      id,
      partners.map(({ name, accountId }) => {
        const account = accounts.get(accountId ?? "") ?? null;
        return { name: fullNameOf(config, name, account), account_uri: account?.uri ?? null };
      }),
    ]),
  );
}

/** Where the pictures and films of an entry are. */
export const mediaOf = (config: Pick<Config, "mediaUrl">, media: readonly Media[]) =>
  media.flatMap(({ type, description, originalKey, remoteUrl }) => {
    const url = originalKey === null ? remoteUrl : fileUrl(config, originalKey);
    return url === null ? [] : [{ type, url, description }];
  });

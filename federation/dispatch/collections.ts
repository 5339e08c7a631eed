import { Announce, type Activity, type Object as AsObject } from "@fedify/vocab";
import { findLocalAccount } from "../../src/db/account-queries.ts";
import { findFollowers, findFollowing, type ListedAccount } from "../../src/db/relationship-queries.ts";
import { findPinnedStatusIds } from "../../src/db/interaction-queries.ts";
import { countPublicStatuses, findPublicStatusIds, findStatusesByIds } from "../../src/db/status-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import type { Status } from "../../src/domain/statuses/status.ts";
import { loadNote } from "../codec/load-note.ts";
import { writeNote } from "../codec/write-note.ts";
import type { AnyContext, Data, FedifyFederation } from "../environment.ts";
import { writeAnnounce } from "../outbox/boosts.ts";
import { writeCreate } from "../outbox/statuses.ts";
import { mayFetch } from "./viewer.ts";

const pageLength = 40;
const mostPins = 5;
/** Above every id. */
const newest = "9".repeat(18);

type Cursor = string | null;

const localActor = async (fedify: AnyContext, identifier: string): Promise<Account | null> => {
  const account = await findLocalAccount(fedify.data.db.read, identifier);
  return account === null || account.suspendedAt !== null ? null : account;
};

/** Null where nobody is: with a cursor there would be a collection of whom there is not. */
const firstCursor = async (fedify: AnyContext, identifier: string): Promise<Cursor> =>
  (await localActor(fedify, identifier)) === null ? null : newest;

/** Outbox, followers, following and the featured posts of local accounts. */
export function dispatchCollections(federation: FedifyFederation): void {
  federation
    .setOutboxDispatcher("/users/{identifier}/outbox", async (fedify, identifier, cursor) => {
      const account = await localActor(fedify, identifier);
      if (account === null || cursor === null) return null;
      return await outboxPage(fedify.data, account, cursor);
    })
    .setCounter(async (fedify, identifier) => {
      const account = await localActor(fedify, identifier);
      return account === null ? null : await countPublicStatuses(fedify.data.db.read, account.id);
    })
    .setFirstCursor(firstCursor)
    .authorize((fedify) => mayFetch(fedify));

  federation
    .setFollowersDispatcher("/users/{identifier}/followers", (fedify, identifier, cursor) =>
      accountPage(fedify, identifier, cursor, (account, maxId) =>
        findFollowers(fedify.data.db.read, account.id, "accepted", { maxId, limit: pageLength }),
      ),
    )
    .setCounter(async (fedify, identifier) => (await localActor(fedify, identifier))?.followersCount ?? null)
    .setFirstCursor(firstCursor)
    .authorize((fedify) => mayFetch(fedify));

  federation
    .setFollowingDispatcher("/users/{identifier}/following", async (fedify, identifier, cursor) => {
      const page = await accountPage(fedify, identifier, cursor, (account, maxId) =>
        findFollowing(fedify.data.db.read, account.id, "accepted", { maxId, limit: pageLength }),
      );
      return page === null ? null : { ...page, items: page.items.map((recipient) => recipient.id) };
    })
    .setCounter(async (fedify, identifier) => (await localActor(fedify, identifier))?.followingCount ?? null)
    .setFirstCursor(firstCursor)
    .authorize((fedify) => mayFetch(fedify));

  federation
    .setFeaturedDispatcher("/users/{identifier}/featured", async (fedify, identifier) => {
      const account = await localActor(fedify, identifier);
      if (account === null) return null;
      const { db, config } = fedify.data;
      const ids = await findPinnedStatusIds(db.read, account.id, null, mostPins);
      const statuses = await findStatusesByIds(db.read, ids);
      const items: AsObject[] = [];
      for (const id of ids) {
        const status = statuses.get(id);
        if (status !== undefined) items.push(writeNote(config, await loadNote(db.read, status)));
      }
      return { items };
    })
    .authorize((fedify) => mayFetch(fedify));
}

async function outboxPage({ db, config }: Data, account: Account, cursor: string) {
  const ids = await findPublicStatusIds(db.read, account.id, { maxId: cursor, limit: pageLength });
  const statuses = await findStatusesByIds(db.read, ids);
  const items: Activity[] = [];
  for (const id of ids) {
    const status = statuses.get(id);
    if (status !== undefined) items.push(await writeActivity(db.read, config, account, status));
  }
  return { items, nextCursor: nextOf(ids) };
}

async function writeActivity(
  db: Data["db"]["read"],
  config: Data["config"],
  account: Account,
  status: Status,
): Promise<Activity> {
  if (status.boostOfId === null) return writeCreate(config, await loadNote(db, status));
  const [boosted] = (await findStatusesByIds(db, [status.boostOfId])).values();
  if (boosted === undefined) return new Announce({ id: new URL(status.uri), actor: new URL(account.uri) });
  return writeAnnounce(account, status, boosted.uri);
}

async function accountPage(
  fedify: AnyContext,
  identifier: string,
  cursor: Cursor,
  find: (account: Account, maxId: string) => Promise<ListedAccount[]>,
) {
  const account = await localActor(fedify, identifier);
  if (account === null || cursor === null) return null;
  const listed = account.hidesNetwork ? [] : await find(account, cursor);
  const items = listed.map(({ account: { uri, inboxUri, sharedInboxUri } }) => ({
    id: new URL(uri),
    inboxId: new URL(inboxUri),
    endpoints: sharedInboxUri === null ? null : { sharedInbox: new URL(sharedInboxUri) },
  }));
  return { items, nextCursor: nextOf(listed.map((row) => row.cursor)) };
}

const nextOf = (cursors: readonly string[]): string | null =>
  cursors.length < pageLength ? null : (cursors.at(-1) ?? null);

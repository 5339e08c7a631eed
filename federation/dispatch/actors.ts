import { importJwk } from "@fedify/fedify";
import { LRUCache } from "lru-cache";
import { findAccountKeys, findLocalAccount } from "../../src/db/account-queries.ts";
import { instanceActorUsername, uris } from "../../src/domain/uris.ts";
import { writeActor } from "../codec/write-actor.ts";
import type { Data, FedifyFederation } from "../environment.ts";

/** Actors by username, and their keys. The instance actor is one of them. */
export function dispatchActors(federation: FedifyFederation): void {
  // Importing a key takes longer than reading it; a username keeps its keys for ever.
  const keysByContext = new WeakMap<Data["db"], LRUCache<string, CryptoKeyPair[]>>();

  federation
    .setActorDispatcher("/users/{identifier}", async (fedify, identifier) => {
      const account = await findLocalAccount(fedify.data.db.read, identifier);
      if (account === null || account.suspendedAt !== null) return null;
      return writeActor(fedify.data.config, account, await fedify.getActorKeyPairs(account.username));
    })
    .mapHandle(async (fedify, username) => {
      const account = await findLocalAccount(fedify.data.db.read, username);
      return account?.username ?? null;
    })
    .mapAlias((fedify, resource) => {
      // WebFinger of a profile's page.
      const { origin } = fedify.data.config;
      const match = resource.origin === origin ? /^\/@([a-z0-9_]+)$/i.exec(resource.pathname) : null;
      if (match?.[1] !== undefined) return { username: match[1] };
      return resource.href === `${origin}/` ? { username: instanceActorUsername } : null;
    })
    .setKeyPairsDispatcher(async (fedify, identifier) => {
      const { db } = fedify.data;
      const cache = keysByContext.get(db) ?? new LRUCache<string, CryptoKeyPair[]>({ max: 1_000 });
      keysByContext.set(db, cache);
      const known = cache.get(identifier);
      if (known !== undefined) return known;
      const keys = await readKeys(fedify.data, identifier);
      if (keys.length > 0) cache.set(identifier, keys);
      return keys;
    })
    .authorize(async (fedify, identifier) => {
      // Who signs fetches must itself be readable without a signature, or two such servers never meet.
      if (!fedify.data.config.authorizedFetch || identifier === instanceActorUsername) return true;
      return (await fedify.getSignedKey()) !== null;
    });
}

async function readKeys({ db, config }: Data, identifier: string): Promise<CryptoKeyPair[]> {
  const account = await findLocalAccount(db.read, identifier);
  if (account === null || account.uri !== uris.account(config.origin, account.username)) return [];
  const rows = await findAccountKeys(db.read, account.id);
  return await Promise.all(
    rows.map(async (row) => ({
      privateKey: await importJwk(row.privateKey, "private"),
      publicKey: await importJwk(row.publicKey, "public"),
    })),
  );
}

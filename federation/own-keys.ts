import { CryptographicKey, isActor, Multikey, Object as AsObject, type Actor } from "@fedify/vocab";
import { FetchError, type DocumentLoader, type RemoteDocument } from "@fedify/vocab-runtime";
import { expandJsonLd } from "./codec/json-ld.ts";

type Key = CryptographicKey | Multikey;

const ownerOf = (key: Key): URL | null => (key instanceof CryptographicKey ? key.ownerId : key.controllerId);
const isListed = (key: Key, owner: Actor): boolean =>
  (key instanceof CryptographicKey ? owner.publicKeyIds : owner.assertionMethodIds).some(
    (id) => id.href === key.id?.href,
  );

/**
 * Fedify believes what a key says about whose it is (GHSA-q9f8-5hc7-898f), and with that anybody could speak for
 * everybody. Through this loader it sees a key only when its owner's own document lists it, and an actor only from its
 * own host and without keys that name another owner. Documents come expanded, so that what was checked cannot be read
 * in another context afterwards.
 */
export function ownKeysLoader(load: DocumentLoader, contextLoader: DocumentLoader): DocumentLoader {
  const embedded = {
    contextLoader,
    documentLoader: () => Promise.reject(new Error("What is only named is not fetched")),
    crossOrigin: "trust" as const,
    suppressError: true,
  };

  async function loadExpanded(url: string): Promise<RemoteDocument> {
    const { document, documentUrl } = await load(url);
    const [node] = (await expandJsonLd(document, contextLoader)) as unknown[];
    if (node === undefined) throw new FetchError(documentUrl, "The document says nothing");
    return { contextUrl: null, document: node, documentUrl };
  }

  async function parse({ document, documentUrl }: RemoteDocument): Promise<AsObject | Key | null> {
    for (const type of [AsObject, CryptographicKey, Multikey]) {
      try {
        return await type.fromJsonLd(document, { ...embedded, baseUrl: new URL(documentUrl) });
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    }
    return null;
  }

  async function isOwnersKey(key: Key): Promise<boolean> {
    const ownerId = ownerOf(key);
    if (key.id === null || ownerId === null) return false;
    const loaded = await loadExpanded(ownerId.href);
    const owner = await parse(loaded);
    if (owner === null || !isActor(owner) || owner.id?.href !== ownerId.href) return false;
    return isOnOwnHost(owner, loaded) && isListed(key, owner);
  }

  async function hasOwnKeysOnly(actor: Actor): Promise<boolean> {
    for (const keys of [actor.getPublicKeys(embedded), actor.getAssertionMethods(embedded)]) {
      for await (const key of keys) {
        const owner = ownerOf(key);
        if (owner !== null && owner.href !== actor.id?.href) return false;
      }
    }
    return true;
  }

  return async (url) => {
    const loaded = await loadExpanded(url);
    const object = await parse(loaded);
    if (object instanceof CryptographicKey || object instanceof Multikey) {
      if (!(await isOwnersKey(object))) throw new FetchError(loaded.documentUrl, "Not a key of its owner");
    } else if (object !== null && isActor(object)) {
      const isHonest = isOnOwnHost(object, loaded) && (await hasOwnKeysOnly(object));
      if (!isHonest) throw new FetchError(loaded.documentUrl, "Not an actor with keys of its own");
    }
    return loaded;
  };
}

const isOnOwnHost = (actor: Actor, { documentUrl }: RemoteDocument): boolean =>
  actor.id?.origin === new URL(documentUrl).origin;

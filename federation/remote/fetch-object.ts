import { Object as AsObject } from "@fedify/vocab";
import { FetchError } from "@fedify/vocab-runtime";
import { FetchRefused } from "../../src/lib/fetch-refused.ts";
import type { AnyContext } from "../environment.ts";
import { instanceActorUsername } from "../../src/domain/uris.ts";

export interface FetchedObject {
  object: AsObject;
  /** The document as it came. */
  document: unknown;
}

/**
 * Loads an object, signed by the instance actor. Null when there is none, or when what came does not live where it was
 * asked for: an object may be told by its own host only.
 * @throws FetchRefused, or FetchError with a 5xx, when the server cannot be reached: worth another try.
 */
export async function fetchObject(fedify: AnyContext, uri: string): Promise<FetchedObject | null> {
  const loader = await fedify.getDocumentLoader({ identifier: instanceActorUsername });
  try {
    const { document, documentUrl } = await loader(uri);
    const object = await AsObject.fromJsonLd(document, {
      documentLoader: loader,
      contextLoader: fedify.contextLoader,
      baseUrl: new URL(documentUrl),
    });
    if (object.id === null) return null;
    if (object.id.href === new URL(uri).href) return { object, document };
    // A page told the object's own address: ask there, once.
    return object.id.host === new URL(documentUrl).host ? { object, document } : null;
  } catch (error) {
    if (isWorthRetrying(error)) throw error;
    return null;
  }
}

/** A server that is down may come back; a document that is wrong stays wrong. */
export function isWorthRetrying(error: unknown): boolean {
  if (error instanceof FetchRefused) return error.reason === "timeout" || error.reason === "network";
  if (error instanceof FetchError) return error.response !== undefined && error.response.status >= 500;
  return false;
}

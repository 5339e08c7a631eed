import type { DocumentLoader } from "@fedify/vocab-runtime";
import jsonld from "jsonld";
import { wireContext } from "./context.ts";

// The seam to jsonld, whose types know neither inline contexts nor Fedify's loaders.

type Loader = NonNullable<jsonld.Options.DocLoader["documentLoader"]>;

/** Expanded JSON-LD in the words of a context: ours, unless another is given. */
export async function compactJsonLd(document: unknown, contextLoader: DocumentLoader, context: unknown = wireContext) {
  const compacted = await jsonld.compact(document as jsonld.JsonLdDocument, context as jsonld.ContextDefinition, {
    documentLoader: contextLoader as Loader,
  });
  return compacted as Record<string, unknown>;
}

export async function expandJsonLd(document: unknown, contextLoader: DocumentLoader): Promise<unknown> {
  return await jsonld.expand(document as jsonld.JsonLdDocument, { documentLoader: contextLoader as Loader });
}

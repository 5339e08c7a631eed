import type { RemoteAttachment } from "../../src/domain/statuses/status.ts";
import { firstOf, idOf, listOf, numberAt, valueAt } from "./expanded.ts";
import { remoteMedia } from "./read-note.ts";

// What peers say in words that Fedify's classes drop, from a post's expanded JSON-LD.

const as = "https://www.w3.org/ns/activitystreams#";
const schemaOrg = "http://schema.org/";

/** Lemmy and PeerTube tell the language beside the text. */
export function readLanguage(node: unknown): string | null {
  const code = valueAt(firstOf(node, `${schemaOrg}inLanguage`), `${schemaOrg}identifier`);
  return typeof code === "string" && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code) ? code.slice(0, 20) : null;
}

const tallest = 720;

/** The film of a PeerTube Video: a file among its addresses, or among the parts of one that is a playlist. */
export function readVideoFile(node: unknown): RemoteAttachment[] {
  const links = listOf(node, `${as}url`).flatMap((link) => [link, ...listOf(link, `${as}tag`)]);
  const files = links.flatMap((link) => {
    const url = idOf(firstOf(link, `${as}href`));
    const contentType = valueAt(link, `${as}mediaType`);
    if (typeof url !== "string" || !/^https?:\/\//.test(url) || url.length > 2_000) return [];
    if (typeof contentType !== "string" || !/^video\/[\w.+-]{1,60}$/.test(contentType)) return [];
    const size = { width: numberAt(link, `${as}width`), height: numberAt(link, `${as}height`) };
    return [remoteMedia(url, contentType, size)];
  });
  const file = files.find(({ height }) => height !== null && height <= tallest) ?? files[0];
  return file === undefined ? [] : [file];
}

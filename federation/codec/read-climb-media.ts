import { isBlurhashValid } from "blurhash";
import type { RemoteAttachment } from "../../src/domain/statuses/status.ts";
import { sanitizePlain } from "../../src/lib/sanitize-html.ts";
import { firstOf, idOf, listOf, numberAt, valueAt } from "./expanded.ts";
import { remoteMedia } from "./read-note.ts";

const as = "https://www.w3.org/ns/activitystreams#";
const toot = "http://joinmastodon.org/ns#";
const most = { attachments: 16, url: 2_000, description: 5_000, blurhash: 100 };

/** The files of a climb without a post, from its expanded JSON-LD; what is none is left out. */
export const readClimbMedia = (climb: unknown): RemoteAttachment[] =>
  listOf(climb, `${as}attachment`).slice(0, most.attachments).flatMap(readFile);

function readFile(node: unknown): RemoteAttachment[] {
  const url = idOf(firstOf(node, `${as}url`));
  const contentType = valueAt(node, `${as}mediaType`);
  if (typeof url !== "string" || url.length > most.url || !/^https?:/.test(url) || !URL.canParse(url)) return [];
  if (typeof contentType !== "string" || !/^(image|video|audio)\/[\w.+-]{1,60}$/.test(contentType)) return [];
  const size = { width: pixelsAt(node, "width"), height: pixelsAt(node, "height") };
  const description = sanitizePlain(textAt(node, `${as}name`), most.description);
  const blurhash = textAt(node, `${toot}blurhash`);
  const isValid = blurhash.length <= most.blurhash && isBlurhashValid(blurhash).result;
  return [
    {
      ...remoteMedia(url, contentType, size),
      description: description === "" ? null : description,
      blurhash: isValid ? blurhash : null,
      ...focusOf(node),
    },
  ];
}

function textAt(node: unknown, iri: string): string {
  const text = valueAt(node, iri);
  return typeof text === "string" ? text : "";
}

function pixelsAt(node: unknown, name: "width" | "height"): number | null {
  const pixels = numberAt(node, `${as}${name}`);
  return pixels !== null && Number.isInteger(pixels) && pixels > 0 && pixels < 100_000 ? pixels : null;
}

function focusOf(node: unknown): { focusX: number | null; focusY: number | null } {
  const point = listOf(firstOf(node, `${toot}focalPoint`), "@list").map((part) => numberAt({ part: [part] }, "part"));
  const [x = null, y = null] = point;
  const isWithin = x !== null && y !== null && Math.abs(x) <= 1 && Math.abs(y) <= 1;
  return isWithin ? { focusX: x, focusY: y } : { focusX: null, focusY: null };
}

import { isBlurhashValid } from "blurhash";
import { z } from "zod";
import type { RemoteAttachment } from "../../src/domain/statuses/status.ts";

const coordinate = z.number().min(-1).max(1);
const hinted = z.object({
  url: z.string(),
  blurhash: z
    .string()
    .max(100)
    .refine((hash) => isBlurhashValid(hash).result)
    .nullish()
    .catch(null),
  focalPoint: z.tuple([coordinate, coordinate]).nullish().catch(null),
});

const toot = "http://joinmastodon.org/ns#";

/** Under the names that everybody uses, and under the full ones, as Fedify writes a document anew. */
function readHint(attachment: unknown): z.infer<typeof hinted>[] {
  if (typeof attachment !== "object" || attachment === null) return [];
  const given = attachment as Record<string, unknown>;
  const point = given["focalPoint"] ?? given[`${toot}focalPoint`];
  const parsed = hinted.safeParse({
    url: given["url"],
    blurhash: given["blurhash"] ?? given[`${toot}blurhash`],
    focalPoint: typeof point === "object" && point !== null && "@list" in point ? point["@list"] : point,
  });
  return parsed.success ? [parsed.data] : [];
}

/**
 * Adds what Fedify's classes drop: blurhash and focal point. Looked for in the document as it is: expanding each post with a
 * picture once more would cost more than the hints are worth.
 */
export function addHints(attachments: readonly RemoteAttachment[], document: unknown): RemoteAttachment[] {
  if (attachments.length === 0) return [];
  const hints = new Map(findAttachments(document).map((hint) => [hint.url, hint]));
  return attachments.map((attachment) => {
    const hint = hints.get(attachment.url);
    if (hint === undefined) return attachment;
    const [focusX, focusY] = hint.focalPoint ?? [null, null];
    return { ...attachment, blurhash: hint.blurhash ?? null, focusX, focusY };
  });
}

const mostAttachments = 32;

/** Of the post, which may lie inside an activity. */
function findAttachments(document: unknown, depth = 0): z.infer<typeof hinted>[] {
  if (depth > 4 || typeof document !== "object" || document === null) return [];
  const { attachment, object } = document as { attachment?: unknown; object?: unknown };
  const listed: unknown[] = Array.isArray(attachment) ? attachment : [attachment];
  return [...listed.slice(0, mostAttachments).flatMap(readHint), ...findAttachments(object, depth + 1)];
}

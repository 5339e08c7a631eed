import type { Config } from "../../src/config/config.ts";
import type { Media } from "../../src/db/status-fact-queries.ts";
import { fileUrl } from "../../src/domain/media/urls.ts";
import { contentTypeOfKey } from "../../src/media/storage.ts";
import type { Expanded } from "./extended.ts";

const as = "https://www.w3.org/ns/activitystreams#";
const toot = "http://joinmastodon.org/ns#";
const xsd = "http://www.w3.org/2001/XMLSchema#";

const typeOf = { image: "Image", video: "Video", gifv: "Video", audio: "Audio", unknown: "Document" } as const;

/**
 * A post's files as Mastodon writes them, with what Fedify's classes have no place for: blurhash, focal point, poster.
 * Expanded JSON-LD.
 */
export const writeAttachments = (config: Pick<Config, "mediaUrl">, media: readonly Media[]): Expanded[] =>
  media.flatMap((file) => {
    const { originalKey } = file;
    if (originalKey === null) return [];
    return [
      {
        "@type": [`${as}${typeOf[file.type]}`],
        ...reference("url", fileUrl(config, originalKey)),
        ...value("mediaType", file.contentType),
        ...(file.description === null ? {} : value("name", file.description)),
        ...(file.width === null ? {} : count("width", file.width)),
        ...(file.height === null ? {} : count("height", file.height)),
        ...(file.durationSeconds === null ? {} : duration(file.durationSeconds)),
        ...(file.blurhash === null ? {} : { [`${toot}blurhash`]: [{ "@value": file.blurhash }] }),
        ...focalPoint(file),
        ...poster(config, file),
      },
    ];
  });

const value = (name: string, text: string) => ({ [`${as}${name}`]: [{ "@value": text }] });
const reference = (name: string, url: string) => ({ [`${as}${name}`]: [{ "@id": url }] });
const count = (name: string, number: number) => ({
  [`${as}${name}`]: [{ "@type": `${xsd}nonNegativeInteger`, "@value": number }],
});
const duration = (seconds: number) => ({
  [`${as}duration`]: [{ "@type": `${xsd}duration`, "@value": `PT${Math.round(seconds * 1_000) / 1_000}S` }],
});

function focalPoint({ focusX, focusY }: Media) {
  if (focusX === null || focusY === null) return {};
  // Without a type: a typed number would go out as an object, in which nobody looks for one.
  return { [`${toot}focalPoint`]: [{ "@list": [{ "@value": focusX }, { "@value": focusY }] }] };
}

function poster(config: Pick<Config, "mediaUrl">, { type, smallKey }: Media) {
  if (type === "image" || smallKey === null) return {};
  const picture = {
    "@type": [`${as}Image`],
    ...reference("url", fileUrl(config, smallKey)),
    ...value("mediaType", contentTypeOfKey(smallKey)),
  };
  return { [`${as}icon`]: [picture] };
}

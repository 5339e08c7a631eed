import type { Media } from "../db/status-fact-queries.ts";

/** Mastodon's MediaAttachment. */
export function toMedia(media: Media) {
  const size = sizeOf(media);
  return {
    id: media.id,
    type: media.type,
    url: media.remoteUrl,
    preview_url: media.type === "image" ? media.remoteUrl : null,
    remote_url: media.remoteUrl,
    text_url: null,
    meta: size === null ? {} : { original: size, small: size },
    description: media.description,
    blurhash: media.blurhash,
  };
}

function sizeOf({ width, height }: Media) {
  if (width === null || height === null || width <= 0 || height <= 0) return null;
  return { width, height, size: `${width}x${height}`, aspect: width / height };
}

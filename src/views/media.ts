import type { Config } from "../config/config.ts";
import type { ShownMedia } from "../db/schema/index.ts";
import { fileUrl, remoteUrl } from "../domain/media/urls.ts";

type Links = Pick<Config, "mediaUrl" | "origin" | "secret" | "remoteMedia">;

/** Mastodon's MediaAttachment, with `hls_url` and `processing_progress`. */
export function toMedia(config: Links, media: ShownMedia) {
  const { url, previewUrl } = mediaUrls(config, media);
  return {
    id: media.id,
    type: media.type,
    url,
    preview_url: previewUrl,
    remote_url: media.remoteUrl,
    preview_remote_url: null,
    text_url: null,
    meta: toMeta(media),
    description: media.description,
    blurhash: media.blurhash,
    hls_url: media.hlsKey === null ? null : fileUrl(config, media.hlsKey),
    ...(media.state === "ready" ? {} : { processing_progress: media.progress / 100 }),
  };
}

/** What is shown, null before it is ready, and a picture that stands for it, null when there is none. */
export function mediaUrls(config: Links, media: ShownMedia): { url: string | null; previewUrl: string | null } {
  const { remoteUrl: remote, originalKey, smallKey } = media;
  if (remote !== null) {
    const hasPreview = media.type === "image" || (media.type === "video" && config.remoteMedia === "proxy");
    return {
      url: media.type === "unknown" ? remote : remoteUrl(config, remote, "original"),
      previewUrl: hasPreview ? remoteUrl(config, remote, "small") : null,
    };
  }
  return {
    url: originalKey === null ? null : fileUrl(config, originalKey),
    previewUrl: smallKey === null ? null : fileUrl(config, smallKey),
  };
}

function toMeta(media: ShownMedia) {
  const original = sizeOf(media.width, media.height);
  const small = sizeOf(media.smallWidth, media.smallHeight) ?? original;
  const isRecording = media.type === "video" || media.type === "gifv" || media.type === "audio";
  const recording = isRecording
    ? {
        ...(media.frameRate === null ? {} : { frame_rate: media.frameRate }),
        ...(media.durationSeconds === null ? {} : { duration: media.durationSeconds }),
        ...(media.bitRate === null ? {} : { bitrate: media.bitRate }),
      }
    : {};
  const detailed = original === null && Object.keys(recording).length === 0 ? null : { ...original, ...recording };
  return {
    ...(media.focusX === null || media.focusY === null ? {} : { focus: { x: media.focusX, y: media.focusY } }),
    ...(detailed === null ? {} : { original: detailed }),
    ...(small === null ? {} : { small }),
  };
}

function sizeOf(width: number | null, height: number | null) {
  if (width === null || height === null || width <= 0 || height <= 0) return null;
  return { width, height, size: `${width}x${height}`, aspect: width / height };
}

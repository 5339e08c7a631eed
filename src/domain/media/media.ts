import type { Context } from "../../context.ts";
import type { ShownMedia } from "../../db/schema/index.ts";
import type { Media } from "../../db/status-fact-queries.ts";
import { Refused } from "../../lib/refused.ts";
import type { RenderedFile } from "../../media/images.ts";

export type { Media };

/** What came from outside and was looked into: it is what its content says, whatever it was called. */
export interface Upload {
  readonly path: string;
  readonly kind: "image" | "video" | "audio";
  readonly contentType: string;
  readonly extension: string;
  readonly bytes: number;
}

/** What an attachment's owner says of it. */
export interface MediaAbout {
  /** For those who cannot see it. */
  readonly description?: string | null | undefined;
  /** Each between -1 and 1, from the centre to the right and up: what must stay in a cropped preview. */
  readonly focus?: { readonly x: number; readonly y: number } | undefined;
}

export type MediaContext = Pick<Context, "config" | "db" | "clock" | "storage" | "ffmpeg" | "log" | "wakeWorker">;

export const descriptionLimit = 1_500;
export const videoFrameRateLimit = 120;
/** 3840 x 2160: also what pictures are scaled down to. */
export const videoPixelLimit = 8_294_400;
/** Sounds may be longer than videos: they take a fraction of the work. */
export const audioMinutesPerVideoMinute = 6;

export const invalidMedia = (what: string): Refused => new Refused("invalid", `Validation failed: ${what}`);

export function checkAbout({ description }: MediaAbout): void {
  if (Array.from(description ?? "").length > descriptionLimit) {
    throw invalidMedia(`Description is too long (maximum is ${descriptionLimit} characters)`);
  }
}

export const imageLimits = (ctx: Pick<Context, "config">) => ({
  maxPixels: ctx.config.maxImageMegapixels * 1_000_000,
});

/** What is shown of it now, to be kept. */
export const toShown = (media: Media): ShownMedia => ({
  id: media.id,
  type: media.type,
  remoteUrl: media.remoteUrl,
  description: media.description,
  blurhash: media.blurhash,
  width: media.width,
  height: media.height,
  state: media.state,
  progress: media.progress,
  originalKey: media.originalKey,
  smallKey: media.smallKey,
  hlsKey: media.hlsKey,
  smallWidth: media.smallWidth,
  smallHeight: media.smallHeight,
  durationSeconds: media.durationSeconds,
  frameRate: media.frameRate,
  bitRate: media.bitRate,
  focusX: media.focusX,
  focusY: media.focusY,
});

/** The name under which a file is stored in its folder. */
export const nameFile = (role: string, file: Pick<RenderedFile, "extension">): string => `${role}.${file.extension}`;

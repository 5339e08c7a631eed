import { stat } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { grabFrame } from "../../media/grab-frame.ts";
import { renderRemote } from "../../media/images.ts";
import type { Sniffed } from "../../media/sniff.ts";
import { imageLimits, type MediaContext } from "./media.ts";
import type { RemoteVariant } from "./urls.ts";

export interface RemoteCopyFile {
  readonly path: string;
  readonly extension: string;
  readonly contentType: string;
  readonly bytes: number;
}

interface Fetched {
  readonly source: string;
  readonly sniffed: Sniffed;
  readonly scratch: string;
  readonly variant: RemoteVariant;
}

/** Frames are grabbed beside the requests of this process: they must leave it processors. */
const frameGate = pLimit(1);
const frameTimeoutMs = 20_000;

/**
 * What is stored of another server's file. Pictures are made anew, so that nothing but the picture passes; videos and
 * sounds stay as they came. Null when the file cannot be shown so. @throws Refused when it cannot be read.
 */
export async function renderCopy(
  ctx: Pick<MediaContext, "config" | "ffmpeg">,
  { source, sniffed, scratch, variant }: Fetched,
): Promise<RemoteCopyFile | null> {
  if (sniffed.kind === "image") return await renderRemote(source, scratch, variant, imageLimits(ctx));
  if (variant === "original") {
    const { size } = await stat(source);
    return { path: source, extension: sniffed.extension, contentType: sniffed.contentType, bytes: size };
  }
  const ffmpeg = sniffed.kind === "video" && variant === "small" ? await ctx.ffmpeg() : null;
  if (ffmpeg === null) return null;
  const frame = join(scratch, "frame.jpg");
  await frameGate(() => grabFrame(ffmpeg, source, frame, { timeoutMs: frameTimeoutMs, threads: 1 }));
  return await renderRemote(frame, scratch, variant, imageLimits(ctx));
}

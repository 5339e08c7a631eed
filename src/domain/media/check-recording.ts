import { checkVideoLimits, probeMedia } from "../../media/probe.ts";
import { audioMinutesPerVideoMinute, invalidMedia, videoPixelLimit, type MediaContext } from "./media.ts";

/** Looks into a video or sound before anybody is told that it was taken. @throws Refused when it cannot be. */
export async function checkRecording(
  ctx: Pick<MediaContext, "config" | "ffmpeg">,
  file: { readonly path: string },
  signal?: AbortSignal,
): Promise<"video" | "audio"> {
  const ffmpeg = await ctx.ffmpeg();
  if (ffmpeg === null) {
    throw invalidMedia("this server cannot convert videos and sounds: ffmpeg is missing");
  }
  const probe = await probeMedia(ffmpeg, file.path, signal);
  const { maxVideoMinutes } = ctx.config;
  checkVideoLimits(probe, {
    maxMinutes: probe.kind === "audio" ? maxVideoMinutes * audioMinutesPerVideoMinute : maxVideoMinutes,
    maxWidthHeightPixels: videoPixelLimit,
  });
  return probe.kind;
}

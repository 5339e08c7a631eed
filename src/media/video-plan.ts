import type { Ffmpeg } from "./ffmpeg.ts";
import { fraction, type MediaProbe } from "./probe.ts";

/** One size of a video. `name` is `720p`, by the short side; `maxBitRate` is bits per second of the picture. */
export interface Rendition {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly maxBitRate: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const shortSides = [1080, 720, 480];
const maxFrameRate = 60;
/** Every rendition can be entered at the same moments, this many seconds apart. */
export const segmentSeconds = 4;

// 4:2:0 has one sample of colour for two by two pixels.
const evenBelow = (side: number): number => Math.max(2, Math.floor(side / 2) * 2);
const evenNear = (side: number): number => Math.max(2, Math.round(side / 2) * 2);

/** Largest first, none above the source; a source below all of them gets one of its own size. */
export function planRenditions(source: Size, frameRate: string): Rendition[] {
  const short = Math.min(source.width, source.height);
  const fitting = shortSides.filter((side) => side <= short);
  const isQuick = (fraction(frameRate) ?? 0) > 32;
  return (fitting.length > 0 ? fitting : [short]).map((side) => {
    const size = side === short ? toEven(source) : scaled(source, side / short);
    // Half the pixels need more than half the bits: 5.5 Mbit/s at 1080p, 3 at 720p, 1.6 at 480p.
    const bitRate = 5_500_000 * ((size.width * size.height) / (1920 * 1080)) ** 0.75 * (isQuick ? 1.5 : 1);
    const name = `${Math.min(size.width, size.height)}p`;
    return { name, ...size, maxBitRate: Math.max(200_000, Math.round(bitRate / 1000) * 1000) };
  });
}

const toEven = ({ width, height }: Size): Size => ({ width: evenBelow(width), height: evenBelow(height) });

const scaled = ({ width, height }: Size, factor: number): Size => ({
  width: evenNear(width * factor),
  height: evenNear(height * factor),
});

/** The size of no more than `pixels` with the source's proportions, in even numbers. */
export function fitPixels(source: Size, pixels: number): Size {
  const factor = Math.sqrt(pixels / (source.width * source.height));
  if (factor >= 1) return toEven(source);
  return toEven({ width: source.width * factor, height: source.height * factor });
}

/**
 * The constant rate that the output gets, as a fraction. A recording of a screen stands still for long: on average it
 * has few frames, and would stutter at that rate.
 */
export function planFrameRate(probe: Pick<MediaProbe, "frameRate" | "hasConstantFrameRate">): string {
  const average = fraction(probe.frameRate);
  if (probe.frameRate === null || average === null) return "30/1";
  if (average > maxFrameRate) return `${maxFrameRate}/1`;
  if (!probe.hasConstantFrameRate && average < 24) return "30/1";
  return probe.frameRate;
}

/**
 * Filters from the source's picture, which ffmpeg has turned upright by then, to a picture of this size in plain colours.
 * HDR is mapped to the range of ordinary screens where ffmpeg can; elsewhere it comes out pale, and plays.
 */
export function pictureFilters(
  ffmpeg: Pick<Ffmpeg, "canToneMap">,
  probe: Pick<MediaProbe, "isHdr" | "isInterlaced">,
  size: Size,
  pixelFormat = "yuv420p",
): string[] {
  const toneMap = [
    "zscale=transfer=linear:npl=100",
    "format=gbrpf32le",
    "zscale=primaries=bt709",
    "tonemap=tonemap=hable:desat=0",
    "zscale=transfer=bt709:matrix=bt709:range=tv",
  ];
  return [
    ...(probe.isInterlaced ? ["yadif"] : []),
    `scale=${size.width}:${size.height}:flags=bicubic`,
    // After scaling: it works with floating-point numbers, and its time goes by pixels.
    ...(probe.isHdr && ffmpeg.canToneMap ? toneMap : []),
    `format=${pixelFormat}`,
    "setsar=1",
  ];
}

/** One decoding for all renditions: each is scaled from the one above. Their ends are `[v0]`, `[v1]` and so on. */
export function renditionGraph(
  ffmpeg: Pick<Ffmpeg, "canToneMap">,
  probe: MediaProbe,
  renditions: readonly Rendition[],
  frameRate: string,
): string {
  return renditions
    .map((rendition, place) => {
      const filters =
        place === 0
          ? [`[0:${probe.streams.video}]fps=${frameRate}`, ...pictureFilters(ffmpeg, probe, rendition)]
          : [`[s${place}]scale=${rendition.width}:${rendition.height}:flags=bicubic`, "setsar=1"];
      const isLast = place === renditions.length - 1;
      return `${filters.join(",")}${isLast ? "" : ",split=2"}[v${place}]${isLast ? "" : `[s${place + 1}]`}`;
    })
    .join(";");
}

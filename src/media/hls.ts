import { open, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fraction } from "./probe.ts";
import { segmentSeconds, type Rendition } from "./video-plan.ts";

export const playlistName = ({ name }: Rendition): string => `${name}.m3u8`;
/** The one file of a rendition: a fragmented MP4, of which the playlist names byte ranges. */
export const segmentsName = ({ name }: Rendition): string => `${name}.m4s`;

/**
 * Writes the playlist of playlists for renditions that lie in `folder`, and returns its name. The muxer's own lacks
 * CODECS in old versions, and states rates that were planned, not measured.
 */
export async function writeMaster(
  folder: string,
  renditions: readonly Rendition[],
  facts: { hasAudio: boolean; frameRate: string },
): Promise<string> {
  const lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"];
  // The smallest first: players that measure nothing at the start take the first one.
  for (const rendition of renditions.toReversed()) {
    const [rates, video] = await Promise.all([measureRates(folder, rendition), readVideoCodec(folder, rendition)]);
    const attributes = [
      `BANDWIDTH=${rates.peak}`,
      `AVERAGE-BANDWIDTH=${rates.average}`,
      `RESOLUTION=${rendition.width}x${rendition.height}`,
      `FRAME-RATE=${(fraction(facts.frameRate) ?? 30).toFixed(3)}`,
      `CODECS="${facts.hasAudio ? `${video},mp4a.40.2` : video}"`,
    ];
    lines.push(`#EXT-X-STREAM-INF:${attributes.join(",")}`, playlistName(rendition));
  }
  await writeFile(join(folder, "master.m3u8"), `${lines.join("\n")}\n`);
  return "master.m3u8";
}

/** Bits per second: of the heaviest segment (RFC 8216 §4.3.4.2), and of all together. */
async function measureRates(folder: string, rendition: Rendition): Promise<{ peak: number; average: number }> {
  const playlist = await readFile(join(folder, playlistName(rendition)), "utf8");
  const { size } = await stat(join(folder, segmentsName(rendition)));
  const segments = [...playlist.matchAll(/#EXTINF:([\d.]+),[^#]*#EXT-X-BYTERANGE:(\d+)@/g)].map(
    ([, seconds, bytes]) => ({
      seconds: Math.max(Number(seconds), 0.001),
      bytes: Number(bytes),
    }),
  );
  if (segments.length === 0) throw new Error(`${playlistName(rendition)} has no segments`);
  const average = (size * 8) / segments.reduce((sum, { seconds }) => sum + seconds, 0);
  // RFC 8216bis §4.4.6.2: a last segment of a few frames says nothing about the line that is needed.
  const telling = segments.filter(({ seconds }) => seconds >= segmentSeconds / 2);
  const peak = Math.max(average, ...telling.map(({ seconds, bytes }) => (bytes * 8) / seconds));
  return { peak: Math.ceil(peak), average: Math.ceil(average) };
}

/** RFC 6381: `avc1.` with profile, constraints and level, the first bytes of the decoder configuration (`avcC`). */
async function readVideoCodec(folder: string, rendition: Rendition): Promise<string> {
  await using file = await open(join(folder, segmentsName(rendition)));
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
  const at = buffer.indexOf("avcC");
  if (at < 0 || at + 8 > bytesRead) throw new Error(`${segmentsName(rendition)} does not start with H.264`);
  return `avc1.${buffer.toString("hex", at + 5, at + 8)}`;
}

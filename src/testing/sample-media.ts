import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";

const run = promisify(execFile);

/** A photo as a phone makes it: turned by EXIF, with the place where it was taken. `width` and `height` as displayed. */
export async function samplePhoto(width = 600, height = 800): Promise<Buffer> {
  const noise = { type: "gaussian" as const, mean: 128, sigma: 30 };
  return await sharp({ create: { width: height, height: width, channels: 3, background: "#405060", noise } })
    .withExif({ IFD0: { Make: "Cliffcam" }, IFD3: { GPSLatitude: "37/1 44/1 0/1", GPSLatitudeRef: "N" } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

/** A GIF of three colours, one after the other. */
export async function sampleAnimation(): Promise<Buffer> {
  const frames = await Promise.all(
    ["red", "green", "blue"].map((background) =>
      sharp({ create: { width: 64, height: 48, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  return await sharp(frames, { join: { animated: true } })
    .gif({ delay: [200, 200, 200] })
    .toBuffer();
}

/** What ffmpeg makes of these arguments, as the file `name`. */
export async function runFfmpeg(name: string, ...args: string[]): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "topout-sample-"));
  try {
    await run("ffmpeg", ["-v", "error", "-nostdin", ...args, join(folder, name)]);
    return await readFile(join(folder, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A moving picture with a tone, as H.264 and AAC. */
export async function sampleVideo(seconds = 2, size = "320x240"): Promise<Buffer> {
  const picture = ["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=25:duration=${seconds}`];
  const sound = ["-f", "lavfi", "-i", `sine=frequency=440:duration=${seconds}`];
  const place = ["-metadata", "location=+37.7340-119.6020/"];
  const codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"];
  return await runFfmpeg("video.mp4", ...picture, ...sound, ...place, ...codecs);
}

export const sampleSound = (seconds = 2): Promise<Buffer> =>
  runFfmpeg("sound.mp3", "-f", "lavfi", "-i", `sine=frequency=330:duration=${seconds}`);

export interface Probed {
  streams: { codec_type: string; codec_name: string; width?: number; height?: number; nb_frames?: string }[];
  format: { duration: string; tags?: Record<string, string> };
}

/** What ffprobe says of a file's bytes. */
export async function probeBytes(bytes: Uint8Array): Promise<Probed> {
  const folder = await mkdtemp(join(tmpdir(), "topout-probe-"));
  try {
    await writeFile(join(folder, "file"), bytes);
    const args = ["-v", "error", "-print_format", "json", "-show_streams", "-show_format", join(folder, "file")];
    return JSON.parse((await run("ffprobe", args)).stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

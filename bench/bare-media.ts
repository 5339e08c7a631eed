import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import sharp from "sharp";
import { readMemory } from "./processes.ts";

// The same work as Topout's, by the libraries alone: what no server around them can outdo.

export interface BareMeasured {
  readonly milliseconds: number;
  readonly peakMebibytes: number;
}

const [kind = "", source = "", count = "1", side = "1"] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "topout-bare-"));
try {
  const start = performance.now();
  if (kind === "images") await renderAll(Number(count), Number(side));
  else await transcode();
  const measured: BareMeasured = {
    milliseconds: performance.now() - start,
    peakMebibytes: readMemory(process.pid)?.peak ?? 0,
  };
  console.log(JSON.stringify(measured));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function renderAll(pictures: number, sideBySide: number): Promise<void> {
  sharp.cache(false);
  sharp.concurrency(1);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < pictures) await render(next++);
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
}

/** Upright, at most 3840 x 2160 and 640 x 360 in area, as JPEG, and the few pixels that a blurhash is made of. */
async function render(index: number): Promise<void> {
  const { width, height } = (await sharp(source).metadata()).autoOrient;
  const fit = (pixels: number) => Math.floor(width * Math.min(1, Math.sqrt(pixels / (width * height))));
  const original = await sharp(source)
    .autoOrient()
    .resize(fit(3840 * 2160))
    .jpeg({ quality: 90 })
    .toBuffer();
  await sharp(original).toFile(join(folder, `original-${index}.jpg`));
  await sharp(original)
    .resize(fit(640 * 360))
    .jpeg({ quality: 90 })
    .toFile(join(folder, `small-${index}.jpg`));
  await sharp(original).resize(32, 32, { fit: "inside" }).raw().toBuffer();
}

/** Three renditions as HLS in one run, then the largest as an MP4 and a poster from it. */
async function transcode(): Promise<void> {
  const sides = [1080, 720, 480];
  const graph = sides
    .map((height, place) => {
      const isLast = place === sides.length - 1;
      const from = place === 0 ? "[0:v]fps=30/1," : `[s${place}]`;
      const scale = `scale=-2:${height}:flags=bicubic${place === 0 ? ",format=yuv420p" : ""}`;
      return `${from}${scale}${isLast ? "" : ",split=2"}[v${place}]${isLast ? "" : `[s${place + 1}]`}`;
    })
    .join(";");
  const rates = ["5500k", "3000k", "1640k"];
  const outputs = sides.flatMap((height, place) => {
    const codec = `-map [v${place}] -map 0:a -c:v libx264 -preset veryfast -profile:v high -crf 23 -c:a aac -b:a 128k`;
    const rate = `-maxrate ${rates[place]} -bufsize 11000k -threads 2`;
    const keys = "-force_key_frames expr:gte(t,n_forced*4) -flags +cgop -sc_threshold 0 -g 600";
    const hls = `-f hls -hls_time 4 -hls_playlist_type vod -hls_segment_type fmp4 -hls_flags single_file`;
    return `${codec} ${rate} ${keys} ${hls} -hls_segment_filename ${height}.m4s ${height}.m3u8`.split(" ");
  });
  await ffmpeg("-i", source, "-filter_complex", graph, ...outputs);
  await ffmpeg("-i", "1080.m4s", "-c", "copy", "-movflags", "+faststart", "video.mp4");
  await ffmpeg("-i", "video.mp4", "-frames:v", "1", "poster.jpg");
}

async function ffmpeg(...args: string[]): Promise<void> {
  const child = spawn("ffmpeg", ["-v", "error", "-nostdin", "-y", ...args], { cwd: folder, stdio: "inherit" });
  const code = await new Promise((done, fail) => child.once("error", fail).once("close", done));
  if (code !== 0) throw new Error(`ffmpeg ended with ${String(code)}`);
}

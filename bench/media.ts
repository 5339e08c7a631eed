import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs, promisify } from "node:util";
import sharp from "sharp";
import type { BareMeasured } from "./bare-media.ts";
import { freePort, readMemory, runNode, startNode, stopNode, untilServed } from "./processes.ts";
import { tableOf } from "./report.ts";
import type { SeededAccount } from "./seed.ts";

const { values: options } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const rounds = options.quick ? 1 : 3;
const pictures = options.quick ? 4 : 12;
const videoSeconds = options.quick ? 4 : 20;
const cores = availableParallelism();

const dir = await mkdtemp(join(tmpdir(), "topout-bench-media-"));
const photo = join(dir, "photo.jpg");
const video = join(dir, "video.mp4");
try {
  await makePhoto();
  await makeVideo();
  console.log(await run());
} finally {
  await rm(dir, { recursive: true, force: true });
}

/** 12 megapixels, turned by EXIF as phones do, with as much detail as a photo has. */
async function makePhoto(): Promise<void> {
  const noise = { type: "gaussian" as const, mean: 128, sigma: 40 };
  const small = await sharp({ create: { width: 1000, height: 750, channels: 3, background: "#456", noise } })
    .png()
    .toBuffer();
  await sharp(small).resize(4000, 3000).withMetadata({ orientation: 6 }).jpeg({ quality: 92 }).toFile(photo);
}

async function makeVideo(): Promise<void> {
  const picture = `testsrc2=size=1920x1080:rate=30:duration=${videoSeconds},noise=alls=12:allf=t`;
  const inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", `sine=duration=${videoSeconds}`];
  const codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "26", "-pix_fmt", "yuv420p", "-c:a", "aac"];
  await promisify(execFile)("ffmpeg", ["-v", "error", "-nostdin", ...inputs, ...codecs, "-shortest", video]);
}

async function run(): Promise<string> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const environment = {
    PORT: String(port),
    TOPOUT_ORIGIN: origin,
    TOPOUT_DATA_DIR: dir,
    TOPOUT_TRANSCODE_CONCURRENCY: "2",
    TOPOUT_RATE_LIMIT: "0",
    LOG_LEVEL: "error",
  };
  const [ada] = await runNode<SeededAccount[]>("bench/seed.ts", environment, ["ada"]);
  if (ada === undefined) throw new Error("Nobody was made");
  const topout = startNode("src/main.ts", environment);
  try {
    await untilServed(`${origin}/health`, topout);
    await upload(origin, ada, photo, "a.jpg");
    const start = readMemory(topout.pid ?? 0);
    const images = await inTurns(
      () => uploadPictures(origin, ada),
      () => runNode<BareMeasured>("bench/bare-media.ts", {}, ["images", photo, String(pictures), String(cores)]),
    );
    const peak = readMemory(topout.pid ?? 0);
    const videos = await inTurns(
      () => uploadVideo(origin, ada),
      () => runNode<BareMeasured>("bench/bare-media.ts", {}, ["video", video]),
    );
    const health = await measureHealth(origin, ada);
    return report(images, videos, health, { start: start?.resident ?? 0, peak: peak?.peak ?? 0 });
  } finally {
    await stopNode(topout);
  }
}

interface Pair {
  /** Milliseconds, the best of the rounds: what else the machine does only ever adds. */
  readonly topout: number;
  readonly bare: number;
  readonly barePeak: number;
}

async function inTurns(ours: () => Promise<number>, theirs: () => Promise<BareMeasured>): Promise<Pair> {
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    const bare = await theirs();
    pairs.push({ topout: await ours(), bare: bare.milliseconds, barePeak: bare.peakMebibytes });
    console.error(`topout ${pairs.at(-1)?.topout.toFixed(0)} ms, bare ${bare.milliseconds.toFixed(0)} ms`);
  }
  return {
    topout: Math.min(...pairs.map((pair) => pair.topout)),
    bare: Math.min(...pairs.map((pair) => pair.bare)),
    barePeak: Math.max(...pairs.map((pair) => pair.barePeak)),
  };
}

async function upload(origin: string, by: SeededAccount, path: string, name: string): Promise<string> {
  const form = new FormData();
  form.set("file", new File([await readFile(path)], name));
  const headers = { authorization: `Bearer ${by.token}` };
  const answer = await fetch(`${origin}/api/v2/media`, { method: "POST", headers, body: form });
  if (!answer.ok) throw new Error(`The upload answers ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { id: string }).id;
}

async function uploadPictures(origin: string, by: SeededAccount): Promise<number> {
  const start = performance.now();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next++ < pictures) await upload(origin, by, photo, "a.jpg");
  };
  await Promise.all(Array.from({ length: cores }, work));
  return performance.now() - start;
}

async function untilReady(origin: string, by: SeededAccount, id: string): Promise<void> {
  const headers = { authorization: `Bearer ${by.token}` };
  for (;;) {
    const answer = await fetch(`${origin}/api/v1/media/${id}`, { headers });
    await answer.text();
    if (answer.status === 200) return;
    if (answer.status !== 206) throw new Error(`The video answers ${answer.status}`);
    await delay(100);
  }
}

async function uploadVideo(origin: string, by: SeededAccount): Promise<number> {
  const start = performance.now();
  await untilReady(origin, by, await upload(origin, by, video, "a.mp4"));
  return performance.now() - start;
}

interface Latency {
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

/** How long `/health` takes while two videos are converted. */
async function measureHealth(origin: string, by: SeededAccount): Promise<Latency> {
  const ids = await Promise.all([upload(origin, by, video, "a.mp4"), upload(origin, by, video, "b.mp4")]);
  let isDone = false;
  const ready = Promise.all(ids.map((id) => untilReady(origin, by, id))).finally(() => (isDone = true));
  const times: number[] = [];
  while (!isDone) {
    const start = performance.now();
    const answer = await fetch(`${origin}/health`);
    await answer.text();
    if (answer.status !== 200) throw new Error(`/health answers ${answer.status}`);
    times.push(performance.now() - start);
    await delay(20);
  }
  await ready;
  times.sort((a, b) => a - b);
  const at = (part: number): number => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
  return { requests: times.length, p50: at(0.5), p99: at(0.99), most: at(1) };
}

function report(images: Pair, videos: Pair, health: Latency, memory: { start: number; peak: number }): string {
  const perSecond = (milliseconds: number): string => ((pictures * 1_000) / milliseconds).toFixed(2);
  const speed = (milliseconds: number): string => ((videoSeconds * 1_000) / milliseconds).toFixed(2);
  const overhead = ({ topout, bare }: Pair): string => `${((topout / bare - 1) * 100).toFixed(0)} %`;
  return `
Node ${process.version} on ${cores} cores; ${pictures} photos of 12 megapixels, ${cores} side by side; ${videoSeconds} s of 1080p30. Best of ${rounds}.

${tableOf(
  ["", "Topout", "bare", "overhead"],
  [
    ["photos per second (upload to answer)", perSecond(images.topout), perSecond(images.bare), overhead(images)],
    ["peak memory, MiB", memory.peak.toFixed(0), images.barePeak.toFixed(0), ""],
    ["video, times real time (upload to ready)", speed(videos.topout), speed(videos.bare), overhead(videos)],
  ],
)}

Topout held ${memory.start.toFixed(0)} MiB after the first photo.

/health while two videos are converted: ${health.requests} requests, p50 ${health.p50.toFixed(1)} ms, p99 ${health.p99.toFixed(1)} ms, at most ${health.most.toFixed(1)} ms.
`;
}

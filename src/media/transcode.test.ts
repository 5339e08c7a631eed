import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { describe, expect, test, vi } from "vitest";
import { findFfmpeg, type Ffmpeg } from "./ffmpeg.ts";
import { grabFrame } from "./grab-frame.ts";
import { probeMedia } from "./probe.ts";
import { transcodeAnimation, transcodeAudio, transcodeVideo, type TranscodedVideo } from "./transcode.ts";

const execute = promisify(execFile);
// Converting takes a while where others work as well.
vi.setConfig({ testTimeout: 120_000 });
const limits = { timeoutMs: 100_000, threads: 2 };

async function openScene() {
  const path = await mkdtemp(join(tmpdir(), "topout transcode-"));
  const out = join(path, "out");
  await mkdir(out);
  return {
    path,
    out,
    make: async (name: string, ...args: string[]): Promise<string> => {
      await execute("ffmpeg", ["-v", "error", "-nostdin", ...args, join(path, name)]);
      return join(path, name);
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

const picture = (size: string, seconds = 1, rate = 25) => [
  "-f",
  "lavfi",
  "-i",
  `testsrc2=s=${size}:r=${rate}:d=${seconds}`,
];
const tone = (seconds = 1) => ["-f", "lavfi", "-i", `sine=frequency=440:duration=${seconds}`];
const asH264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];

async function needFfmpeg(): Promise<Ffmpeg> {
  const ffmpeg = await findFfmpeg();
  if (ffmpeg === null) throw new Error("These tests need ffmpeg");
  return ffmpeg;
}

async function packagedFfmpeg(): Promise<Ffmpeg> {
  const path = process.env["PATH"];
  process.env["PATH"] = "/nowhere";
  try {
    return await needFfmpeg();
  } finally {
    process.env["PATH"] = path;
  }
}

interface Facts {
  streams: { codec_type: string; codec_name: string; width?: number; height?: number; [name: string]: unknown }[];
  format: { duration: string; tags?: Record<string, string> };
}

/** What ffprobe says, on its own terms: not through our code. */
async function facts(path: string): Promise<Facts> {
  const args = ["-v", "error", "-show_streams", "-show_format", "-of", "json", path];
  return JSON.parse((await execute("ffprobe", args)).stdout);
}

const tops = (data: Buffer): string[] => {
  const names: string[] = [];
  for (let at = 0; at + 8 <= data.length; at += Math.max(8, data.readUInt32BE(at))) {
    names.push(data.toString("latin1", at + 4, at + 8));
  }
  return names;
};

/** Sizes in the master playlist, after checking that each of them plays as a whole. */
async function playedSizes(made: TranscodedVideo, folder: string, seconds: number): Promise<string[]> {
  const master = await readFile(join(folder, made.hls.master), "utf8");
  const variants = [...master.matchAll(/RESOLUTION=(\S+?),.*CODECS="(.*)"\n(.*)/g)];
  const sizes: string[] = [];
  for (const [, size = "", codecs = "", name = ""] of variants) {
    expect(codecs).toMatch(/^avc1\.[0-9a-f]{6}(,mp4a\.40\.2)?$/);
    expect(made.hls.files).toContain(name);
    const { streams, format } = await facts(join(folder, name));
    expect(Math.abs(Number(format.duration) - seconds)).toBeLessThan(0.2);
    const video = streams.find(({ codec_type: type }) => type === "video");
    expect(video).toMatchObject({ codec_name: "h264", pix_fmt: "yuv420p" });
    expect(`${video?.width}x${video?.height}`).toBe(size);
    expect(streams.length).toBe(codecs.includes("mp4a") ? 2 : 1);
    await execute("ffmpeg", ["-v", "error", "-xerror", "-i", join(folder, name), "-f", "null", "-"]);
    sizes.push(size);
  }
  await facts(join(folder, made.hls.master));
  for (const name of made.hls.files) expect((await stat(join(folder, name))).size).toBeGreaterThan(0);
  return sizes;
}

const refusal = (message: RegExp) =>
  expect.objectContaining({ name: "Refused", reason: "invalid", message: expect.stringMatching(message) });

describe.each([
  ["the installed ffmpeg", needFfmpeg],
  ["the packaged ffmpeg of 2018", packagedFfmpeg],
])("%s", (_, find) => {
  test("makes HLS in sizes up to the source's, an MP4 that starts at once and a poster", async () => {
    await using scene = await openScene();
    const source = await scene.make("in.mp4", ...picture("1280x720", 5, 30), ...tone(5), ...asH264);
    const progress: number[] = [];
    const onProgress = (done: number) => void progress.push(done);
    const made = await transcodeVideo(await find(), source, scene.out, { ...limits, onProgress });
    expect(await playedSizes(made, scene.out, 5)).toEqual(["854x480", "1280x720"]);
    const data = await readFile(made.mp4.path);
    expect(tops(data).filter((name) => name === "moov" || name === "mdat")).toEqual(["moov", "mdat"]);
    expect(made.mp4).toMatchObject({
      extension: "mp4",
      contentType: "video/mp4",
      bytes: data.length,
      frameRate: "30/1",
    });
    expect(made.mp4).toMatchObject({ width: 1280, height: 720 });
    const { streams, format } = await facts(made.mp4.path);
    expect(streams.map(({ codec_name: name }) => name)).toEqual(["h264", "aac"]);
    expect(streams[1]).toMatchObject({ channels: 2, sample_rate: "48000" });
    expect(Math.abs(Number(format.duration) - 5)).toBeLessThan(0.2);
    expect(await sharp(made.poster).metadata()).toMatchObject({ format: "jpeg", width: 1280, height: 720 });
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.some((done) => done > 0 && done < 0.97)).toBe(true);
    expect((await readdir(scene.out)).toSorted()).toEqual([...made.hls.files, "poster.jpg", "video.mp4"].toSorted());
  });

  test("turns a phone's video upright and forgets where it was taken", async () => {
    await using scene = await openScene();
    const place = ["-metadata", "location=+37.7340-119.6020/", "-movflags", "use_metadata_tags"];
    place.push("-metadata", "com.apple.quicktime.location.ISO6709=+37.7340-119.6020/");
    place.push("-metadata:s:v", "handler_name=Cliffcam", "-metadata", "creation_time=2026-05-01T08:00:00Z");
    const plain = await scene.make("plain.mov", ...picture("640x480"), ...tone(), ...asH264);
    const turn = ["-metadata:s:v:0", "rotate=90"];
    const source = await scene.make("in.mov", "-i", plain, "-c", "copy", ...turn, ...place);
    expect((await readFile(source)).includes("+37.7340")).toBe(true);
    const ffmpeg = await find();
    const probe = await probeMedia(ffmpeg, source);
    expect(probe).toMatchObject({ width: 480, height: 640 });
    expect([90, 270]).toContain(probe.rotation);
    const made = await transcodeVideo(ffmpeg, source, scene.out, limits);
    expect(await playedSizes(made, scene.out, 1)).toEqual(["480x640"]);
    expect(await probeMedia(ffmpeg, made.mp4.path)).toMatchObject({ width: 480, height: 640, rotation: 0 });
    expect(await sharp(made.poster).metadata()).toMatchObject({ width: 480, height: 640 });
    for (const name of await readdir(scene.out)) {
      const data = (await readFile(join(scene.out, name))).toString("latin1");
      expect(data).not.toMatch(/37\.7340|Cliffcam|location|2026-05/);
    }
    expect((await facts(made.mp4.path)).format.tags).not.toHaveProperty("creation_time");
  });

  test("makes a silent MP4 of a GIF, with even sides", async () => {
    await using scene = await openScene();
    const source = await scene.make("in.gif", ...picture("161x121", 1, 10));
    const made = await transcodeAnimation(await find(), source, scene.out, limits);
    expect(made.mp4).toMatchObject({ width: 160, height: 120, contentType: "video/mp4" });
    expect(Math.abs(made.mp4.durationSeconds - 1)).toBeLessThan(0.15);
    const { streams } = await facts(made.mp4.path);
    expect(streams.map(({ codec_name: name, pix_fmt: format }) => [name, format])).toEqual([["h264", "yuv420p"]]);
    const order = tops(await readFile(made.mp4.path));
    expect(order.indexOf("moov")).toBeLessThan(order.indexOf("mdat"));
    expect(await sharp(made.poster).metadata()).toMatchObject({ format: "jpeg", width: 160, height: 120 });
  });

  test("makes an MP3 without tags, and takes the cover out", async () => {
    await using scene = await openScene();
    const cover = await scene.make("cover.png", ...picture("200x100"), "-frames:v", "1");
    const streams = ["-i", cover, "-map", "0", "-map", "1", "-disposition:v", "attached_pic"];
    const source = await scene.make("in.mp3", ...tone(2), ...streams, "-metadata", "artist=Secretive");
    const ffmpeg = await find();
    expect(await probeMedia(ffmpeg, source)).toMatchObject({ kind: "audio", hasCover: true, width: null });
    const made = await transcodeAudio(ffmpeg, source, scene.out, limits);
    expect(made.mp3).toMatchObject({ extension: "mp3", contentType: "audio/mpeg" });
    expect(Math.abs(made.durationSeconds - 2)).toBeLessThan(0.15);
    expect(made.bitRate).toBeGreaterThan(150_000);
    expect((await readFile(made.mp3.path)).includes("Secretive")).toBe(false);
    expect((await facts(made.mp3.path)).streams.map(({ codec_name: name }) => name)).toEqual(["mp3"]);
    expect(await sharp(made.cover ?? "").metadata()).toMatchObject({ format: "jpeg", width: 200, height: 100 });
  });

  test("refuses a video that was cut off, and leaves nothing of it", async () => {
    await using scene = await openScene();
    const fast = ["-movflags", "+faststart"];
    const source = await scene.make("in.mp4", ...picture("320x240", 6), ...tone(6), ...asH264, ...fast);
    const { size } = await stat(source);
    await truncate(source, Math.floor(size / 2));
    await writeFile(join(scene.out, "other.txt"), "somebody else's");
    const work = transcodeVideo(await find(), source, scene.out, limits);
    await expect(work).rejects.toEqual(refusal(/incomplete|damaged/));
    expect(await readdir(scene.out)).toEqual(["other.txt"]);
  });
});

describe("videos of many kinds", () => {
  test.each([
    ["portrait", "480x854", ["480x854"]],
    ["with odd sides", "321x241", ["320x240"]],
    ["between the sizes", "900x600", ["720x480"]],
  ])("%s", async (_, size, sizes) => {
    await using scene = await openScene();
    const source = await scene.make("in.mp4", ...picture(size), "-c:v", "libx264", "-pix_fmt", "yuv444p");
    const made = await transcodeVideo(await needFfmpeg(), source, scene.out, limits);
    expect(await playedSizes(made, scene.out, 1)).toEqual(sizes);
    expect((await facts(made.mp4.path)).streams.map(({ codec_type: type }) => type)).toEqual(["video"]);
  });

  test("1080p at 60 frames comes in three sizes, all with key frames at the same moments", async () => {
    await using scene = await openScene();
    const source = await scene.make("in.mp4", ...picture("1920x1080", 2, 120), ...asH264);
    const made = await transcodeVideo(await needFfmpeg(), source, scene.out, limits);
    expect(await playedSizes(made, scene.out, 2)).toEqual(["854x480", "1280x720", "1920x1080"]);
    expect(made.frameRate).toBe("60/1");
    const ends = await Promise.all(
      ["480p.m3u8", "720p.m3u8", "1080p.m3u8"].map(async (name) => {
        const playlist = await readFile(join(scene.out, name), "utf8");
        return [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => seconds);
      }),
    );
    expect(new Set(ends.map(String)).size).toBe(1);
  });

  test("WebM with a variable frame rate and no duration, as browsers record it", async () => {
    await using scene = await openScene();
    const live = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus", "-live", "1"];
    const uneven = ["-vf", "select='not(mod(n,3))+lt(n,10)'", "-vsync", "vfr"];
    const source = await scene.make("in.webm", ...picture("320x240", 2), ...tone(2), ...uneven, ...live);
    expect((await facts(source)).format.duration).toBeUndefined();
    const ffmpeg = await needFfmpeg();
    const probe = await probeMedia(ffmpeg, source);
    expect(Math.abs(probe.durationSeconds - 2)).toBeLessThan(0.2);
    const made = await transcodeVideo(ffmpeg, source, scene.out, limits);
    expect(await playedSizes(made, scene.out, 2)).toEqual(["320x240"]);
  });

  test("HDR is brought to the range of ordinary screens", async () => {
    await using scene = await openScene();
    const hdr = ["-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc"];
    const vp9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-pix_fmt", "yuv420p10le"];
    const source = await scene.make("in.mp4", ...picture("320x240"), ...vp9, ...hdr);
    const ffmpeg = await needFfmpeg();
    expect((await probeMedia(ffmpeg, source)).isHdr).toBe(true);
    const made = await transcodeVideo(ffmpeg, source, scene.out, limits);
    const [video] = (await facts(made.mp4.path)).streams;
    expect(video).toMatchObject({ pix_fmt: "yuv420p", color_transfer: ffmpeg.canToneMap ? "bt709" : "smpte2084" });
  });

  test("an abort leaves nothing in the folder", async () => {
    await using scene = await openScene();
    const source = await scene.make("in.mp4", ...picture("1280x720", 6, 30), ...asH264);
    const aborting = new AbortController();
    const reason = new Error("stopping");
    const work = transcodeVideo(await needFfmpeg(), source, scene.out, {
      ...limits,
      signal: aborting.signal,
      onProgress: () => aborting.abort(reason),
    });
    await expect(work).rejects.toBe(reason);
    expect(await readdir(scene.out)).toEqual([]);
  });
});

describe("a picture of a video", () => {
  test("is taken at the moment asked for, or from the start when that is past the end", async () => {
    await using scene = await openScene();
    const halves = "color=red:s=64x48:d=1[a];color=blue:s=64x48:d=1[b];[a][b]concat";
    const source = await scene.make("in.mp4", "-f", "lavfi", "-i", halves, ...asH264);
    const ffmpeg = await needFfmpeg();
    const dominant = async (atSeconds: number) => {
      const target = join(scene.out, `${atSeconds} 100%d.jpg`);
      await grabFrame(ffmpeg, source, target, { ...limits, atSeconds });
      const { channels } = await sharp(target).stats();
      return (channels[0]?.mean ?? 0) > (channels[2]?.mean ?? 0) ? "red" : "blue";
    };
    expect([await dominant(0.2), await dominant(1.5), await dominant(60)]).toEqual(["red", "blue", "red"]);
  });

  test("is refused when there is none", async () => {
    await using scene = await openScene();
    const source = await scene.make("in.mp3", ...tone());
    const work = grabFrame(await needFfmpeg(), source, join(scene.out, "x.jpg"), limits);
    await expect(work).rejects.toEqual(refusal(/no picture/));
    expect(await readdir(scene.out)).toEqual([]);
  });
});

import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { Refused } from "../lib/refused.ts";
import { eventually } from "../testing/eventually.ts";
import { fileUrl, findFfmpeg, guardedInput, mediaFormats, runFfmpeg, type Ffmpeg, type FfmpegRun } from "./ffmpeg.ts";
import { checkVideoLimits, probeMedia } from "./probe.ts";

const execute = promisify(execFile);

async function openFolder() {
  // With a blank and a colon, which the library and ffmpeg split names at.
  const path = await mkdtemp(join(tmpdir(), "topout ff:mpeg-"));
  return {
    path,
    make: async (name: string, ...args: string[]): Promise<string> => {
      await execute("ffmpeg", ["-v", "error", "-nostdin", ...args, `file:${join(path, name)}`]);
      return join(path, name);
    },
    write: async (name: string, content: string | Uint8Array): Promise<string> => {
      await writeFile(join(path, name), content);
      return join(path, name);
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

const picture = (seconds: number, size = "320x240") => ["-f", "lavfi", "-i", `testsrc2=s=${size}:r=25:d=${seconds}`];

async function needFfmpeg(): Promise<Ffmpeg> {
  const ffmpeg = await findFfmpeg();
  if (ffmpeg === null) throw new Error("These tests need ffmpeg");
  return ffmpeg;
}

/** An encoding that takes minutes. */
const endless = (source: string, folder: string): Omit<FfmpegRun, "timeoutMs"> => ({
  inputs: [{ path: source, formats: mediaFormats, options: ["-stream_loop", "-1"] }],
  outputs: [{ name: "out.mp4", options: ["-c:v", "libx264", "-preset", "veryslow"] }],
  folder,
  threads: 1,
});

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.split(" ").filter(Boolean).map(Number);
}

const refusal = (reason: string, message: RegExp) =>
  expect.objectContaining({ name: "Refused", reason, message: expect.stringMatching(message) });

describe("finding ffmpeg", () => {
  test("the one on the PATH is taken, with its version", async () => {
    const ffmpeg = await needFfmpeg();
    expect(ffmpeg.path).toBe("ffmpeg");
    expect(ffmpeg.version).not.toBe("");
  });

  test("without one on the PATH the packaged one is taken, and a named one that does not run is an error", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = "/nowhere";
    try {
      const packaged = await findFfmpeg();
      expect(packaged?.path).toContain("@ffmpeg-installer");
      expect(packaged?.probePath).toContain("@ffprobe-installer");
    } finally {
      process.env["PATH"] = path;
    }
    await expect(findFfmpeg("/nowhere/ffmpeg")).rejects.toThrow("/nowhere/ffmpeg does not run");
  });

  test("a program that is no ffmpeg, or lacks the encoders, is not taken", async () => {
    await using folder = await openFolder();
    const lacking = await folder.write("ffmpeg", '#!/bin/sh\n[ "$2" = -version ] && echo "ffmpeg version 9"\nexit 0\n');
    await execute("chmod", ["755", lacking]);
    await expect(findFfmpeg(lacking)).rejects.toThrow("lacks libx264");
  });
});

describe("running ffmpeg", () => {
  test("an abort ends the program before the promise rejects with the signal's reason", async () => {
    await using folder = await openFolder();
    const ffmpeg = await needFfmpeg();
    const source = await folder.make("in.mp4", ...picture(1, "640x360"));
    const aborting = new AbortController();
    const before = await childrenOf(process.pid);
    const run = runFfmpeg(ffmpeg, {
      ...endless(source, folder.path),
      timeoutMs: 20_000,
      signal: aborting.signal,
    });
    const pid = await eventually(async () => {
      return (await childrenOf(process.pid)).find((child) => !before.includes(child));
    });
    // Field 19 of stat, counted from behind the name in brackets.
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    expect(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]).toBe("10");
    const reason = new Error("stopping");
    aborting.abort(reason);
    await expect(run).rejects.toBe(reason);
    expect(await childrenOf(process.pid)).not.toContain(pid);
  });

  test("nothing is started for a signal that is aborted already", async () => {
    await using folder = await openFolder();
    const ffmpeg = await needFfmpeg();
    const source = await folder.make("in.mp4", ...picture(1));
    const reason = new Error("stopped");
    const run = runFfmpeg(ffmpeg, {
      ...endless(source, folder.path),
      timeoutMs: 20_000,
      signal: AbortSignal.abort(reason),
    });
    await expect(run).rejects.toBe(reason);
    expect(await readdir(folder.path)).toEqual(["in.mp4"]);
  });

  test("what takes too long is ended and refused", async () => {
    await using folder = await openFolder();
    const ffmpeg = await needFfmpeg();
    const source = await folder.make("in.mp4", ...picture(1));
    const before = await childrenOf(process.pid);
    const run = runFfmpeg(ffmpeg, { ...endless(source, folder.path), timeoutMs: 300 });
    await expect(run).rejects.toEqual(refusal("invalid", /takes too long/));
    expect(await childrenOf(process.pid)).toEqual(before);
  });

  test("a program that is gone is this machine's fault, and no exception elsewhere", async () => {
    await using folder = await openFolder();
    const source = await folder.make("in.mp4", ...picture(1));
    const gone = { path: "/nowhere/ffmpeg", probePath: "/nowhere/ffprobe", version: "0", canToneMap: false };
    const failure: unknown = await runFfmpeg(gone, { ...endless(source, folder.path), timeoutMs: 5000 }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(Refused);
    expect(String(failure)).toContain("ENOENT");
    const probing: unknown = await probeMedia(gone, source).catch((error: unknown) => error);
    expect(probing).not.toBeInstanceOf(Refused);
    expect(String(probing)).toContain("ENOENT");
  });

  test("a program that somebody else killed is this machine's fault", async () => {
    await using folder = await openFolder();
    const ffmpeg = await needFfmpeg();
    const source = await folder.make("in.mp4", ...picture(1));
    const before = await childrenOf(process.pid);
    const run = runFfmpeg(ffmpeg, { ...endless(source, folder.path), timeoutMs: 20_000 });
    const failure = run.catch((error: unknown) => error);
    const pid = await eventually(async () => {
      return (await childrenOf(process.pid)).find((child) => !before.includes(child));
    });
    process.kill(pid, "SIGKILL");
    expect(await failure).toEqual(expect.objectContaining({ name: "Error", message: "ffmpeg failed on this machine" }));
  });
});

describe("what is refused", () => {
  test.each([
    ["text", "just words"],
    ["nothing", ""],
    ["a picture", "P3 1 1 255 0 0 0"],
  ])("%s that is called a video", async (_, content) => {
    await using folder = await openFolder();
    const path = await folder.write("in.mp4", content);
    await expect(probeMedia(await needFfmpeg(), path)).rejects.toEqual(refusal("invalid", /damaged|neither/));
  });

  test("pictures: JPEG and GIF", async () => {
    await using folder = await openFolder();
    const ffmpeg = await needFfmpeg();
    for (const name of ["in.jpg", "in.gif"]) {
      const path = await folder.make(name, ...picture(1), "-frames:v", "1");
      await expect(probeMedia(ffmpeg, path)).rejects.toEqual(refusal("invalid", /damaged|neither/));
    }
  });

  test("a list of files that poses as a video is not followed, neither to a file nor to a server", async () => {
    await using folder = await openFolder();
    const ffmpeg = await needFfmpeg();
    const secret = await folder.make("secret.mp4", ...picture(1));
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(request.url ?? "");
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const lists = [
      `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:${secret}\n#EXT-X-ENDLIST\n`,
      `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:${port}/x.ts\n#EXT-X-ENDLIST\n`,
      `ffconcat version 1.0\nfile 'secret.mp4'\n`,
    ];
    try {
      for (const list of lists) {
        const path = await folder.write("in.mp4", list);
        await expect(probeMedia(ffmpeg, path)).rejects.toEqual(refusal("invalid", /damaged/));
        const copy = { name: "out.mp4", options: ["-c", "copy"] };
        const run = { outputs: [copy], folder: folder.path, threads: 1, timeoutMs: 5000 };
        const copying = runFfmpeg(ffmpeg, { ...run, inputs: [{ path, formats: mediaFormats }] });
        await expect(copying).rejects.toEqual(refusal("invalid", /damaged/));
      }
      expect(requests).toEqual([]);
      expect((await readdir(folder.path)).toSorted()).toEqual(["in.mp4", "secret.mp4"]);
      // That the whitelist is what holds it back: with the format allowed, the file is read.
      const path = await folder.write("in.mp4", lists[2] ?? "");
      const args = [...guardedInput("concat,mov"), "-i", fileUrl(path), "-f", "null", "-"];
      await execute(ffmpeg.path, ["-v", "error", "-nostdin", ...args]);
    } finally {
      server.close();
    }
  });
});

describe("limits", () => {
  test("a video that is too long or too large is refused, in words for its owner", async () => {
    await using folder = await openFolder();
    const path = await folder.make("in.mp4", ...picture(1));
    const probe = { ...(await probeMedia(await needFfmpeg(), path)), durationSeconds: 20 * 60 + 0.5 };
    const limits = { maxMinutes: 20, maxWidthHeightPixels: 320 * 240 };
    checkVideoLimits(probe, limits);
    expect(() => checkVideoLimits({ ...probe, durationSeconds: 1202 }, limits)).toThrow(
      "Validation failed: the video is longer than 20 minutes",
    );
    expect(() => checkVideoLimits({ ...probe, width: 321 }, limits)).toThrow(/321x240 .* 76,800 pixels/);
  });
});

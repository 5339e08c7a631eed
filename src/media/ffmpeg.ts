import { execFile, type ChildProcess } from "node:child_process";
import { availableParallelism, setPriority } from "node:os";
import { dirname, join, resolve } from "node:path";
import fluent from "fluent-ffmpeg";
import { Refused } from "../lib/refused.ts";

export interface Ffmpeg {
  readonly path: string;
  readonly probePath: string;
  readonly version: string;
  /** Whether it has the filters that turn HDR into the colours of ordinary screens. */
  readonly canToneMap: boolean;
}

/** Bounds of one deed, however many programs it takes. */
export interface Limits {
  /** Ends the program at once; what rejects is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly threads: number;
}

export interface FfmpegRun extends Limits {
  readonly inputs: readonly { path: string; formats: string; options?: readonly string[] }[];
  /** A filter graph whose named ends the outputs map. */
  readonly filter?: string;
  /** `name` is relative to `folder`. */
  readonly outputs: readonly { name: string; options: readonly string[] }[];
  readonly folder: string;
  /** Seconds of the source that are done; must not throw. */
  readonly onSeconds?: (seconds: number) => void;
}

/** Demuxers that read one file and nothing that it names: no playlists, no concatenation scripts, no images. */
export const mediaFormats = "mov,matroska,webm,ogg,mp3,wav,flac,aac,asf";

const neededEncoders = ["libx264", "aac", "libmp3lame"];
// Decoders allocate what a frame's header asks for, whatever the container says: 8192 by 8192 at most.
const maxPixels = 8192 * 8192;
const niceness = 10;

/**
 * The program at `given`, else the one on the PATH, else the one of the optional packages; null when there is none that
 * runs, with its ffprobe, and has the encoders for H.264, AAC and MP3. Throws when it is `given` that is of no use.
 */
export async function findFfmpeg(given?: string): Promise<Ffmpeg | null> {
  if (given !== undefined) {
    const beside = join(dirname(given), "ffprobe");
    const found = (await tryFfmpeg(given, beside)) ?? (await tryFfmpeg(given, "ffprobe"));
    if (found === null) {
      throw new Refused(
        "invalid",
        `TOPOUT_FFMPEG: ${given} does not run, has no ffprobe, or lacks ${neededEncoders.join(", ")}`,
      );
    }
    return found;
  }
  const onPath = await tryFfmpeg("ffmpeg", "ffprobe");
  if (onPath !== null) return onPath;
  const packaged = await packagedPaths();
  return packaged && (await tryFfmpeg(packaged.path, packaged.probePath));
}

async function packagedPaths(): Promise<{ path: string; probePath: string } | null> {
  try {
    const ffmpeg = await import("@ffmpeg-installer/ffmpeg");
    const ffprobe = await import("@ffprobe-installer/ffprobe");
    return { path: ffmpeg.default.path, probePath: ffprobe.default.path };
  } catch {
    // They throw texts and errors of many kinds where they are not installed or have nothing for this machine.
    return null;
  }
}

async function tryFfmpeg(path: string, probePath: string): Promise<Ffmpeg | null> {
  const ask = (program: string, question: string) =>
    capture(program, ["-hide_banner", question], { timeoutMs: 10_000 });
  try {
    const version = /^ffmpeg version (\S+)/.exec(await ask(path, "-version"))?.[1];
    const encoders = namesIn(await ask(path, "-encoders"));
    const filters = namesIn(await ask(path, "-filters"));
    const probeVersion = await ask(probePath, "-version");
    if (version === undefined || !probeVersion.startsWith("ffprobe version")) return null;
    if (!neededEncoders.every((name) => encoders.has(name))) return null;
    return { path, probePath, version, canToneMap: filters.has("zscale") && filters.has("tonemap") };
  } catch (error) {
    if (error instanceof ProgramFailed) return null;
    throw error;
  }
}

// Lines such as ` V..... libx264   libx264 H.264 / AVC`, after a legend that has `=` for a name.
const namesIn = (table: string): Set<string> =>
  new Set(table.split("\n").flatMap((line) => /^ [A-Z.|]{2,6} (\w+) /.exec(line)?.[1] ?? []));

/** Options that must stand before a file that a stranger sent: with them it is read as what it is, and alone. */
export const guardedInput = (formats: string): string[] => [
  "-protocol_whitelist",
  "file",
  "-format_whitelist",
  formats,
  "-max_pixels",
  String(maxPixels),
];

/** As ffmpeg wants it: a name with a colon or a dash in front is no protocol and no option. */
export const fileUrl = (path: string): string => `file:${resolve(path)}`;

/**
 * What ffprobe prints on its standard output, a megabyte at most. Refused as invalid when it cannot read the file,
 * prints more, or takes too long.
 */
export async function runFfprobe(
  ffmpeg: Ffmpeg,
  args: readonly string[],
  limits: Pick<Limits, "signal" | "timeoutMs">,
): Promise<string> {
  limits.signal?.throwIfAborted();
  try {
    return await capture(ffmpeg.probePath, ["-hide_banner", "-v", "error", ...args], limits);
  } catch (error) {
    if (limits.signal?.aborted) throw limits.signal.reason;
    throw error instanceof ProgramFailed ? toFailure(error) : error;
  }
}

/**
 * Runs ffmpeg at low priority until it ends, and not a moment longer than it. Refused as invalid when it cannot make
 * sense of the file or takes too long; a plain error when this machine is at fault: no program, no space.
 */
export async function runFfmpeg(ffmpeg: Ffmpeg, run: FfmpegRun): Promise<void> {
  run.signal?.throwIfAborted();
  const command = toCommand(ffmpeg, run);
  let isTimeout = false;
  // The library can only kill what it has started already, and its own timeout does not wait for the end.
  const kill = () => command.ffmpegProc?.kill("SIGKILL");
  const timer = setTimeout(() => {
    isTimeout = true;
    kill();
  }, run.timeoutMs);
  run.signal?.addEventListener("abort", kill);
  try {
    await new Promise<void>((done, fail) => {
      command.on("start", () => yieldProcessor(command.ffmpegProc?.pid));
      command.on("stderr", (line: string) => reportSeconds(line, run.onSeconds));
      command.on("end", () => done());
      command.on("error", (error: NodeJS.ErrnoException, _stdout: unknown, stderr: string | null) => {
        fail(new ProgramFailed(error, stderr ?? "", isTimeout));
      });
      command.run();
    });
  } catch (error) {
    if (run.signal?.aborted) throw run.signal.reason;
    throw error instanceof ProgramFailed ? toFailure(error) : error;
  } finally {
    clearTimeout(timer);
    run.signal?.removeEventListener("abort", kill);
  }
}

interface Lines {
  get(): string;
}

type OnEnd = (error: Error | null, stdout: Lines, stderr: Lines) => void;

/** What of fluent-ffmpeg 2.1.3, its last release, is replaced or read here. */
interface Insides {
  ffmpegProc?: ChildProcess;
  _getArguments(): string[];
  _getFfmpegPath(done: (error: null, path: string) => void): void;
  _prepare(done: (error: null, args: string[]) => void): void;
  _spawnFfmpeg(args: string[], options: object, onSpawn: unknown, onEnd: OnEnd): void;
}

function toCommand(ffmpeg: Ffmpeg, run: FfmpegRun): fluent.FfmpegCommand & Insides {
  const command = fluent({ cwd: run.folder, stdoutLines: 30 }) as fluent.FfmpegCommand & Insides;
  for (const { path, formats, options = [] } of run.inputs) {
    // Several arguments: a single list would have its elements split at blanks.
    command.input(fileUrl(path)).inputOptions(...asPair(guardedInput(formats)), "-threads", String(run.threads));
    if (options.length > 0) command.inputOptions(...asPair(options));
  }
  if (run.filter !== undefined) command.complexFilter(run.filter);
  for (const { name, options } of run.outputs) command.output(name).outputOptions(...asPair(options));

  // RLIMIT_CPU, of all threads together: never reached while this process lives to see the deadline.
  const cpuSeconds = Math.ceil((run.timeoutMs / 1000) * availableParallelism()) + 10;
  const general = ["-hide_banner", "-nostdin", "-v", "error", "-stats", "-timelimit", String(cpuSeconds)];
  general.push("-filter_complex_threads", String(run.threads));
  const spawn = command._spawnFfmpeg.bind(command);
  const noLines = { get: () => "" };
  // It keeps the path that it is told first for every command of the process.
  command._getFfmpegPath = (done) => done(null, ffmpeg.path);
  // It would ask ffmpeg for its formats and, for the sake of a percentage, run ffprobe without a whitelist or an end.
  command._prepare = (done) => done(null, [...general, ...command._getArguments()]);
  // When the program does not start it would fail on the lines that are not there, where nobody can catch it.
  command._spawnFfmpeg = (args, options, onSpawn, onEnd) =>
    spawn(args, options, onSpawn, (error, stdout = noLines, stderr = noLines) => onEnd(error, stdout, stderr));
  return command;
}

function asPair(options: readonly string[]): [string, string, ...string[]] {
  const [first, second, ...rest] = options;
  if (first === undefined || second === undefined) throw new Error("Options of ffmpeg come with their values");
  return [first, second, ...rest];
}

function yieldProcessor(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    // Unlike the library's `niceness` this needs no program `nice`. Threads that start later inherit it.
    setPriority(pid, niceness);
  } catch {
    // It has ended already.
  }
}

function reportSeconds(line: string, report: FfmpegRun["onSeconds"]): void {
  const [, hours, minutes, seconds] = /\btime=(\d+):(\d\d):(\d\d(?:\.\d+)?)/.exec(line) ?? [];
  if (hours !== undefined) report?.(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}

/** Some program ended badly or did not start. */
class ProgramFailed extends Error {
  readonly isTimeout: boolean;
  readonly stderr: string;
  /** Why it did not start, such as ENOENT. */
  readonly startFault: string | undefined;

  constructor(cause: NodeJS.ErrnoException, stderr: string, isTimeout: boolean) {
    const lines = stderr.split(/[\r\n]+/).filter((line) => line.trim() !== "" && !/\btime=.*\bbitrate=/.test(line));
    const tail = lines.slice(-10).join("\n").slice(-2000);
    // The library appends lines of its own choice, and execFile the whole command.
    super(`${cause.message.split(/[\r\n]/)[0]?.slice(0, 300)}\n${tail}`);
    this.name = "ProgramFailed";
    this.stderr = tail;
    this.isTimeout = isTimeout;
    const isSpawnError = cause.syscall?.startsWith("spawn") === true || cause instanceof TypeError;
    this.startFault = isSpawnError ? (cause.code ?? cause.message) : undefined;
  }
}

const machineFaults =
  /No space left|Disk quota|Cannot allocate memory|Read-only file|Too many open|Permission denied|No such file/;

function toFailure(failed: ProgramFailed): Error {
  const cause = failed;
  if (failed.isTimeout)
    return new Refused("invalid", "Validation failed: the file takes too long to process", { cause });
  if (failed.startFault !== undefined) return new Error(`ffmpeg does not start: ${failed.startFault}`, { cause });
  // Whoever sends these is short of memory or shuts the machine down; a crash over the file has other signals.
  const isEndedByOthers = /signal SIG(KILL|TERM|INT|HUP)/.test(failed.message);
  if (isEndedByOthers || machineFaults.test(failed.stderr))
    return new Error("ffmpeg failed on this machine", { cause });
  return new Refused("invalid", "Validation failed: the file is damaged or of a kind that is not supported", { cause });
}

async function capture(
  program: string,
  args: readonly string[],
  { signal, timeoutMs }: Pick<Limits, "signal" | "timeoutMs">,
): Promise<string> {
  return await new Promise((done, fail) => {
    const options = { timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: 1024 * 1024, windowsHide: true } as const;
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      signal?.removeEventListener("abort", kill);
      if (error === null) return done(stdout);
      const isOversize = error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER";
      fail(new ProgramFailed(toErrno(error), stderr, error.killed === true && !isOversize));
    });
    // Not by execFile's own `signal`, which answers before the child is gone.
    const kill = () => child.kill("SIGKILL");
    signal?.addEventListener("abort", kill);
  });
}

const toErrno = (error: Error & { code?: unknown; syscall?: unknown }): NodeJS.ErrnoException =>
  Object.assign(new Error(error.message), {
    ...(typeof error.code === "string" && { code: error.code }),
    ...(typeof error.syscall === "string" && { syscall: error.syscall }),
  });

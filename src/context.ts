import type { Logger } from "pino";
import type { Config } from "./config/config.ts";
import { withSecret } from "./config/secret.ts";
import { openDatabase, type Database } from "./db/database.ts";
import type { Fediverse } from "./domain/fediverse.ts";
import type { Bus } from "./domain/streams/events.ts";
import { openRateCounter, type RateCounter } from "./lib/rate-counter.ts";
import { systemClock, type Clock } from "./lib/clock.ts";
import { createLog } from "./log.ts";
import { findFfmpeg, type Ffmpeg } from "./media/ffmpeg.ts";
import { openStorage } from "./media/open-storage.ts";
import type { Storage } from "./media/storage.ts";
import { openBus } from "./streaming/bus.ts";

/** Everything that is built once per server. Functions take the part of it that they need. */
export interface Context {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** What the domain needs of other servers; `federation/` implements it. */
  readonly fediverse: Fediverse;
  /** Tells open streams what happened. For `afterCommit`: see `tellStreams`. */
  readonly bus: Bus;
  /** How often somebody asked lately. */
  readonly rateCounter: RateCounter;
  /** Where uploads and copies of remote media are kept. */
  readonly storage: Storage;
  /** Looked for once; null when this machine has none that converts videos. */
  readonly ffmpeg: () => Promise<Ffmpeg | null>;
  /** Tells this process's worker, if it has one, that there is work. For `afterCommit`. */
  readonly wakeWorker: () => void;
}

/** A context whose federation and worker are joined later, by whoever starts them. */
export interface OpenContext extends Context {
  fediverse: Fediverse;
  wakeWorker: () => void;
  close(): Promise<void>;
}

export function createContext(given: Config, options: { clock?: Clock; log?: Logger } = {}): OpenContext {
  const config = withSecret(given);
  const db = openDatabase(config.databaseUrl);
  const log = options.log ?? createLog(config);
  const bus = openBus(config, log);
  const rateCounter = openRateCounter(config, log);
  let wake: () => void = () => {};
  let fediverse: Fediverse | null = null;
  let ffmpeg: Promise<Ffmpeg | null> | null = null;
  return {
    config,
    db,
    clock: options.clock ?? systemClock,
    log,
    bus,
    rateCounter,
    storage: openStorage(config),
    ffmpeg: () => (ffmpeg ??= findFfmpeg(config.ffmpegPath)),
    get fediverse() {
      if (fediverse === null) throw new Error("The federation has not been joined to the context");
      return fediverse;
    },
    set fediverse(given) {
      fediverse = given;
    },
    get wakeWorker() {
      // Looked up at the call: hooks are registered before the worker starts.
      return () => wake();
    },
    set wakeWorker(given) {
      wake = given;
    },
    async close() {
      rateCounter.close();
      await bus.close();
      await db.close();
    },
  };
}

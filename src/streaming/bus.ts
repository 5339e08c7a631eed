import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import type { Bus, StreamEvent } from "../domain/streams/events.ts";
import { openRedisBus } from "./redis-bus.ts";

/** Within this process, and with `REDIS_URL` set to every process of the same origin. */
export function openBus(config: Pick<Config, "redisUrl" | "origin">, log: Logger): Bus {
  const here = createMemoryBus(log);
  return config.redisUrl === undefined ? here : openRedisBus(here, config.redisUrl, config.origin, log);
}

function createMemoryBus(log: Logger): Bus {
  const listeners = new Set<(event: StreamEvent) => void>();
  return {
    publish(event) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          // The cause is committed: what its listeners do must not fail it.
          log.error({ err: error, kind: event.kind }, "a stream event was lost");
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      listeners.clear();
    },
  };
}

import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import type { Logger } from "pino";
import { z } from "zod";
import { streamEvent, type Bus } from "../domain/streams/events.ts";

const message = z.object({ from: z.string(), event: streamEvent });

/**
 * Joins the buses of several processes. What happens in this one is heard here at once: without Redis only the other
 * processes hear nothing. Connects when it is first used, so that a command that tells nothing needs no Redis.
 */
export function openRedisBus(here: Bus, url: string, origin: string, log: Logger): Bus {
  const self = randomUUID();
  // Several servers may share one Redis, and pub/sub knows no database numbers.
  const channel = `topout:${new URL(origin).host}:streams`;
  const connections: Redis[] = [];
  let publisher: Redis | null = null;
  let isSubscribed = false;

  function connect(options: { maxRetriesPerRequest: number | null }): Redis {
    const redis = new Redis(url, { ...options, lazyConnect: true });
    redis.on("error", (error) => log.warn({ err: error }, "Redis cannot be reached: streams hear this process only"));
    connections.push(redis);
    return redis;
  }

  function listen(): void {
    isSubscribed = true;
    const subscriber = connect({ maxRetriesPerRequest: null });
    subscriber.on("message", (_channel, text: string) => {
      const heard = parse(text);
      if (heard !== null && heard.from !== self) here.publish(heard.event);
    });
    // Waits for Redis as long as it takes; it fails only when the bus is closed before.
    subscriber.subscribe(channel).catch(() => {});
  }

  return {
    publish(event) {
      here.publish(event);
      // Given up soon when Redis is away: what waits would fill the memory, and be old when it arrives.
      publisher ??= connect({ maxRetriesPerRequest: 1 });
      publisher
        .publish(channel, JSON.stringify({ from: self, event }))
        .catch((error: unknown) => log.debug({ err: error, kind: event.kind }, "other processes missed an event"));
    },
    subscribe(listener) {
      if (!isSubscribed) listen();
      return here.subscribe(listener);
    },
    async close() {
      await here.close();
      for (const redis of connections) redis.disconnect();
    },
  };
}

function parse(text: string): z.infer<typeof message> | null {
  try {
    return message.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

import type { WebSocketServerLike } from "@hono/node-server";
import { WebSocket, WebSocketServer } from "ws";
import type { WSContext, WSEvents } from "hono/ws";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { Refused } from "../../lib/refused.ts";
import type { Hub } from "../../streaming/hub.ts";
import type { Outlet } from "../../streaming/outlet.ts";
import type { Connection, Owner } from "../../streaming/registry.ts";
import { checkStream, parseStream } from "./asked-stream.ts";

/** What a client has to say is short. */
const mostMessageBytes = 16 * 1024;
const mostUnread = 100;
/** How long the other end may take to say goodbye: a stopping server waits for it. */
const goodbyeMs = 1_000;

// RFC 6455 §7.4.1
const closeCode = { shutdown: 1001, revoked: 1008 } as const;
const tooManyConnections = 1013;

const message = z.object({ type: z.enum(["subscribe", "unsubscribe"]) });

/** For `serve`: takes over the connections that ask to become sockets, and echoes the sub-protocol that they name. */
export const openSocketServer = (): WebSocketServerLike =>
  // ws types its options as possibly undefined, the other side as possibly missing.
  new WebSocketServer({ noServer: true, maxPayload: mostMessageBytes }) as unknown as WebSocketServerLike;

/** One socket with many streams; `query` may name the first of them. */
export function socketEvents(
  ctx: Pick<Context, "db" | "log">,
  hub: Hub,
  owner: Owner,
  query: Record<string, string>,
): WSEvents<unknown> {
  let connection: Connection | null = null;
  let unread = 0;
  let reading: Promise<void> = Promise.resolve();

  /** One after the other: to subscribe and to unsubscribe must not overtake one another. */
  function read(socket: WebSocket, type: "subscribe" | "unsubscribe", input: unknown): void {
    if (++unread > mostUnread) return socket.terminate();
    reading = reading
      .then(() => obey(ctx, hub, connection, type, input))
      .catch((error: unknown) => answerFault(ctx, socket, error))
      .finally(() => unread--);
  }

  return {
    onOpen(_event, given) {
      const socket = socketOf(given);
      connection = hub.open(owner, openOutlet(socket));
      if (connection === null) return socket.close(tooManyConnections);
      if (query["stream"] !== undefined) read(socket, "subscribe", query);
    },
    onMessage({ data }, given) {
      const input = parseMessage(data);
      // Mastodon says nothing to what it cannot read.
      if (input !== null) read(socketOf(given), input.type, input.input);
    },
    onClose() {
      if (connection !== null) hub.closed(connection);
    },
  };
}

async function obey(
  ctx: Pick<Context, "db">,
  hub: Hub,
  connection: Connection | null,
  type: "subscribe" | "unsubscribe",
  input: unknown,
): Promise<void> {
  if (connection === null) return;
  const request = parseStream(input);
  if (type === "unsubscribe") return hub.unsubscribe(connection, request);
  await checkStream(ctx, connection.owner, request);
  if (!hub.subscribe(connection, request)) throw new Refused("malformed", "Too many subscriptions");
}

function answerFault(ctx: Pick<Context, "log">, socket: WebSocket, error: unknown): void {
  if (!(error instanceof Refused)) ctx.log.error({ err: error }, "a message on a stream failed");
  const fault =
    error instanceof Refused
      ? { error: error.message, status: error.reason === "unauthenticated" ? 401 : 400 }
      : { error: "Something went wrong on our end", status: 500 };
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(fault));
}

function parseMessage(data: unknown): { type: "subscribe" | "unsubscribe"; input: unknown } | null {
  if (typeof data !== "string") return null;
  try {
    const input: unknown = JSON.parse(data);
    const parsed = message.safeParse(input);
    return parsed.success ? { type: parsed.data.type, input } : null;
  } catch {
    return null;
  }
}

function socketOf(context: WSContext<unknown>): WebSocket {
  if (!(context.raw instanceof WebSocket)) throw new Error("The server's sockets are those of ws");
  return context.raw;
}

function openOutlet(socket: WebSocket): Outlet {
  let isAlive = true;
  let beats = 0;
  socket.on("pong", () => (isAlive = true));
  return {
    send({ stream, event, payload }) {
      const text = JSON.stringify({ stream, event, ...(payload === null ? {} : { payload }) });
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    beat() {
      // A ping every second time; who has not answered by the next one is gone.
      if (++beats % 2 === 0) return true;
      if (!isAlive) return false;
      isAlive = false;
      if (socket.readyState === WebSocket.OPEN) socket.ping();
      return true;
    },
    bufferedBytes: () => socket.bufferedAmount,
    close(why) {
      socket.close(closeCode[why]);
      setTimeout(() => socket.terminate(), goodbyeMs).unref();
    },
    drop: () => socket.terminate(),
  };
}

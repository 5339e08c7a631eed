import { upgradeWebSocket, type HttpBindings } from "@hono/node-server";
import { Hono, type Context as HonoContext } from "hono";
import type { Context } from "../../context.ts";
import { Refused } from "../../lib/refused.ts";
import type { Hub } from "../../streaming/hub.ts";
import type { Connection } from "../../streaming/registry.ts";
import type { ApiEnv } from "../env.ts";
import { checkStream, parseStream } from "./asked-stream.ts";
import { openEventSource } from "./event-source.ts";
import { ownerOf } from "./owner.ts";
import { socketEvents } from "./web-socket.ts";

/** Paths of single streams, and what each is called. */
const streamByPath = {
  "/user": "user",
  "/user/notification": "user:notification",
  "/public": "public",
  "/public/local": "public:local",
  "/public/remote": "public:remote",
  "/hashtag": "hashtag",
  "/hashtag/local": "hashtag:local",
  "/list": "list",
  "/direct": "direct",
} as const;

/** `/api/v1/streaming`: a WebSocket, or server-sent events. */
export function streamingRoutes(ctx: Context, hub: Hub): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.get("/streaming/health", (c) => c.text("OK"));

  // Some clients write the slash.
  for (const path of ["/streaming", "/streaming/"]) {
    routes.get(path, async (c) => {
      if (c.req.header("upgrade")?.toLowerCase() !== "websocket") return await answerEvents(ctx, hub, c, c.req.query());
      const owner = await ownerOf(ctx, c);
      return await upgradeWebSocket(c, socketEvents(ctx, hub, owner, c.req.query()));
    });
  }

  for (const [path, stream] of Object.entries(streamByPath)) {
    routes.get(`/streaming${path}`, (c) => answerEvents(ctx, hub, c, { ...c.req.query(), stream }));
  }

  return routes;
}

async function answerEvents(
  ctx: Context,
  hub: Hub,
  c: HonoContext<ApiEnv>,
  query: Record<string, string>,
): Promise<Response> {
  const owner = await ownerOf(ctx, c);
  const request = parseStream(query);
  await checkStream(ctx, owner, request);
  let connection: Connection | null = null;
  const { outgoing } = c.env as HttpBindings;
  const { body, outlet } = openEventSource(
    () => connection !== null && hub.closed(connection),
    () => outgoing.destroy(),
  );
  connection = hub.open(owner, outlet);
  if (connection === null) throw new Refused("unavailable", "Too many open streams");
  hub.subscribe(connection, request);
  return c.body(body, 200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    // nginx would collect the events until its buffer is full.
    "X-Accel-Buffering": "no",
  });
}

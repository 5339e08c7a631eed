import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";

/** What Topout answered once to this request. */
export interface RecordedAnswer {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

// The same framework and the same bytes, without anything behind them: what no program on this stack can outdo.
const recorded: RecordedAnswer[] = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const app = new Hono();
app.get("/health", (c) => c.text("up"));
for (const { method, path, status, headers, body } of recorded) {
  app.on(method, path, async (c) => {
    if (method !== "GET") await c.req.text();
    return new Response(body, { status, headers });
  });
}
const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env["PORT"]) }, () => {
  console.log((server.address() as AddressInfo).port);
});
process.once("SIGTERM", () => process.exit(0));

import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { serve, type ServerType } from "@hono/node-server";
import type { Logger } from "pino";
import { buildApp } from "./app.ts";
import type { Config } from "./config/config.ts";
import { createContext, type Context, type OpenContext } from "./context.ts";
import { holdSqlite } from "./db/hold-sqlite.ts";
import { migrate } from "./db/migrate.ts";
import { ensureInstanceActor } from "./domain/accounts/ensure-instance-actor.ts";
import type { Clock } from "./lib/clock.ts";
import { openSocketServer } from "./api/streaming/web-socket.ts";
import { createHub, type Hub } from "./streaming/hub.ts";
import { startSchedule } from "./jobs/schedule.ts";
import { startWorker } from "./jobs/worker.ts";
import { heavyJobs, jobHandlers } from "./jobs/handlers.ts";
import { joinFederation, type JoinedFederation } from "../federation/join.ts";

/** Less than the ten seconds that Docker waits before it kills. */
const usualDrainMs = 8_000;

export interface Server {
  readonly ctx: Context;
  readonly port: number;
  /** Stops taking requests and jobs, lets those that run finish (at most `drainMs`), and closes the database. */
  stop(drainMs?: number): Promise<void>;
}

/** Starts what the configured role asks for. @throws when the port is taken or the database cannot be reached. */
export async function startServer(config: Config, options: { clock?: Clock; log?: Logger } = {}): Promise<Server> {
  mkdirSync(config.dataDir, { recursive: true });
  const letGo = config.dialect === "sqlite" ? holdSqlite(config.databaseUrl) : () => {};
  try {
    await migrate(config.databaseUrl);
    return await open(createContext(config, options), letGo);
  } catch (error) {
    letGo();
    throw error;
  }
}

async function open(ctx: OpenContext, letGo: () => void): Promise<Server> {
  try {
    await ensureInstanceActor(ctx);
    // What was named must be there: better told now than with somebody's first video.
    if (ctx.config.ffmpegPath !== undefined) await ctx.ffmpeg();
    return await run(ctx, letGo);
  } catch (error) {
    await ctx.close();
    throw error;
  }
}

async function run(ctx: OpenContext, letGo: () => void): Promise<Server> {
  const { config } = ctx;
  const federation = joinFederation(ctx);
  const hub = config.role === "worker" ? null : createHub(ctx);
  const http = hub === null ? null : await serveHttp(ctx, federation, hub);
  const stopWork =
    config.role === "web"
      ? null
      : await startWork(ctx, federation).catch(async (error: unknown) => {
          await hub?.close();
          if (http !== null) await closeHttp(http, 0);
          throw error;
        });
  let stopping: Promise<void> | null = null;
  async function stop(drainMs: number): Promise<void> {
    await hub?.close();
    await Promise.all([http === null ? null : closeHttp(http, drainMs), stopWork?.(drainMs)]);
    await ctx.close();
    letGo();
  }
  return {
    ctx,
    port: http === null ? config.port : (http.address() as AddressInfo).port,
    stop: (drainMs = usualDrainMs) => (stopping ??= stop(drainMs)),
  };
}

async function serveHttp(ctx: Context, federation: JoinedFederation, hub: Hub): Promise<ServerType> {
  try {
    return await listen(ctx, buildApp(ctx, federation.mount, hub).fetch);
  } catch (error) {
    await hub.close();
    throw error;
  }
}

/** Starts the worker, the federation's queues and the clock's jobs; gives the way to end them. */
async function startWork(ctx: OpenContext, federation: JoinedFederation): Promise<(drainMs: number) => Promise<void>> {
  federation.startListening();
  const worker = await startWorker({
    db: ctx.db,
    clock: ctx.clock,
    log: ctx.log,
    handlers: { ...jobHandlers(ctx), ...federation.jobHandlers },
    concurrency: ctx.config.workerConcurrency,
    concurrencyByType: heavyJobs(ctx),
  });
  ctx.wakeWorker = worker.wake;
  const stopSchedule = startSchedule(ctx);
  return async (drainMs) => {
    stopSchedule();
    await worker.stop(drainMs);
    federation.stopListening();
  };
}

async function listen(ctx: Context, fetch: Parameters<typeof serve>[0]["fetch"]): Promise<ServerType> {
  const { host, port } = ctx.config;
  const websocket = { server: openSocketServer() };
  return await new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: host, port, websocket }, () => {
      server.off("error", reject);
      resolve(server);
    });
    server.once("error", reject);
  });
}

async function closeHttp(server: ServerType, drainMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  if ("closeIdleConnections" in server) server.closeIdleConnections();
  const timer = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), drainMs);
  await closed;
  clearTimeout(timer);
}

import { ConfigError, readConfig, userAgentOf } from "./config/config.ts";
import { describeInstance } from "./domain/instance.ts";
import { installGuardedDispatcher } from "./lib/guarded-dispatcher.ts";
import { Refused } from "./lib/refused.ts";
import { joinLibraryLogs } from "./log-libraries.ts";
import { startServer, type Server } from "./server.ts";

// Deliveries go through the built-in fetch, inside Fedify; what a peer answers to one is hardly read.
const deliveryTimeoutMs = 15_000;
const deliveryAnswerBytes = 1024 * 1024;

/** sysexits.h: the configuration cannot be used. */
const exitConfig = 78;

// Not `exitCode`: what did not end while the server drained (a peer that hangs) would keep the process for as long.
process.exit(await main());

async function main(): Promise<number> {
  // Before anything starts: as the first process of a container, one without a handler does not hear SIGTERM at all.
  const stopped = untilStopped();
  let server: Server;
  try {
    const config = readConfig(process.env);
    installGuardedDispatcher({
      ...config,
      userAgent: userAgentOf(config),
      timeoutMs: deliveryTimeoutMs,
      maxBytes: deliveryAnswerBytes,
    });
    server = await startServer(config);
    await joinLibraryLogs(server.ctx.log);
  } catch (error) {
    return explainFailedStart(error);
  }
  await greet(server);
  await stopped;
  await server.stop();
  return 0;
}

function explainFailedStart(error: unknown): number {
  if (error instanceof ConfigError || error instanceof Refused) {
    console.error(error.message);
    return exitConfig;
  }
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    console.error(
      `Another program listens on that port already (${error.message}). Stop it, or set PORT to another one.`,
    );
    return 1;
  }
  console.error("Topout could not start:", error);
  return 1;
}

async function greet({ ctx, port }: Server): Promise<void> {
  const { config } = ctx;
  if (config.role === "worker") return void console.log(`Topout ${config.version} works on its jobs.`);
  console.log(`Topout ${config.version} is running: ${config.origin}`);
  if (config.origin === `http://localhost:${config.port}` && config.port !== port)
    console.log(`It listens on port ${port}.`);
  if ((await describeInstance(ctx)).usersCount > 0) return;
  console.log(`
There is no account yet. In a second terminal, in this folder, make yours:

  npm run topout -- account create ada --email ada@example.org --password '...' --admin

Then sign in with any Mastodon app: its server is ${new URL(config.origin).host}`);
}

/** SIGTERM and SIGINT stop the server in order; a second one ends it at once. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1));
        resolve();
      });
    }
  });
}

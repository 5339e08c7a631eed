import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino, type Logger } from "pino";
import { readConfig, type Config } from "../config/config.ts";
import { dialect } from "../db/dialect.ts";
import type { Role } from "../db/schema/index.ts";
import { createLocalAccount } from "../domain/accounts/create-local-account.ts";
import type { Account } from "../domain/accounts/account.ts";
import { issueToken } from "../domain/oauth/tokens.ts";
import { topLevelScopes } from "../domain/oauth/scopes.ts";
import { startServer, type Server } from "../server.ts";
import type { Clock } from "../lib/clock.ts";
import { createTestDatabase } from "./test-database.ts";
import { createClient, type TestClient } from "./client.ts";

export interface TestTopout extends AsyncDisposable {
  readonly origin: string;
  readonly config: Config;
  readonly server: Server;
  readonly ctx: Server["ctx"];
  /** Somebody who may do everything, and the client that speaks for them. */
  signUp(username: string, options?: { scopes?: readonly string[]; role?: Role }): Promise<TestUser>;
  /** A client without a token. */
  readonly anyone: TestClient;
}

export interface TestUser extends TestClient {
  readonly account: Account;
  readonly token: string;
}

export const testPassword = "correct horse battery";

/** A whole server on a free loopback port, with a database of its own, on the dialect of this test run. */
export async function startTopout(
  environment: Record<string, string> = {},
  options: { clock?: Clock; log?: Logger } = {},
): Promise<TestTopout> {
  const dataDir = await mkdtemp(join(tmpdir(), "topout-test-"));
  const database = await createTestDatabase(dataDir);
  const port = environment["PORT"] ?? String(await freePort());
  const config = readConfig({
    TOPOUT_DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    TOPOUT_ALLOW_PRIVATE_ADDRESSES: "true",
    TOPOUT_DELIVERY_RETRY_SECONDS: "1",
    TOPOUT_DELIVERY_RETRY_MAX_SECONDS: "2",
    TOPOUT_RATE_LIMIT: "0",
    LOG_LEVEL: process.env["TEST_LOG_LEVEL"] ?? "silent",
    ...environment,
    PORT: port,
  });
  const log = pino({ level: config.logLevel });
  const server = await startServer(config, { log, ...options });
  const origin = `http://localhost:${server.port}`;
  return {
    origin,
    config,
    server,
    ctx: server.ctx,
    anyone: createClient(origin, null),
    async signUp(username, options = {}) {
      const account = await createLocalAccount(server.ctx, {
        username,
        email: `${username}@example.org`,
        password: testPassword,
        role: options.role ?? "user",
      });
      const token = await server.ctx.db.write((tx) =>
        issueToken(server.ctx, tx, { appId: null, accountId: account.id, scopes: options.scopes ?? topLevelScopes }),
      );
      return { ...createClient(origin, token), account, token };
    },
    async [Symbol.asyncDispose]() {
      await server.stop(2_000);
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** The dialect that this run tests. */
export const engine = dialect;

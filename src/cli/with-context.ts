import { mkdirSync } from "node:fs";
import { readConfig, type Config } from "../config/config.ts";
import { createContext, type Context } from "../context.ts";
import { migrate } from "../db/migrate.ts";
import { ensureInstanceActor } from "../domain/accounts/ensure-instance-actor.ts";

/** The configuration that the server would start with. @throws ConfigError */
export const readOwnConfig = (): Config => readConfig(process.env);

/**
 * Opens the server's database, brought up to date, for one command. The server may run meanwhile.
 * @throws Refused when the database belongs to another origin.
 */
export async function withContext<T>(work: (ctx: Context) => Promise<T>): Promise<T> {
  const config = readOwnConfig();
  mkdirSync(config.dataDir, { recursive: true });
  await migrate(config.databaseUrl);
  const ctx = createContext(config);
  try {
    // An account that is made under another origin would have addresses that lead nowhere.
    await ensureInstanceActor(ctx);
    return await work(ctx);
  } finally {
    await ctx.close();
  }
}

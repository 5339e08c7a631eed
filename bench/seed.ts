import { readConfig } from "../src/config/config.ts";
import { createContext } from "../src/context.ts";
import { migrate } from "../src/db/migrate.ts";
import { createLocalAccount } from "../src/domain/accounts/create-local-account.ts";
import { ensureInstanceActor } from "../src/domain/accounts/ensure-instance-actor.ts";
import { topLevelScopes } from "../src/domain/oauth/scopes.ts";
import { issueToken } from "../src/domain/oauth/tokens.ts";

export interface SeededAccount {
  readonly id: string;
  readonly username: string;
  readonly token: string;
}

// In a process of its own, because the environment of a process chooses its database for good.
const ctx = createContext(readConfig(process.env));
await migrate(ctx.config.databaseUrl);
await ensureInstanceActor(ctx);
const seeded: SeededAccount[] = [];
for (const username of process.argv.slice(2)) {
  const email = `${username}@example.org`;
  const account = await createLocalAccount(ctx, { username, email, password: "not a secret at all", role: "user" });
  const token = await ctx.db.write((tx) =>
    issueToken(ctx, tx, { appId: null, accountId: account.id, scopes: topLevelScopes }),
  );
  seeded.push({ id: account.id, username, token });
}
await ctx.close();
console.log(JSON.stringify(seeded));

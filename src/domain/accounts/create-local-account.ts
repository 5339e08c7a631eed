import { hash } from "@node-rs/argon2";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { insertAccount, insertAccountKeys, insertUser } from "../../db/account-queries.ts";
import { isUniqueViolation } from "../../db/database.ts";
import type { ActorType, Role } from "../../db/schema/index.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import { generateKeys } from "./keys.ts";
import { instanceActorUsername, uris } from "../uris.ts";
import type { Account } from "./account.ts";

export interface Registration {
  username: string;
  email: string;
  password: string;
  role?: Role;
}

const reserved = new Set(["admin", "administrator", "instance", "root", "support", "topout", "webmaster"]);

const registrationSchema = z.object({
  username: z
    .string()
    .regex(/^[a-z0-9_]{1,30}$/i, "must have 1 to 30 letters, digits or underscores")
    .refine((name) => !reserved.has(name.toLowerCase()), "is reserved"),
  email: z.email("is not an e-mail address").max(254),
  password: z.string().min(8, "must have at least 8 characters").max(1_000),
  role: z.enum(["user", "moderator", "admin"]).default("user"),
});

/** OWASP's parameters for argon2id: 19 MiB, 2 passes, 1 lane. */
export const hashPassword = (password: string): Promise<string> =>
  hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

/**
 * Makes an account with its keys and sign-in.
 * @throws Refused when a value is not usable, or the username or e-mail address is taken; ZodError by field.
 */
export async function createLocalAccount(
  ctx: Pick<Context, "db" | "clock" | "config">,
  given: Registration,
): Promise<Account> {
  const { username, email, password, role } = registrationSchema.parse(given);
  const now = ctx.clock.now();
  const account = newLocalAccount(ctx, username.toLowerCase(), "Person", now);
  const [passwordHash, keys] = await Promise.all([hashPassword(password), generateKeys()]);
  try {
    return await ctx.db.write(async (tx) => {
      const created = await insertAccount(tx, account);
      await insertAccountKeys(tx, created.id, keys, now);
      await insertUser(tx, {
        accountId: created.id,
        email,
        emailKey: email.toLowerCase(),
        passwordHash,
        role,
        locale: "en",
        defaultVisibility: "public",
        defaultSensitive: false,
        createdAt: now,
      });
      return created;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Refused("invalid", "The username or the e-mail address is already taken", { cause: error });
  }
}

/** The row of a local account that nobody has filled in yet. */
export function newLocalAccount(ctx: Pick<Context, "config">, username: string, type: ActorType, now: Date) {
  const { origin } = ctx.config;
  return {
    id: newId(now),
    username,
    usernameKey: username.toLowerCase(),
    domain: "",
    uri: uris.account(origin, username),
    url: username === instanceActorUsername ? origin : uris.profile(origin, username),
    type,
    displayName: "",
    summaryHtml: "",
    summaryText: "",
    fields: [],
    emojis: [],
    isLocked: false,
    isDiscoverable: true,
    isIndexable: false,
    hidesNetwork: false,
    inboxUri: uris.inbox(origin, username),
    sharedInboxUri: uris.sharedInbox(origin),
    outboxUri: uris.collection(origin, username, "outbox"),
    followersUri: uris.collection(origin, username, "followers"),
    followingUri: uris.collection(origin, username, "following"),
    featuredUri: uris.collection(origin, username, "featured"),
    climbsUri: uris.collection(origin, username, "climbs"),
    aliases: [],
    createdAt: now,
    updatedAt: now,
  };
}

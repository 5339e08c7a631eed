import { hash } from "@node-rs/argon2";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { insertAccount, insertAccountKeys, insertUser } from "../../db/account-queries.ts";
import { isUniqueViolation, type Writer } from "../../db/database.ts";
import type { ActorType, Role } from "../../db/schema/index.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import { generateKeys } from "./keys.ts";
import { instanceActorUsername, uris } from "../uris.ts";
import type { Account } from "./account.ts";
import { reservedUsernames } from "./sign-up-faults.ts";

export interface Registration {
  username: string;
  email: string;
  password: string;
  role?: Role;
}

const registrationSchema = z.object({
  username: z
    .string()
    .regex(/^[a-z0-9_]{1,30}$/i, "must have 1 to 30 letters, digits or underscores")
    .refine((name) => !reservedUsernames.has(name.toLowerCase()), "is reserved"),
  email: z.email("is not an e-mail address").max(254),
  password: z.string().min(8, "must have at least 8 characters").max(1_000),
  role: z.enum(["user", "moderator", "admin"]).default("user"),
});

/** OWASP's parameters for argon2id: 19 MiB, 2 passes, 1 lane. */
export const hashPassword = (password: string): Promise<string> =>
  hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

/** What takes long to make, so it is made before anything is written. */
export interface AccountSecrets {
  readonly passwordHash: string;
  readonly keys: Awaited<ReturnType<typeof generateKeys>>;
}

export async function prepareSecrets(password: string): Promise<AccountSecrets> {
  const [passwordHash, keys] = await Promise.all([hashPassword(password), generateKeys()]);
  return { passwordHash, keys };
}

/** How somebody came here, and what is still to be done until they may use the account. */
type Joining = Pick<
  Parameters<typeof insertUser>[1],
  "locale" | "confirmedAt" | "approvedAt" | "signUpReason" | "confirmationHash" | "confirmationSentAt" | "inviteId"
>;

/**
 * Makes an account with its keys and sign-in, for whoever runs the server: it can be used at once.
 * @throws Refused when a value is not usable, or the username or e-mail address is taken; ZodError by field.
 */
export async function createLocalAccount(
  ctx: Pick<Context, "db" | "clock" | "config">,
  given: Registration,
): Promise<Account> {
  const checked = registrationSchema.parse(given);
  const now = ctx.clock.now();
  const secrets = await prepareSecrets(checked.password);
  const joining = { locale: "en", confirmedAt: now, approvedAt: now };
  try {
    return await ctx.db.write((tx) => insertLocalAccount(ctx, tx, checked, secrets, joining));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Refused("invalid", "The username or the e-mail address is already taken", { cause: error });
  }
}

/** @throws a unique violation when the username or the e-mail address is taken. */
export async function insertLocalAccount(
  ctx: Pick<Context, "clock" | "config">,
  tx: Writer,
  { username, email, role }: { username: string; email: string; role: Role },
  { passwordHash, keys }: AccountSecrets,
  joining: Joining,
): Promise<Account> {
  const now = ctx.clock.now();
  const created = await insertAccount(tx, newLocalAccount(ctx, username.toLowerCase(), "Person", now));
  await insertAccountKeys(tx, created.id, keys, now);
  await insertUser(tx, {
    accountId: created.id,
    email,
    emailKey: email.toLowerCase(),
    passwordHash,
    role,
    defaultVisibility: "public",
    defaultSensitive: false,
    createdAt: now,
    ...joining,
  });
  return created;
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

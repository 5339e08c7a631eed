import { index, instant, json, sortedText, table, text, uniqueIndex } from "../dialect.ts";
import { accounts } from "./accounts.ts";

/** Client applications. */
export const apps = table(
  "apps",
  {
    id: sortedText("id").primaryKey(),
    clientId: text("client_id").notNull(),
    clientSecretHash: text("client_secret_hash").notNull(),
    name: text("name").notNull(),
    website: text("website"),
    redirectUris: json<string[]>("redirect_uris").notNull(),
    scopes: json<string[]>("scopes").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("apps_client_id").on(t.clientId)],
);

/** Authorization codes; used once, kept a while so that a second use can be told and punished (RFC 6749 §4.1.2). */
export const grants = table(
  "grants",
  {
    codeHash: text("code_hash").primaryKey(),
    appId: sortedText("app_id")
      .notNull()
      .references(() => apps.id, { onDelete: "cascade" }),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    redirectUri: text("redirect_uri").notNull(),
    scopes: json<string[]>("scopes").notNull(),
    /** S256 challenge (RFC 7636). */
    codeChallenge: text("code_challenge"),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
  },
  (t) => [index("grants_expiry").on(t.expiresAt)],
);

/** Access tokens, stored as hashes. Without an account they speak for the app alone. */
export const tokens = table(
  "tokens",
  {
    id: sortedText("id").primaryKey(),
    tokenHash: text("token_hash").notNull(),
    appId: sortedText("app_id").references(() => apps.id, { onDelete: "cascade" }),
    accountId: sortedText("account_id").references(() => accounts.id, { onDelete: "cascade" }),
    scopes: json<string[]>("scopes").notNull(),
    grantCodeHash: text("grant_code_hash"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("tokens_hash").on(t.tokenHash),
    index("tokens_grant").on(t.grantCodeHash),
    index("tokens_account").on(t.accountId),
  ],
);

/** Browser sign-ins, for the consent page. */
export const sessions = table(
  "sessions",
  {
    sessionHash: text("session_hash").primaryKey(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [index("sessions_expiry").on(t.expiresAt)],
);

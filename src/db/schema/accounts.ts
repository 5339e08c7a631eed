import { sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import {
  boolean,
  dialect,
  index,
  instant,
  integer,
  json,
  primaryKey,
  sortedText,
  table,
  text,
  uniqueIndex,
} from "../dialect.ts";

export interface ProfileField {
  name: string;
  /** Plain text for local accounts, sanitised HTML for remote ones. */
  value: string;
  verifiedAt: string | null;
}

export interface CustomEmoji {
  shortcode: string;
  /** An address on another server, or the key of a file stored here. */
  url: string;
  /** Of its first frame, when it is animated. */
  stillUrl?: string;
}

/** When somebody posted last, to sort by: long ago, for who has not. Without a comma, at which drizzle-kit would cut it. */
export const lastPosted = (lastStatusAt: PgColumn): SQL =>
  sql`(case when ${lastStatusAt} is null then ${longAgo} else ${lastStatusAt} end)`;

const longAgo = dialect === "postgres" ? sql`'-infinity'::timestamptz` : sql`0`;

/** Whom an account lets put it into a collection; `others` are people whom only its own server can tell. */
export type Featurer = "public" | "followers" | "following" | "others";

/** Who may without being asked about, and who may when the account agrees. */
export interface FeaturePolicy {
  automatic: Featurer[];
  manual: Featurer[];
}

export type ActorType = "Person" | "Service" | "Group" | "Organization" | "Application";

/** Everyone the server knows, local (domain "") and remote. */
export const accounts = table(
  "accounts",
  {
    id: sortedText("id").primaryKey(),
    /** As its owner writes it. */
    username: text("username").notNull(),
    /** Lower case, for look-ups. */
    usernameKey: text("username_key").notNull(),
    /** Lower-case handle domain; "" for local accounts. */
    domain: text("domain").notNull(),
    uri: text("uri").notNull(),
    url: text("url").notNull(),
    type: text("type").$type<ActorType>().notNull(),
    displayName: text("display_name").notNull(),
    /** HTML, ready to show. */
    summaryHtml: text("summary_html").notNull(),
    /** What a local author typed. */
    summaryText: text("summary_text").notNull(),
    fields: json<ProfileField[]>("fields").notNull(),
    emojis: json<CustomEmoji[]>("emojis").notNull(),
    /** Of remote accounts; the pictures of local ones are stored here, under keys. */
    avatarUrl: text("avatar_url"),
    headerUrl: text("header_url"),
    avatarKey: text("avatar_key"),
    /** Of its first frame, when it is animated. */
    avatarStillKey: text("avatar_still_key"),
    headerKey: text("header_key"),
    avatarDescription: text("avatar_description").notNull().default(""),
    headerDescription: text("header_description").notNull().default(""),
    /** Tabs of the profile. */
    showsMedia: boolean("shows_media").notNull().default(true),
    showsMediaReplies: boolean("shows_media_replies").notNull().default(true),
    showsFeatured: boolean("shows_featured").notNull().default(true),
    isLocked: boolean("is_locked").notNull(),
    isDiscoverable: boolean("is_discoverable").notNull(),
    isIndexable: boolean("is_indexable").notNull(),
    hidesNetwork: boolean("hides_network").notNull(),
    inboxUri: text("inbox_uri").notNull(),
    sharedInboxUri: text("shared_inbox_uri"),
    outboxUri: text("outbox_uri"),
    followersUri: text("followers_uri"),
    followingUri: text("following_uri"),
    featuredUri: text("featured_uri"),
    climbsUri: text("climbs_uri"),
    /** Where another server lists the collections that the account made. */
    collectionsUri: text("collections_uri"),
    /** Of remote accounts: who may put them into a collection. Null when their server says nothing of it. */
    featurePolicy: json<FeaturePolicy>("feature_policy"),
    aliases: json<string[]>("aliases").notNull(),
    movedToUri: text("moved_to_uri"),
    statusesCount: integer("statuses_count").notNull().default(0),
    followersCount: integer("followers_count").notNull().default(0),
    followingCount: integer("following_count").notNull().default(0),
    lastStatusAt: instant("last_status_at"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    /** When a remote actor was last read from its server. */
    fetchedAt: instant("fetched_at"),
    suspendedAt: instant("suspended_at"),
  },
  (t) => [
    uniqueIndex("accounts_uri").on(t.uri),
    uniqueIndex("accounts_handle").on(t.usernameKey, t.domain),
    index("accounts_url").on(t.url),
    index("accounts_domain").on(t.domain, t.id),
    index("accounts_active")
      .on(lastPosted(t.lastStatusAt), t.id)
      .where(sql`is_discoverable`),
    index("accounts_local_active")
      .on(lastPosted(t.lastStatusAt), t.id)
      .where(sql`is_discoverable and length(domain) = 0`),
    index("accounts_local_popular")
      .on(t.followersCount, t.id)
      .where(sql`is_discoverable and length(domain) = 0`),
  ],
);

export type Role = "user" | "moderator" | "admin";

/** The sign-in of a local account. */
export const users = table(
  "users",
  {
    accountId: sortedText("account_id")
      .primaryKey()
      .references(() => accounts.id, { onDelete: "cascade" }),
    email: text("email").notNull(),
    emailKey: text("email_key").notNull(),
    passwordHash: text("password_hash").notNull(),
    role: text("role").$type<Role>().notNull(),
    locale: text("locale").notNull(),
    defaultVisibility: text("default_visibility").$type<Visibility>().notNull(),
    defaultSensitive: boolean("default_sensitive").notNull(),
    defaultLanguage: text("default_language"),
    defaultQuotePolicy: text("default_quote_policy")
      .$type<"public" | "followers" | "nobody">()
      .notNull()
      .default("public"),
    /** Domains of websites that may name the account as an author. */
    attributionDomains: json<string[]>("attribution_domains"),
    /** When the address was shown to be the user's; null while that is open. */
    confirmedAt: instant("confirmed_at"),
    /** When somebody let the account in; null while it waits. */
    approvedAt: instant("approved_at"),
    /** Why they want to join. */
    signUpReason: text("sign_up_reason"),
    confirmationHash: text("confirmation_hash"),
    confirmationSentAt: instant("confirmation_sent_at"),
    inviteId: sortedText("invite_id"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("users_email_key").on(t.emailKey)],
);

export type Visibility = "public" | "unlisted" | "private" | "direct";

/** The signing keys of local actors, as JWK. */
export const accountKeys = table(
  "account_keys",
  {
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    algorithm: text("algorithm").$type<"RSASSA-PKCS1-v1_5" | "Ed25519">().notNull(),
    privateKey: json<JsonWebKey>("private_key").notNull(),
    publicKey: json<JsonWebKey>("public_key").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.algorithm] })],
);

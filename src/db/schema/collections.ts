import { boolean, index, instant, integer, primaryKey, sortedText, table, text, uniqueIndex } from "../dialect.ts";
import { accounts } from "./accounts.ts";
import { statuses, tags } from "./statuses.ts";

/** Accounts that somebody recommends together (FEP-7aa9). */
export const collections = table(
  "collections",
  {
    id: sortedText("id").primaryKey(),
    /** Who made it. */
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    uri: text("uri").notNull(),
    /** Null where another server has no page of it. */
    url: text("url"),
    name: text("name").notNull(),
    /** What somebody here typed; HTML, ready to show, when it is from elsewhere. */
    description: text("description").notNull(),
    language: text("language"),
    tagId: sortedText("tag_id").references(() => tags.id, { onDelete: "set null" }),
    isSensitive: boolean("is_sensitive").notNull(),
    /** Shown on its maker's profile. */
    isDiscoverable: boolean("is_discoverable").notNull(),
    isLocal: boolean("is_local").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    uniqueIndex("collections_uri").on(t.uri),
    index("collections_url").on(t.url),
    index("collections_account").on(t.accountId, t.id),
    index("collections_tag").on(t.tagId),
  ],
);

/** An item is shown once the account in it has agreed. */
export type ItemState = "pending" | "accepted" | "rejected" | "revoked";

export const collectionItems = table(
  "collection_items",
  {
    id: sortedText("id").primaryKey(),
    collectionId: sortedText("collection_id")
      .notNull()
      .references(() => collections.id, { onDelete: "cascade" }),
    /** Null while the account is not known here. */
    accountId: sortedText("account_id").references(() => accounts.id, { onDelete: "cascade" }),
    /** The account's actor. */
    objectUri: text("object_uri").notNull(),
    /** Id of the FeaturedItem; null until its own server tells. */
    uri: text("uri"),
    position: integer("position").notNull(),
    state: text("state").$type<ItemState>().notNull(),
    /** Id of the FeatureRequest. */
    requestUri: text("request_uri"),
    /** Id of the FeatureAuthorization, the stamp. */
    approvalUri: text("approval_uri"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("collection_items_once").on(t.collectionId, t.objectUri),
    index("collection_items_order").on(t.collectionId, t.position, t.id),
    index("collection_items_account").on(t.accountId, t.state, t.id),
    index("collection_items_approval").on(t.approvalUri),
  ],
);

/** Collections that a post links to. */
export const statusCollections = table(
  "status_collections",
  {
    statusId: sortedText("status_id")
      .notNull()
      .references(() => statuses.id, { onDelete: "cascade" }),
    collectionId: sortedText("collection_id")
      .notNull()
      .references(() => collections.id, { onDelete: "cascade" }),
  },
  (t) => [
    primaryKey({ columns: [t.statusId, t.collectionId] }),
    index("status_collections_collection").on(t.collectionId),
  ],
);

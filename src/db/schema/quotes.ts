import { index, instant, integer, sortedText, table, text, uniqueIndex } from "../dialect.ts";
import { accounts } from "./accounts.ts";
import { statuses } from "./statuses.ts";

const ofStatus = (name: string) =>
  sortedText(name)
    .notNull()
    .references(() => statuses.id, { onDelete: "cascade" });

/** FEP-044f: a quote shows what it quotes once that post's author has approved it. */
export type QuoteState = "pending" | "accepted" | "rejected" | "revoked";

export const quotes = table(
  "quotes",
  {
    id: sortedText("id").primaryKey(),
    /** The post that quotes. */
    statusId: ofStatus("status_id"),
    /** Null while it is not known here, or when it is gone. */
    quotedStatusId: sortedText("quoted_status_id").references(() => statuses.id, { onDelete: "set null" }),
    quotedUri: text("quoted_uri").notNull(),
    state: text("state").$type<QuoteState>().notNull(),
    /** Id of the QuoteRequest. */
    requestUri: text("request_uri"),
    /** Id of the QuoteAuthorization. */
    approvalUri: text("approval_uri"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("quotes_status").on(t.statusId),
    index("quotes_quoted").on(t.quotedStatusId, t.id),
    index("quotes_quoted_uri").on(t.quotedUri),
    uniqueIndex("quotes_approval").on(t.approvalUri),
  ],
);

/** One vote against a post for each account; a like takes its place. */
export const dislikes = table(
  "dislikes",
  {
    id: sortedText("id").primaryKey(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    statusId: ofStatus("status_id"),
    /** Id of the Dislike. */
    uri: text("uri").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("dislikes_once").on(t.accountId, t.statusId),
    uniqueIndex("dislikes_uri").on(t.uri),
    index("dislikes_status").on(t.statusId, t.id),
  ],
);

/** Previews of pages that posts link to. */
export const previewCards = table(
  "preview_cards",
  {
    id: sortedText("id").primaryKey(),
    url: text("url").notNull(),
    title: text("title").notNull(),
    description: text("description").notNull(),
    type: text("type").$type<"link" | "photo" | "video" | "rich">().notNull(),
    authorName: text("author_name").notNull(),
    authorUrl: text("author_url").notNull(),
    providerName: text("provider_name").notNull(),
    providerUrl: text("provider_url").notNull(),
    html: text("html").notNull(),
    width: integer("width").notNull(),
    height: integer("height").notNull(),
    /** On its own server. */
    imageUrl: text("image_url"),
    imageDescription: text("image_description").notNull(),
    blurhash: text("blurhash"),
    language: text("language"),
    publishedAt: instant("published_at"),
    fetchedAt: instant("fetched_at").notNull(),
  },
  (t) => [uniqueIndex("preview_cards_url").on(t.url)],
);

export const statusCards = table(
  "status_cards",
  {
    statusId: sortedText("status_id")
      .primaryKey()
      .references(() => statuses.id, { onDelete: "cascade" }),
    cardId: sortedText("card_id")
      .notNull()
      .references(() => previewCards.id, { onDelete: "cascade" }),
  },
  (t) => [index("status_cards_card").on(t.cardId, t.statusId)],
);

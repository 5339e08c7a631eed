import { sql } from "drizzle-orm";
import { boolean, index, instant, integer, real, sortedText, table, text, uniqueIndex } from "../dialect.ts";
import { accounts } from "./accounts.ts";
import { climbs } from "./climbs.ts";
import { statuses } from "./statuses.ts";

export type MediaType = "image" | "video" | "gifv" | "audio" | "unknown";

/**
 * `expected`: its file goes to the storage directly, and is not there yet. `processing`: a job makes of it what is shown.
 * Only what is `ready` can be attached.
 */
export type MediaState = "expected" | "processing" | "ready" | "failed";

/** Attachments of posts, and uploads that are to become some. Those of remote posts have a `remoteUrl` and no files. */
export const media = table(
  "media",
  {
    id: sortedText("id").primaryKey(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    statusId: sortedText("status_id").references(() => statuses.id, { onDelete: "cascade" }),
    /** The logbook entry that has it, when no post does. */
    climbId: sortedText("climb_id").references(() => climbs.id, { onDelete: "set null" }),
    /** The post that has had it: its history shows it still. Null while a post has it. */
    formerStatusId: sortedText("former_status_id").references(() => statuses.id, { onDelete: "cascade" }),
    position: integer("position").notNull(),
    type: text("type").$type<MediaType>().notNull(),
    contentType: text("content_type").notNull(),
    remoteUrl: text("remote_url"),
    description: text("description"),
    blurhash: text("blurhash"),
    width: integer("width"),
    height: integer("height"),
    createdAt: instant("created_at").notNull(),
    state: text("state").$type<MediaState>().notNull().default("ready"),
    /** What its owner is told when it could not be processed. */
    failure: text("failure"),
    /** Percent of the processing that is done. */
    progress: integer("progress").notNull().default(0),
    /** Everything stored for it lies in this folder, whose name cannot be guessed. */
    folder: text("folder"),
    /** Keys of stored files: the upload as it came, until it is processed; what is shown; its preview; its playlist. */
    sourceKey: text("source_key"),
    originalKey: text("original_key"),
    smallKey: text("small_key"),
    hlsKey: text("hls_key"),
    /** Of the original, or of the file that is expected. */
    bytes: integer("bytes"),
    smallWidth: integer("small_width"),
    smallHeight: integer("small_height"),
    durationSeconds: real("duration_seconds"),
    /** A fraction, as ffprobe writes it: `30000/1001`. */
    frameRate: text("frame_rate"),
    /** Bits per second. */
    bitRate: integer("bit_rate"),
    /** Between -1 and 1, from the centre to the right and up. */
    focusX: real("focus_x"),
    focusY: real("focus_y"),
    /** Since when neither a post nor a logbook entry has it; null while one does, or a post has had it. */
    unclaimedAt: instant("unclaimed_at"),
  },
  (t) => [
    index("media_status").on(t.statusId, t.position),
    index("media_former_status")
      .on(t.formerStatusId)
      .where(sql`former_status_id is not null`),
    index("media_account").on(t.accountId, t.statusId),
    index("media_climb")
      .on(t.climbId, t.position)
      .where(sql`climb_id is not null`),
    uniqueIndex("media_folder").on(t.folder),
    index("media_unclaimed")
      .on(t.unclaimedAt)
      .where(sql`unclaimed_at is not null`),
  ],
);

/** What is shown of an attachment. */
export type ShownMedia = Pick<
  typeof media.$inferSelect,
  | "id"
  | "type"
  | "remoteUrl"
  | "description"
  | "blurhash"
  | "width"
  | "height"
  | "state"
  | "progress"
  | "originalKey"
  | "smallKey"
  | "hlsKey"
  | "smallWidth"
  | "smallHeight"
  | "durationSeconds"
  | "frameRate"
  | "bitRate"
  | "focusX"
  | "focusY"
>;

/** Copies of other servers' files, made when somebody looked; by the hash of their address and the size asked for. */
export const remoteFiles = table(
  "remote_files",
  {
    hash: text("hash").primaryKey(),
    url: text("url").notNull(),
    /** Null when it could not be had. */
    key: text("key"),
    bytes: integer("bytes").notNull(),
    fetchedAt: instant("fetched_at").notNull(),
  },
  (t) => [index("remote_files_age").on(t.fetchedAt)],
);

/** Emoji of this server. */
export const customEmojis = table("custom_emojis", {
  /** Without colons, as it is written. */
  shortcode: text("shortcode").primaryKey(),
  key: text("key").notNull(),
  /** Of its first frame, when it is animated. */
  stillKey: text("still_key"),
  category: text("category"),
  isListed: boolean("is_listed").notNull(),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

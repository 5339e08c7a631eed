CREATE TABLE "custom_emojis" (
	"shortcode" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"still_key" text,
	"category" text,
	"is_listed" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "remote_files" (
	"hash" text PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"key" text,
	"bytes" integer NOT NULL,
	"fetched_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "avatar_key" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "avatar_still_key" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "header_key" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "state" text DEFAULT 'ready' NOT NULL;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "failure" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "progress" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "folder" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "source_key" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "original_key" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "small_key" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "hls_key" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "bytes" integer;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "small_width" integer;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "small_height" integer;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "duration_seconds" double precision;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "frame_rate" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "bit_rate" integer;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "focus_x" double precision;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "focus_y" double precision;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "unclaimed_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "remote_files_age" ON "remote_files" USING btree ("fetched_at");--> statement-breakpoint
CREATE INDEX "media_account" ON "media" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "media_folder" ON "media" USING btree ("folder");--> statement-breakpoint
CREATE INDEX "media_unclaimed" ON "media" USING btree ("unclaimed_at") WHERE unclaimed_at is not null;
CREATE TABLE "collection_items" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"collection_id" text collate "C" NOT NULL,
	"account_id" text collate "C",
	"object_uri" text NOT NULL,
	"uri" text,
	"position" integer NOT NULL,
	"state" text NOT NULL,
	"request_uri" text,
	"approval_uri" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "collections" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"uri" text NOT NULL,
	"url" text,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"language" text,
	"tag_id" text collate "C",
	"is_sensitive" boolean NOT NULL,
	"is_discoverable" boolean NOT NULL,
	"is_local" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "status_collections" (
	"status_id" text collate "C" NOT NULL,
	"collection_id" text collate "C" NOT NULL,
	CONSTRAINT "status_collections_status_id_collection_id_pk" PRIMARY KEY("status_id","collection_id")
);
--> statement-breakpoint
DROP INDEX "accounts_domain";--> statement-breakpoint
DROP INDEX "media_account";--> statement-breakpoint
DROP INDEX "statuses_boosts_of";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "collections_uri" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "feature_policy" jsonb;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "collection_ids" jsonb;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "former_status_id" text collate "C";--> statement-breakpoint
ALTER TABLE "status_edits" ADD COLUMN "media" jsonb;--> statement-breakpoint
ALTER TABLE "status_edits" ADD COLUMN "poll_options" jsonb;--> statement-breakpoint
ALTER TABLE "collection_items" ADD CONSTRAINT "collection_items_collection_id_collections_id_fk" FOREIGN KEY ("collection_id") REFERENCES "public"."collections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "collection_items" ADD CONSTRAINT "collection_items_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "collections" ADD CONSTRAINT "collections_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "collections" ADD CONSTRAINT "collections_tag_id_tags_id_fk" FOREIGN KEY ("tag_id") REFERENCES "public"."tags"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_collections" ADD CONSTRAINT "status_collections_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_collections" ADD CONSTRAINT "status_collections_collection_id_collections_id_fk" FOREIGN KEY ("collection_id") REFERENCES "public"."collections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "collection_items_once" ON "collection_items" USING btree ("collection_id","object_uri");--> statement-breakpoint
CREATE INDEX "collection_items_order" ON "collection_items" USING btree ("collection_id","position","id");--> statement-breakpoint
CREATE INDEX "collection_items_account" ON "collection_items" USING btree ("account_id","state","id");--> statement-breakpoint
CREATE INDEX "collection_items_approval" ON "collection_items" USING btree ("approval_uri");--> statement-breakpoint
CREATE UNIQUE INDEX "collections_uri" ON "collections" USING btree ("uri");--> statement-breakpoint
CREATE INDEX "collections_url" ON "collections" USING btree ("url");--> statement-breakpoint
CREATE INDEX "collections_account" ON "collections" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "collections_tag" ON "collections" USING btree ("tag_id");--> statement-breakpoint
CREATE INDEX "status_collections_collection" ON "status_collections" USING btree ("collection_id");--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_former_status_id_statuses_id_fk" FOREIGN KEY ("former_status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_active" ON "accounts" USING btree ((case when "last_status_at" is null then '-infinity'::timestamptz else "last_status_at" end),"id") WHERE is_discoverable;--> statement-breakpoint
CREATE INDEX "accounts_local_active" ON "accounts" USING btree ((case when "last_status_at" is null then '-infinity'::timestamptz else "last_status_at" end),"id") WHERE is_discoverable and length(domain) = 0;--> statement-breakpoint
CREATE INDEX "accounts_local_popular" ON "accounts" USING btree ("followers_count","id") WHERE is_discoverable and length(domain) = 0;--> statement-breakpoint
CREATE INDEX "media_former_status" ON "media" USING btree ("former_status_id") WHERE former_status_id is not null;--> statement-breakpoint
CREATE INDEX "statuses_local" ON "statuses" USING btree ("id","account_id") WHERE boost_of_id is null and is_local;--> statement-breakpoint
CREATE INDEX "accounts_domain" ON "accounts" USING btree ("domain","id");--> statement-breakpoint
CREATE INDEX "media_account" ON "media" USING btree ("account_id","status_id");--> statement-breakpoint
CREATE INDEX "statuses_boosts_of" ON "statuses" USING btree ("boost_of_id","id") WHERE boost_of_id is not null;
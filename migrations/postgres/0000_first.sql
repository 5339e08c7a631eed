CREATE TABLE "account_keys" (
	"account_id" text collate "C" NOT NULL,
	"algorithm" text NOT NULL,
	"private_key" jsonb NOT NULL,
	"public_key" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "account_keys_account_id_algorithm_pk" PRIMARY KEY("account_id","algorithm")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"username" text NOT NULL,
	"username_key" text NOT NULL,
	"domain" text NOT NULL,
	"uri" text NOT NULL,
	"url" text NOT NULL,
	"type" text NOT NULL,
	"display_name" text NOT NULL,
	"summary_html" text NOT NULL,
	"summary_text" text NOT NULL,
	"fields" jsonb NOT NULL,
	"emojis" jsonb NOT NULL,
	"avatar_url" text,
	"header_url" text,
	"is_locked" boolean NOT NULL,
	"is_discoverable" boolean NOT NULL,
	"is_indexable" boolean NOT NULL,
	"hides_network" boolean NOT NULL,
	"inbox_uri" text NOT NULL,
	"shared_inbox_uri" text,
	"outbox_uri" text,
	"followers_uri" text,
	"following_uri" text,
	"featured_uri" text,
	"climbs_uri" text,
	"aliases" jsonb NOT NULL,
	"moved_to_uri" text,
	"statuses_count" integer DEFAULT 0 NOT NULL,
	"followers_count" integer DEFAULT 0 NOT NULL,
	"following_count" integer DEFAULT 0 NOT NULL,
	"last_status_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"fetched_at" timestamp (3) with time zone,
	"suspended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "users" (
	"account_id" text collate "C" PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"email_key" text NOT NULL,
	"password_hash" text NOT NULL,
	"role" text NOT NULL,
	"locale" text NOT NULL,
	"default_visibility" text NOT NULL,
	"default_sensitive" boolean NOT NULL,
	"default_language" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "climb_partners" (
	"climb_id" text collate "C" NOT NULL,
	"position" integer NOT NULL,
	"account_id" text collate "C",
	"name" text NOT NULL,
	CONSTRAINT "climb_partners_climb_id_position_pk" PRIMARY KEY("climb_id","position")
);
--> statement-breakpoint
CREATE TABLE "climbs" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"uri" text NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"status_id" text collate "C",
	"visibility" text NOT NULL,
	"route_name" text NOT NULL,
	"route_url" text,
	"discipline" text NOT NULL,
	"style" text NOT NULL,
	"attempts" integer,
	"rating" integer,
	"grade_system" text,
	"grade_value" text,
	"grade_score" double precision,
	"perceived_grade_system" text,
	"perceived_grade_value" text,
	"perceived_grade_score" double precision,
	"climbed_on" text NOT NULL,
	"location_name" text,
	"country" text,
	"latitude" double precision,
	"longitude" double precision,
	"coordinate_precision" text NOT NULL,
	"is_indoor" boolean,
	"pitches" integer,
	"height_meters" double precision,
	"notes" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"payload" jsonb NOT NULL,
	"ordering_key" text,
	"unique_key" text,
	"priority" integer NOT NULL,
	"attempts" integer NOT NULL,
	"run_at" timestamp (3) with time zone NOT NULL,
	"locked_until" timestamp (3) with time zone,
	"locked_by" text,
	"last_error" text,
	"failed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "key_values" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "markers" (
	"account_id" text collate "C" NOT NULL,
	"timeline" text NOT NULL,
	"last_read_id" text NOT NULL,
	"version" integer NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "markers_account_id_timeline_pk" PRIMARY KEY("account_id","timeline")
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"type" text NOT NULL,
	"from_account_id" text collate "C" NOT NULL,
	"status_id" text collate "C",
	"cause_key" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "apps" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"client_id" text NOT NULL,
	"client_secret_hash" text NOT NULL,
	"name" text NOT NULL,
	"website" text,
	"redirect_uris" jsonb NOT NULL,
	"scopes" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "grants" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"app_id" text collate "C" NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"redirect_uri" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"code_challenge" text,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"session_hash" text PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"app_id" text collate "C",
	"account_id" text collate "C",
	"scopes" jsonb NOT NULL,
	"grant_code_hash" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "blocks" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"target_id" text collate "C" NOT NULL,
	"uri" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "follows" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"target_id" text collate "C" NOT NULL,
	"uri" text NOT NULL,
	"state" text NOT NULL,
	"shows_boosts" boolean NOT NULL,
	"notifies" boolean NOT NULL,
	"languages" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bookmarks" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"status_id" text collate "C" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "favourites" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"status_id" text collate "C" NOT NULL,
	"uri" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "home_entries" (
	"account_id" text collate "C" NOT NULL,
	"status_id" text collate "C" NOT NULL,
	"source_id" text collate "C" NOT NULL,
	CONSTRAINT "home_entries_account_id_status_id_pk" PRIMARY KEY("account_id","status_id")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"account_id" text collate "C" NOT NULL,
	"key" text NOT NULL,
	"status_id" text collate "C" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_account_id_key_pk" PRIMARY KEY("account_id","key")
);
--> statement-breakpoint
CREATE TABLE "media" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"status_id" text collate "C",
	"position" integer NOT NULL,
	"type" text NOT NULL,
	"content_type" text NOT NULL,
	"remote_url" text,
	"description" text,
	"blurhash" text,
	"width" integer,
	"height" integer,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mentions" (
	"status_id" text collate "C" NOT NULL,
	"account_id" text collate "C" NOT NULL,
	CONSTRAINT "mentions_status_id_account_id_pk" PRIMARY KEY("status_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "pins" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"status_id" text collate "C" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "status_edits" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"status_id" text collate "C" NOT NULL,
	"content_html" text NOT NULL,
	"spoiler_text" text NOT NULL,
	"is_sensitive" boolean NOT NULL,
	"emojis" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "status_tags" (
	"status_id" text collate "C" NOT NULL,
	"tag_id" text collate "C" NOT NULL,
	CONSTRAINT "status_tags_status_id_tag_id_pk" PRIMARY KEY("status_id","tag_id")
);
--> statement-breakpoint
CREATE TABLE "statuses" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"uri" text NOT NULL,
	"url" text NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"is_local" boolean NOT NULL,
	"boost_of_id" text collate "C",
	"in_reply_to_id" text collate "C",
	"in_reply_to_account_id" text collate "C",
	"in_reply_to_uri" text,
	"conversation_id" text collate "C" NOT NULL,
	"visibility" text NOT NULL,
	"content_html" text NOT NULL,
	"content_text" text NOT NULL,
	"spoiler_text" text NOT NULL,
	"is_sensitive" boolean NOT NULL,
	"language" text,
	"emojis" jsonb NOT NULL,
	"application_id" text collate "C",
	"replies_count" integer DEFAULT 0 NOT NULL,
	"boosts_count" integer DEFAULT 0 NOT NULL,
	"favourites_count" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"edited_at" timestamp (3) with time zone,
	"fetched_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "tags" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tombstones" (
	"uri" text PRIMARY KEY NOT NULL,
	"former_type" text NOT NULL,
	"deleted_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "account_keys" ADD CONSTRAINT "account_keys_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "climb_partners" ADD CONSTRAINT "climb_partners_climb_id_climbs_id_fk" FOREIGN KEY ("climb_id") REFERENCES "public"."climbs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "climb_partners" ADD CONSTRAINT "climb_partners_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "climbs" ADD CONSTRAINT "climbs_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "climbs" ADD CONSTRAINT "climbs_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "markers" ADD CONSTRAINT "markers_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_from_account_id_accounts_id_fk" FOREIGN KEY ("from_account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_target_id_accounts_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_target_id_accounts_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookmarks" ADD CONSTRAINT "bookmarks_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookmarks" ADD CONSTRAINT "bookmarks_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "favourites" ADD CONSTRAINT "favourites_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "favourites" ADD CONSTRAINT "favourites_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "home_entries" ADD CONSTRAINT "home_entries_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "home_entries" ADD CONSTRAINT "home_entries_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mentions" ADD CONSTRAINT "mentions_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mentions" ADD CONSTRAINT "mentions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pins" ADD CONSTRAINT "pins_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pins" ADD CONSTRAINT "pins_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_edits" ADD CONSTRAINT "status_edits_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_tags" ADD CONSTRAINT "status_tags_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_tags" ADD CONSTRAINT "status_tags_tag_id_tags_id_fk" FOREIGN KEY ("tag_id") REFERENCES "public"."tags"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statuses" ADD CONSTRAINT "statuses_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_uri" ON "accounts" USING btree ("uri");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_handle" ON "accounts" USING btree ("username_key","domain");--> statement-breakpoint
CREATE INDEX "accounts_url" ON "accounts" USING btree ("url");--> statement-breakpoint
CREATE INDEX "accounts_domain" ON "accounts" USING btree ("domain");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree ("email_key");--> statement-breakpoint
CREATE INDEX "climb_partners_account" ON "climb_partners" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "climbs_uri" ON "climbs" USING btree ("uri");--> statement-breakpoint
CREATE UNIQUE INDEX "climbs_status" ON "climbs" USING btree ("status_id") WHERE status_id is not null;--> statement-breakpoint
CREATE INDEX "climbs_account" ON "climbs" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "climbs_account_date" ON "climbs" USING btree ("account_id","climbed_on");--> statement-breakpoint
CREATE INDEX "climbs_public" ON "climbs" USING btree ("id") WHERE visibility = 'public';--> statement-breakpoint
CREATE INDEX "jobs_due" ON "jobs" USING btree ("priority","run_at") WHERE failed_at is null;--> statement-breakpoint
CREATE INDEX "jobs_ordering" ON "jobs" USING btree ("ordering_key","id") WHERE ordering_key is not null and failed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_unique" ON "jobs" USING btree ("unique_key") WHERE unique_key is not null and failed_at is null;--> statement-breakpoint
CREATE INDEX "key_values_expiry" ON "key_values" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_once" ON "notifications" USING btree ("account_id","cause_key");--> statement-breakpoint
CREATE INDEX "notifications_account" ON "notifications" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "notifications_status" ON "notifications" USING btree ("status_id");--> statement-breakpoint
CREATE INDEX "notifications_from" ON "notifications" USING btree ("from_account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "apps_client_id" ON "apps" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "grants_expiry" ON "grants" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sessions_expiry" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "tokens_hash" ON "tokens" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "tokens_grant" ON "tokens" USING btree ("grant_code_hash");--> statement-breakpoint
CREATE INDEX "tokens_account" ON "tokens" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "blocks_once" ON "blocks" USING btree ("account_id","target_id");--> statement-breakpoint
CREATE UNIQUE INDEX "blocks_uri" ON "blocks" USING btree ("uri");--> statement-breakpoint
CREATE INDEX "blocks_target" ON "blocks" USING btree ("target_id");--> statement-breakpoint
CREATE UNIQUE INDEX "follows_once" ON "follows" USING btree ("account_id","target_id");--> statement-breakpoint
CREATE UNIQUE INDEX "follows_uri" ON "follows" USING btree ("uri");--> statement-breakpoint
CREATE INDEX "follows_target" ON "follows" USING btree ("target_id","state","id");--> statement-breakpoint
CREATE INDEX "follows_account" ON "follows" USING btree ("account_id","state","id");--> statement-breakpoint
CREATE UNIQUE INDEX "bookmarks_once" ON "bookmarks" USING btree ("account_id","status_id");--> statement-breakpoint
CREATE INDEX "bookmarks_status" ON "bookmarks" USING btree ("status_id");--> statement-breakpoint
CREATE INDEX "bookmarks_account" ON "bookmarks" USING btree ("account_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "favourites_once" ON "favourites" USING btree ("account_id","status_id");--> statement-breakpoint
CREATE UNIQUE INDEX "favourites_uri" ON "favourites" USING btree ("uri");--> statement-breakpoint
CREATE INDEX "favourites_status" ON "favourites" USING btree ("status_id","id");--> statement-breakpoint
CREATE INDEX "favourites_account" ON "favourites" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "home_entries_status" ON "home_entries" USING btree ("status_id");--> statement-breakpoint
CREATE INDEX "home_entries_source" ON "home_entries" USING btree ("account_id","source_id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_age" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "media_status" ON "media" USING btree ("status_id","position");--> statement-breakpoint
CREATE INDEX "mentions_account" ON "mentions" USING btree ("account_id","status_id");--> statement-breakpoint
CREATE UNIQUE INDEX "pins_once" ON "pins" USING btree ("account_id","status_id");--> statement-breakpoint
CREATE INDEX "pins_status" ON "pins" USING btree ("status_id");--> statement-breakpoint
CREATE INDEX "status_edits_status" ON "status_edits" USING btree ("status_id","id");--> statement-breakpoint
CREATE INDEX "status_tags_tag" ON "status_tags" USING btree ("tag_id","status_id");--> statement-breakpoint
CREATE UNIQUE INDEX "statuses_uri" ON "statuses" USING btree ("uri");--> statement-breakpoint
CREATE INDEX "statuses_url" ON "statuses" USING btree ("url");--> statement-breakpoint
CREATE INDEX "statuses_account" ON "statuses" USING btree ("account_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "statuses_boost" ON "statuses" USING btree ("account_id","boost_of_id") WHERE boost_of_id is not null;--> statement-breakpoint
CREATE INDEX "statuses_boosts_of" ON "statuses" USING btree ("boost_of_id") WHERE boost_of_id is not null;--> statement-breakpoint
CREATE INDEX "statuses_replies" ON "statuses" USING btree ("in_reply_to_id","id") WHERE in_reply_to_id is not null;--> statement-breakpoint
CREATE INDEX "statuses_reply_uri" ON "statuses" USING btree ("in_reply_to_uri") WHERE in_reply_to_uri is not null and in_reply_to_id is null;--> statement-breakpoint
CREATE INDEX "statuses_conversation" ON "statuses" USING btree ("conversation_id","id");--> statement-breakpoint
CREATE INDEX "statuses_public" ON "statuses" USING btree ("id") WHERE visibility = 'public' and boost_of_id is null;--> statement-breakpoint
CREATE INDEX "statuses_public_local" ON "statuses" USING btree ("id") WHERE visibility = 'public' and boost_of_id is null and is_local;--> statement-breakpoint
CREATE UNIQUE INDEX "tags_name" ON "tags" USING btree ("name");
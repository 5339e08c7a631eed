CREATE TABLE "filter_keywords" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"filter_id" text collate "C" NOT NULL,
	"keyword" text NOT NULL,
	"is_whole_word" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "filter_statuses" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"filter_id" text collate "C" NOT NULL,
	"status_id" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "filters" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"title" text NOT NULL,
	"contexts" jsonb NOT NULL,
	"action" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "announcement_reactions" (
	"account_id" text collate "C" NOT NULL,
	"announcement_id" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "announcement_reactions_announcement_id_name_account_id_pk" PRIMARY KEY("announcement_id","name","account_id")
);
--> statement-breakpoint
CREATE TABLE "announcement_reads" (
	"account_id" text collate "C" NOT NULL,
	"announcement_id" text collate "C" NOT NULL,
	CONSTRAINT "announcement_reads_account_id_announcement_id_pk" PRIMARY KEY("account_id","announcement_id")
);
--> statement-breakpoint
CREATE TABLE "announcements" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"text" text NOT NULL,
	"starts_at" timestamp (3) with time zone,
	"ends_at" timestamp (3) with time zone,
	"is_all_day" boolean NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "instance_texts" (
	"name" text PRIMARY KEY NOT NULL,
	"content" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invites" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"max_uses" integer,
	"uses" integer NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"target_id" text collate "C" NOT NULL,
	"uri" text NOT NULL,
	"category" text NOT NULL,
	"comment" text NOT NULL,
	"status_ids" jsonb NOT NULL,
	"rule_ids" jsonb NOT NULL,
	"is_forwarded" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"action_taken_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "rules" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"position" integer NOT NULL,
	"text" text NOT NULL,
	"hint" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "featured_tags" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"tag_id" text collate "C" NOT NULL,
	"statuses_count" integer DEFAULT 0 NOT NULL,
	"last_status_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "followed_tags" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"tag_id" text collate "C" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "list_entries" (
	"list_id" text collate "C" NOT NULL,
	"status_id" text collate "C" NOT NULL,
	"source_id" text collate "C" NOT NULL,
	CONSTRAINT "list_entries_list_id_status_id_pk" PRIMARY KEY("list_id","status_id")
);
--> statement-breakpoint
CREATE TABLE "list_members" (
	"list_id" text collate "C" NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "list_members_list_id_account_id_pk" PRIMARY KEY("list_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "lists" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"title" text NOT NULL,
	"replies_policy" text NOT NULL,
	"is_exclusive" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"conversation_id" text collate "C" NOT NULL,
	"participant_ids" jsonb NOT NULL,
	"participants_key" text NOT NULL,
	"last_status_id" text collate "C",
	"is_unread" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notification_permissions" (
	"account_id" text collate "C" NOT NULL,
	"from_account_id" text collate "C" NOT NULL,
	CONSTRAINT "notification_permissions_account_id_from_account_id_pk" PRIMARY KEY("account_id","from_account_id")
);
--> statement-breakpoint
CREATE TABLE "notification_policies" (
	"account_id" text collate "C" PRIMARY KEY NOT NULL,
	"for_not_following" text NOT NULL,
	"for_not_followers" text NOT NULL,
	"for_new_accounts" text NOT NULL,
	"for_private_mentions" text NOT NULL,
	"for_limited_accounts" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notification_requests" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"from_account_id" text collate "C" NOT NULL,
	"last_status_id" text collate "C",
	"notifications_count" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "push_subscriptions" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"token_id" text collate "C" NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"endpoint" text NOT NULL,
	"p256dh" text NOT NULL,
	"auth_secret" text NOT NULL,
	"is_standard" boolean NOT NULL,
	"alerts" jsonb NOT NULL,
	"policy" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "poll_options" (
	"poll_id" text collate "C" NOT NULL,
	"position" integer NOT NULL,
	"title" text NOT NULL,
	"votes_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "poll_options_poll_id_position_pk" PRIMARY KEY("poll_id","position")
);
--> statement-breakpoint
CREATE TABLE "poll_votes" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"poll_id" text collate "C" NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"choice" integer NOT NULL,
	"uri" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "polls" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"status_id" text collate "C" NOT NULL,
	"is_multiple" boolean NOT NULL,
	"hides_totals" boolean NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"voters_count" integer,
	"fetched_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "scheduled_statuses" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"params" jsonb NOT NULL,
	"media_ids" jsonb NOT NULL,
	"scheduled_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dislikes" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"status_id" text collate "C" NOT NULL,
	"uri" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "preview_cards" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"type" text NOT NULL,
	"author_name" text NOT NULL,
	"author_url" text NOT NULL,
	"provider_name" text NOT NULL,
	"provider_url" text NOT NULL,
	"html" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"image_url" text,
	"image_description" text NOT NULL,
	"blurhash" text,
	"language" text,
	"published_at" timestamp (3) with time zone,
	"fetched_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quotes" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"status_id" text collate "C" NOT NULL,
	"quoted_status_id" text collate "C",
	"quoted_uri" text NOT NULL,
	"state" text NOT NULL,
	"request_uri" text,
	"approval_uri" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "status_cards" (
	"status_id" text collate "C" PRIMARY KEY NOT NULL,
	"card_id" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "account_notes" (
	"account_id" text collate "C" NOT NULL,
	"target_id" text collate "C" NOT NULL,
	"comment" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "account_notes_account_id_target_id_pk" PRIMARY KEY("account_id","target_id")
);
--> statement-breakpoint
CREATE TABLE "conversation_mutes" (
	"account_id" text collate "C" NOT NULL,
	"conversation_id" text collate "C" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "conversation_mutes_account_id_conversation_id_pk" PRIMARY KEY("account_id","conversation_id")
);
--> statement-breakpoint
CREATE TABLE "dismissed_suggestions" (
	"account_id" text collate "C" NOT NULL,
	"target_id" text collate "C" NOT NULL,
	CONSTRAINT "dismissed_suggestions_account_id_target_id_pk" PRIMARY KEY("account_id","target_id")
);
--> statement-breakpoint
CREATE TABLE "domain_blocks" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"domain" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "endorsements" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"target_id" text collate "C" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mutes" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"target_id" text collate "C" NOT NULL,
	"hides_notifications" boolean NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "avatar_description" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "header_description" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "shows_media" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "shows_media_replies" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "shows_featured" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "default_quote_policy" text DEFAULT 'public' NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "attribution_domains" jsonb;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "confirmed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "approved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "sign_up_reason" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "confirmation_hash" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "confirmation_sent_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "invite_id" text collate "C";--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "group_key" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "is_filtered" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "statuses" ADD COLUMN "dislikes_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "statuses" ADD COLUMN "quotes_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "statuses" ADD COLUMN "quote_policy" text DEFAULT 'public' NOT NULL;--> statement-breakpoint
ALTER TABLE "filter_keywords" ADD CONSTRAINT "filter_keywords_filter_id_filters_id_fk" FOREIGN KEY ("filter_id") REFERENCES "public"."filters"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "filter_statuses" ADD CONSTRAINT "filter_statuses_filter_id_filters_id_fk" FOREIGN KEY ("filter_id") REFERENCES "public"."filters"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "filter_statuses" ADD CONSTRAINT "filter_statuses_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "filters" ADD CONSTRAINT "filters_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_reactions" ADD CONSTRAINT "announcement_reactions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_reactions" ADD CONSTRAINT "announcement_reactions_announcement_id_announcements_id_fk" FOREIGN KEY ("announcement_id") REFERENCES "public"."announcements"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_reads" ADD CONSTRAINT "announcement_reads_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_reads" ADD CONSTRAINT "announcement_reads_announcement_id_announcements_id_fk" FOREIGN KEY ("announcement_id") REFERENCES "public"."announcements"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_target_id_accounts_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "featured_tags" ADD CONSTRAINT "featured_tags_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "featured_tags" ADD CONSTRAINT "featured_tags_tag_id_tags_id_fk" FOREIGN KEY ("tag_id") REFERENCES "public"."tags"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "followed_tags" ADD CONSTRAINT "followed_tags_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "followed_tags" ADD CONSTRAINT "followed_tags_tag_id_tags_id_fk" FOREIGN KEY ("tag_id") REFERENCES "public"."tags"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_entries" ADD CONSTRAINT "list_entries_list_id_lists_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."lists"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_entries" ADD CONSTRAINT "list_entries_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_members" ADD CONSTRAINT "list_members_list_id_lists_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."lists"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_members" ADD CONSTRAINT "list_members_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lists" ADD CONSTRAINT "lists_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_permissions" ADD CONSTRAINT "notification_permissions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_permissions" ADD CONSTRAINT "notification_permissions_from_account_id_accounts_id_fk" FOREIGN KEY ("from_account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_policies" ADD CONSTRAINT "notification_policies_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_requests" ADD CONSTRAINT "notification_requests_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_requests" ADD CONSTRAINT "notification_requests_from_account_id_accounts_id_fk" FOREIGN KEY ("from_account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "push_subscriptions" ADD CONSTRAINT "push_subscriptions_token_id_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."tokens"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "push_subscriptions" ADD CONSTRAINT "push_subscriptions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "poll_options" ADD CONSTRAINT "poll_options_poll_id_polls_id_fk" FOREIGN KEY ("poll_id") REFERENCES "public"."polls"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "poll_votes" ADD CONSTRAINT "poll_votes_poll_id_polls_id_fk" FOREIGN KEY ("poll_id") REFERENCES "public"."polls"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "poll_votes" ADD CONSTRAINT "poll_votes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "polls" ADD CONSTRAINT "polls_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_statuses" ADD CONSTRAINT "scheduled_statuses_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dislikes" ADD CONSTRAINT "dislikes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dislikes" ADD CONSTRAINT "dislikes_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_quoted_status_id_statuses_id_fk" FOREIGN KEY ("quoted_status_id") REFERENCES "public"."statuses"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_cards" ADD CONSTRAINT "status_cards_status_id_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_cards" ADD CONSTRAINT "status_cards_card_id_preview_cards_id_fk" FOREIGN KEY ("card_id") REFERENCES "public"."preview_cards"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_notes" ADD CONSTRAINT "account_notes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_notes" ADD CONSTRAINT "account_notes_target_id_accounts_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversation_mutes" ADD CONSTRAINT "conversation_mutes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dismissed_suggestions" ADD CONSTRAINT "dismissed_suggestions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dismissed_suggestions" ADD CONSTRAINT "dismissed_suggestions_target_id_accounts_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "domain_blocks" ADD CONSTRAINT "domain_blocks_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endorsements" ADD CONSTRAINT "endorsements_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endorsements" ADD CONSTRAINT "endorsements_target_id_accounts_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mutes" ADD CONSTRAINT "mutes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mutes" ADD CONSTRAINT "mutes_target_id_accounts_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "filter_keywords_filter" ON "filter_keywords" USING btree ("filter_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "filter_statuses_once" ON "filter_statuses" USING btree ("filter_id","status_id");--> statement-breakpoint
CREATE INDEX "filter_statuses_status" ON "filter_statuses" USING btree ("status_id");--> statement-breakpoint
CREATE INDEX "filters_account" ON "filters" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "announcement_reactions_account" ON "announcement_reactions" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "announcement_reads_of" ON "announcement_reads" USING btree ("announcement_id");--> statement-breakpoint
CREATE INDEX "announcements_published" ON "announcements" USING btree ("published_at");--> statement-breakpoint
CREATE UNIQUE INDEX "invites_code" ON "invites" USING btree ("code");--> statement-breakpoint
CREATE INDEX "invites_account" ON "invites" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "reports_uri" ON "reports" USING btree ("uri");--> statement-breakpoint
CREATE INDEX "reports_account" ON "reports" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "reports_target" ON "reports" USING btree ("target_id");--> statement-breakpoint
CREATE UNIQUE INDEX "featured_tags_once" ON "featured_tags" USING btree ("account_id","tag_id");--> statement-breakpoint
CREATE INDEX "featured_tags_tag" ON "featured_tags" USING btree ("tag_id");--> statement-breakpoint
CREATE UNIQUE INDEX "followed_tags_once" ON "followed_tags" USING btree ("account_id","tag_id");--> statement-breakpoint
CREATE INDEX "followed_tags_tag" ON "followed_tags" USING btree ("tag_id");--> statement-breakpoint
CREATE INDEX "list_entries_status" ON "list_entries" USING btree ("status_id");--> statement-breakpoint
CREATE INDEX "list_entries_source" ON "list_entries" USING btree ("list_id","source_id");--> statement-breakpoint
CREATE INDEX "list_members_account" ON "list_members" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "lists_account" ON "lists" USING btree ("account_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "conversations_once" ON "conversations" USING btree ("account_id","conversation_id","participants_key");--> statement-breakpoint
CREATE INDEX "conversations_account" ON "conversations" USING btree ("account_id","last_status_id");--> statement-breakpoint
CREATE INDEX "conversations_last" ON "conversations" USING btree ("last_status_id");--> statement-breakpoint
CREATE INDEX "notification_permissions_from" ON "notification_permissions" USING btree ("from_account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "notification_requests_once" ON "notification_requests" USING btree ("account_id","from_account_id");--> statement-breakpoint
CREATE INDEX "notification_requests_account" ON "notification_requests" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "notification_requests_from" ON "notification_requests" USING btree ("from_account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "push_subscriptions_token" ON "push_subscriptions" USING btree ("token_id");--> statement-breakpoint
CREATE INDEX "push_subscriptions_account" ON "push_subscriptions" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "poll_votes_once" ON "poll_votes" USING btree ("poll_id","account_id","choice");--> statement-breakpoint
CREATE UNIQUE INDEX "poll_votes_uri" ON "poll_votes" USING btree ("uri");--> statement-breakpoint
CREATE INDEX "poll_votes_account" ON "poll_votes" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "polls_status" ON "polls" USING btree ("status_id");--> statement-breakpoint
CREATE INDEX "polls_expiry" ON "polls" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "scheduled_statuses_account" ON "scheduled_statuses" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "scheduled_statuses_due" ON "scheduled_statuses" USING btree ("scheduled_at");--> statement-breakpoint
CREATE UNIQUE INDEX "dislikes_once" ON "dislikes" USING btree ("account_id","status_id");--> statement-breakpoint
CREATE UNIQUE INDEX "dislikes_uri" ON "dislikes" USING btree ("uri");--> statement-breakpoint
CREATE INDEX "dislikes_status" ON "dislikes" USING btree ("status_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "preview_cards_url" ON "preview_cards" USING btree ("url");--> statement-breakpoint
CREATE UNIQUE INDEX "quotes_status" ON "quotes" USING btree ("status_id");--> statement-breakpoint
CREATE INDEX "quotes_quoted" ON "quotes" USING btree ("quoted_status_id","id");--> statement-breakpoint
CREATE INDEX "quotes_quoted_uri" ON "quotes" USING btree ("quoted_uri");--> statement-breakpoint
CREATE UNIQUE INDEX "quotes_approval" ON "quotes" USING btree ("approval_uri");--> statement-breakpoint
CREATE INDEX "status_cards_card" ON "status_cards" USING btree ("card_id","status_id");--> statement-breakpoint
CREATE INDEX "account_notes_target" ON "account_notes" USING btree ("target_id");--> statement-breakpoint
CREATE INDEX "conversation_mutes_conversation" ON "conversation_mutes" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "dismissed_suggestions_target" ON "dismissed_suggestions" USING btree ("target_id");--> statement-breakpoint
CREATE UNIQUE INDEX "domain_blocks_once" ON "domain_blocks" USING btree ("account_id","domain");--> statement-breakpoint
CREATE INDEX "domain_blocks_domain" ON "domain_blocks" USING btree ("domain");--> statement-breakpoint
CREATE UNIQUE INDEX "endorsements_once" ON "endorsements" USING btree ("account_id","target_id");--> statement-breakpoint
CREATE INDEX "endorsements_target" ON "endorsements" USING btree ("target_id");--> statement-breakpoint
CREATE UNIQUE INDEX "mutes_once" ON "mutes" USING btree ("account_id","target_id");--> statement-breakpoint
CREATE INDEX "mutes_target" ON "mutes" USING btree ("target_id");--> statement-breakpoint
CREATE INDEX "mutes_expiry" ON "mutes" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "notifications_group" ON "notifications" USING btree ("account_id","group_key","id");--> statement-breakpoint
UPDATE "users" SET "confirmed_at" = "created_at", "approved_at" = "created_at";

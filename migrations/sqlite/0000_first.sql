CREATE TABLE `account_keys` (
	`account_id` text NOT NULL,
	`algorithm` text NOT NULL,
	`private_key` text NOT NULL,
	`public_key` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `algorithm`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`username` text NOT NULL,
	`username_key` text NOT NULL,
	`domain` text NOT NULL,
	`uri` text NOT NULL,
	`url` text NOT NULL,
	`type` text NOT NULL,
	`display_name` text NOT NULL,
	`summary_html` text NOT NULL,
	`summary_text` text NOT NULL,
	`fields` text NOT NULL,
	`emojis` text NOT NULL,
	`avatar_url` text,
	`header_url` text,
	`is_locked` integer NOT NULL,
	`is_discoverable` integer NOT NULL,
	`is_indexable` integer NOT NULL,
	`hides_network` integer NOT NULL,
	`inbox_uri` text NOT NULL,
	`shared_inbox_uri` text,
	`outbox_uri` text,
	`followers_uri` text,
	`following_uri` text,
	`featured_uri` text,
	`climbs_uri` text,
	`aliases` text NOT NULL,
	`moved_to_uri` text,
	`statuses_count` integer DEFAULT 0 NOT NULL,
	`followers_count` integer DEFAULT 0 NOT NULL,
	`following_count` integer DEFAULT 0 NOT NULL,
	`last_status_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`fetched_at` integer,
	`suspended_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_uri` ON `accounts` (`uri`);--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_handle` ON `accounts` (`username_key`,`domain`);--> statement-breakpoint
CREATE INDEX `accounts_url` ON `accounts` (`url`);--> statement-breakpoint
CREATE INDEX `accounts_domain` ON `accounts` (`domain`);--> statement-breakpoint
CREATE TABLE `users` (
	`account_id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`email_key` text NOT NULL,
	`password_hash` text NOT NULL,
	`role` text NOT NULL,
	`locale` text NOT NULL,
	`default_visibility` text NOT NULL,
	`default_sensitive` integer NOT NULL,
	`default_language` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_key` ON `users` (`email_key`);--> statement-breakpoint
CREATE TABLE `climb_partners` (
	`climb_id` text NOT NULL,
	`position` integer NOT NULL,
	`account_id` text,
	`name` text NOT NULL,
	PRIMARY KEY(`climb_id`, `position`),
	FOREIGN KEY (`climb_id`) REFERENCES `climbs`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `climb_partners_account` ON `climb_partners` (`account_id`);--> statement-breakpoint
CREATE TABLE `climbs` (
	`id` text PRIMARY KEY NOT NULL,
	`uri` text NOT NULL,
	`account_id` text NOT NULL,
	`status_id` text,
	`visibility` text NOT NULL,
	`route_name` text NOT NULL,
	`route_url` text,
	`discipline` text NOT NULL,
	`style` text NOT NULL,
	`attempts` integer,
	`rating` integer,
	`grade_system` text,
	`grade_value` text,
	`grade_score` real,
	`perceived_grade_system` text,
	`perceived_grade_value` text,
	`perceived_grade_score` real,
	`climbed_on` text NOT NULL,
	`location_name` text,
	`country` text,
	`latitude` real,
	`longitude` real,
	`coordinate_precision` text NOT NULL,
	`is_indoor` integer,
	`pitches` integer,
	`height_meters` real,
	`notes` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `climbs_uri` ON `climbs` (`uri`);--> statement-breakpoint
CREATE UNIQUE INDEX `climbs_status` ON `climbs` (`status_id`) WHERE status_id is not null;--> statement-breakpoint
CREATE INDEX `climbs_account` ON `climbs` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `climbs_account_date` ON `climbs` (`account_id`,`climbed_on`);--> statement-breakpoint
CREATE INDEX `climbs_public` ON `climbs` (`id`) WHERE visibility = 'public';--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`type` text NOT NULL,
	`payload` text NOT NULL,
	`ordering_key` text,
	`unique_key` text,
	`priority` integer NOT NULL,
	`attempts` integer NOT NULL,
	`run_at` integer NOT NULL,
	`locked_until` integer,
	`locked_by` text,
	`last_error` text,
	`failed_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `jobs_due` ON `jobs` (`priority`,`run_at`) WHERE failed_at is null;--> statement-breakpoint
CREATE INDEX `jobs_ordering` ON `jobs` (`ordering_key`,`id`) WHERE ordering_key is not null and failed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_unique` ON `jobs` (`unique_key`) WHERE unique_key is not null and failed_at is null;--> statement-breakpoint
CREATE TABLE `key_values` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`expires_at` integer
);
--> statement-breakpoint
CREATE INDEX `key_values_expiry` ON `key_values` (`expires_at`);--> statement-breakpoint
CREATE TABLE `markers` (
	`account_id` text NOT NULL,
	`timeline` text NOT NULL,
	`last_read_id` text NOT NULL,
	`version` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `timeline`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `notifications` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`type` text NOT NULL,
	`from_account_id` text NOT NULL,
	`status_id` text,
	`cause_key` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`from_account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notifications_once` ON `notifications` (`account_id`,`cause_key`);--> statement-breakpoint
CREATE INDEX `notifications_account` ON `notifications` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `notifications_status` ON `notifications` (`status_id`);--> statement-breakpoint
CREATE INDEX `notifications_from` ON `notifications` (`from_account_id`);--> statement-breakpoint
CREATE TABLE `apps` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`client_secret_hash` text NOT NULL,
	`name` text NOT NULL,
	`website` text,
	`redirect_uris` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `apps_client_id` ON `apps` (`client_id`);--> statement-breakpoint
CREATE TABLE `grants` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`app_id` text NOT NULL,
	`account_id` text NOT NULL,
	`redirect_uri` text NOT NULL,
	`scopes` text NOT NULL,
	`code_challenge` text,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`app_id`) REFERENCES `apps`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `grants_expiry` ON `grants` (`expires_at`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`session_hash` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sessions_expiry` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`app_id` text,
	`account_id` text,
	`scopes` text NOT NULL,
	`grant_code_hash` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`app_id`) REFERENCES `apps`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_hash` ON `tokens` (`token_hash`);--> statement-breakpoint
CREATE INDEX `tokens_grant` ON `tokens` (`grant_code_hash`);--> statement-breakpoint
CREATE INDEX `tokens_account` ON `tokens` (`account_id`);--> statement-breakpoint
CREATE TABLE `blocks` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`target_id` text NOT NULL,
	`uri` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `blocks_once` ON `blocks` (`account_id`,`target_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `blocks_uri` ON `blocks` (`uri`);--> statement-breakpoint
CREATE INDEX `blocks_target` ON `blocks` (`target_id`);--> statement-breakpoint
CREATE TABLE `follows` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`target_id` text NOT NULL,
	`uri` text NOT NULL,
	`state` text NOT NULL,
	`shows_boosts` integer NOT NULL,
	`notifies` integer NOT NULL,
	`languages` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `follows_once` ON `follows` (`account_id`,`target_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `follows_uri` ON `follows` (`uri`);--> statement-breakpoint
CREATE INDEX `follows_target` ON `follows` (`target_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `follows_account` ON `follows` (`account_id`,`state`,`id`);--> statement-breakpoint
CREATE TABLE `bookmarks` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`status_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `bookmarks_once` ON `bookmarks` (`account_id`,`status_id`);--> statement-breakpoint
CREATE INDEX `bookmarks_status` ON `bookmarks` (`status_id`);--> statement-breakpoint
CREATE INDEX `bookmarks_account` ON `bookmarks` (`account_id`,`id`);--> statement-breakpoint
CREATE TABLE `favourites` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`status_id` text NOT NULL,
	`uri` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `favourites_once` ON `favourites` (`account_id`,`status_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `favourites_uri` ON `favourites` (`uri`);--> statement-breakpoint
CREATE INDEX `favourites_status` ON `favourites` (`status_id`,`id`);--> statement-breakpoint
CREATE INDEX `favourites_account` ON `favourites` (`account_id`,`id`);--> statement-breakpoint
CREATE TABLE `home_entries` (
	`account_id` text NOT NULL,
	`status_id` text NOT NULL,
	`source_id` text NOT NULL,
	PRIMARY KEY(`account_id`, `status_id`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `home_entries_status` ON `home_entries` (`status_id`);--> statement-breakpoint
CREATE INDEX `home_entries_source` ON `home_entries` (`account_id`,`source_id`);--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`account_id` text NOT NULL,
	`key` text NOT NULL,
	`status_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `key`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_age` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
CREATE TABLE `media` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`status_id` text,
	`position` integer NOT NULL,
	`type` text NOT NULL,
	`content_type` text NOT NULL,
	`remote_url` text,
	`description` text,
	`blurhash` text,
	`width` integer,
	`height` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `media_status` ON `media` (`status_id`,`position`);--> statement-breakpoint
CREATE TABLE `mentions` (
	`status_id` text NOT NULL,
	`account_id` text NOT NULL,
	PRIMARY KEY(`status_id`, `account_id`),
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `mentions_account` ON `mentions` (`account_id`,`status_id`);--> statement-breakpoint
CREATE TABLE `pins` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`status_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pins_once` ON `pins` (`account_id`,`status_id`);--> statement-breakpoint
CREATE INDEX `pins_status` ON `pins` (`status_id`);--> statement-breakpoint
CREATE TABLE `status_edits` (
	`id` text PRIMARY KEY NOT NULL,
	`status_id` text NOT NULL,
	`content_html` text NOT NULL,
	`spoiler_text` text NOT NULL,
	`is_sensitive` integer NOT NULL,
	`emojis` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `status_edits_status` ON `status_edits` (`status_id`,`id`);--> statement-breakpoint
CREATE TABLE `status_tags` (
	`status_id` text NOT NULL,
	`tag_id` text NOT NULL,
	PRIMARY KEY(`status_id`, `tag_id`),
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tag_id`) REFERENCES `tags`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `status_tags_tag` ON `status_tags` (`tag_id`,`status_id`);--> statement-breakpoint
CREATE TABLE `statuses` (
	`id` text PRIMARY KEY NOT NULL,
	`uri` text NOT NULL,
	`url` text NOT NULL,
	`account_id` text NOT NULL,
	`is_local` integer NOT NULL,
	`boost_of_id` text,
	`in_reply_to_id` text,
	`in_reply_to_account_id` text,
	`in_reply_to_uri` text,
	`conversation_id` text NOT NULL,
	`visibility` text NOT NULL,
	`content_html` text NOT NULL,
	`content_text` text NOT NULL,
	`spoiler_text` text NOT NULL,
	`is_sensitive` integer NOT NULL,
	`language` text,
	`emojis` text NOT NULL,
	`application_id` text,
	`replies_count` integer DEFAULT 0 NOT NULL,
	`boosts_count` integer DEFAULT 0 NOT NULL,
	`favourites_count` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`edited_at` integer,
	`fetched_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `statuses_uri` ON `statuses` (`uri`);--> statement-breakpoint
CREATE INDEX `statuses_url` ON `statuses` (`url`);--> statement-breakpoint
CREATE INDEX `statuses_account` ON `statuses` (`account_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `statuses_boost` ON `statuses` (`account_id`,`boost_of_id`) WHERE boost_of_id is not null;--> statement-breakpoint
CREATE INDEX `statuses_boosts_of` ON `statuses` (`boost_of_id`) WHERE boost_of_id is not null;--> statement-breakpoint
CREATE INDEX `statuses_replies` ON `statuses` (`in_reply_to_id`,`id`) WHERE in_reply_to_id is not null;--> statement-breakpoint
CREATE INDEX `statuses_reply_uri` ON `statuses` (`in_reply_to_uri`) WHERE in_reply_to_uri is not null and in_reply_to_id is null;--> statement-breakpoint
CREATE INDEX `statuses_conversation` ON `statuses` (`conversation_id`,`id`);--> statement-breakpoint
CREATE INDEX `statuses_public` ON `statuses` (`id`) WHERE visibility = 'public' and boost_of_id is null;--> statement-breakpoint
CREATE INDEX `statuses_public_local` ON `statuses` (`id`) WHERE visibility = 'public' and boost_of_id is null and is_local;--> statement-breakpoint
CREATE TABLE `tags` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tags_name` ON `tags` (`name`);--> statement-breakpoint
CREATE TABLE `tombstones` (
	`uri` text PRIMARY KEY NOT NULL,
	`former_type` text NOT NULL,
	`deleted_at` integer NOT NULL
);

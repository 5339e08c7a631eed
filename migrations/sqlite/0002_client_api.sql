CREATE TABLE `filter_keywords` (
	`id` text PRIMARY KEY NOT NULL,
	`filter_id` text NOT NULL,
	`keyword` text NOT NULL,
	`is_whole_word` integer NOT NULL,
	FOREIGN KEY (`filter_id`) REFERENCES `filters`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `filter_keywords_filter` ON `filter_keywords` (`filter_id`,`id`);--> statement-breakpoint
CREATE TABLE `filter_statuses` (
	`id` text PRIMARY KEY NOT NULL,
	`filter_id` text NOT NULL,
	`status_id` text NOT NULL,
	FOREIGN KEY (`filter_id`) REFERENCES `filters`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `filter_statuses_once` ON `filter_statuses` (`filter_id`,`status_id`);--> statement-breakpoint
CREATE INDEX `filter_statuses_status` ON `filter_statuses` (`status_id`);--> statement-breakpoint
CREATE TABLE `filters` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`title` text NOT NULL,
	`contexts` text NOT NULL,
	`action` text NOT NULL,
	`expires_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `filters_account` ON `filters` (`account_id`,`id`);--> statement-breakpoint
CREATE TABLE `announcement_reactions` (
	`account_id` text NOT NULL,
	`announcement_id` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`announcement_id`, `name`, `account_id`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`announcement_id`) REFERENCES `announcements`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `announcement_reactions_account` ON `announcement_reactions` (`account_id`);--> statement-breakpoint
CREATE TABLE `announcement_reads` (
	`account_id` text NOT NULL,
	`announcement_id` text NOT NULL,
	PRIMARY KEY(`account_id`, `announcement_id`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`announcement_id`) REFERENCES `announcements`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `announcement_reads_of` ON `announcement_reads` (`announcement_id`);--> statement-breakpoint
CREATE TABLE `announcements` (
	`id` text PRIMARY KEY NOT NULL,
	`text` text NOT NULL,
	`starts_at` integer,
	`ends_at` integer,
	`is_all_day` integer NOT NULL,
	`published_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `announcements_published` ON `announcements` (`published_at`);--> statement-breakpoint
CREATE TABLE `instance_texts` (
	`name` text PRIMARY KEY NOT NULL,
	`content` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `invites` (
	`id` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`account_id` text NOT NULL,
	`max_uses` integer,
	`uses` integer NOT NULL,
	`expires_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invites_code` ON `invites` (`code`);--> statement-breakpoint
CREATE INDEX `invites_account` ON `invites` (`account_id`);--> statement-breakpoint
CREATE TABLE `reports` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`target_id` text NOT NULL,
	`uri` text NOT NULL,
	`category` text NOT NULL,
	`comment` text NOT NULL,
	`status_ids` text NOT NULL,
	`rule_ids` text NOT NULL,
	`is_forwarded` integer NOT NULL,
	`created_at` integer NOT NULL,
	`action_taken_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `reports_uri` ON `reports` (`uri`);--> statement-breakpoint
CREATE INDEX `reports_account` ON `reports` (`account_id`);--> statement-breakpoint
CREATE INDEX `reports_target` ON `reports` (`target_id`);--> statement-breakpoint
CREATE TABLE `rules` (
	`id` text PRIMARY KEY NOT NULL,
	`position` integer NOT NULL,
	`text` text NOT NULL,
	`hint` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `featured_tags` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`tag_id` text NOT NULL,
	`statuses_count` integer DEFAULT 0 NOT NULL,
	`last_status_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tag_id`) REFERENCES `tags`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `featured_tags_once` ON `featured_tags` (`account_id`,`tag_id`);--> statement-breakpoint
CREATE INDEX `featured_tags_tag` ON `featured_tags` (`tag_id`);--> statement-breakpoint
CREATE TABLE `followed_tags` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`tag_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tag_id`) REFERENCES `tags`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `followed_tags_once` ON `followed_tags` (`account_id`,`tag_id`);--> statement-breakpoint
CREATE INDEX `followed_tags_tag` ON `followed_tags` (`tag_id`);--> statement-breakpoint
CREATE TABLE `list_entries` (
	`list_id` text NOT NULL,
	`status_id` text NOT NULL,
	`source_id` text NOT NULL,
	PRIMARY KEY(`list_id`, `status_id`),
	FOREIGN KEY (`list_id`) REFERENCES `lists`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `list_entries_status` ON `list_entries` (`status_id`);--> statement-breakpoint
CREATE INDEX `list_entries_source` ON `list_entries` (`list_id`,`source_id`);--> statement-breakpoint
CREATE TABLE `list_members` (
	`list_id` text NOT NULL,
	`account_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`list_id`, `account_id`),
	FOREIGN KEY (`list_id`) REFERENCES `lists`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `list_members_account` ON `list_members` (`account_id`);--> statement-breakpoint
CREATE TABLE `lists` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`title` text NOT NULL,
	`replies_policy` text NOT NULL,
	`is_exclusive` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `lists_account` ON `lists` (`account_id`,`id`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`conversation_id` text NOT NULL,
	`participant_ids` text NOT NULL,
	`participants_key` text NOT NULL,
	`last_status_id` text,
	`is_unread` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `conversations_once` ON `conversations` (`account_id`,`conversation_id`,`participants_key`);--> statement-breakpoint
CREATE INDEX `conversations_account` ON `conversations` (`account_id`,`last_status_id`);--> statement-breakpoint
CREATE INDEX `conversations_last` ON `conversations` (`last_status_id`);--> statement-breakpoint
CREATE TABLE `notification_permissions` (
	`account_id` text NOT NULL,
	`from_account_id` text NOT NULL,
	PRIMARY KEY(`account_id`, `from_account_id`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`from_account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `notification_permissions_from` ON `notification_permissions` (`from_account_id`);--> statement-breakpoint
CREATE TABLE `notification_policies` (
	`account_id` text PRIMARY KEY NOT NULL,
	`for_not_following` text NOT NULL,
	`for_not_followers` text NOT NULL,
	`for_new_accounts` text NOT NULL,
	`for_private_mentions` text NOT NULL,
	`for_limited_accounts` text NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `notification_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`from_account_id` text NOT NULL,
	`last_status_id` text,
	`notifications_count` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`from_account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notification_requests_once` ON `notification_requests` (`account_id`,`from_account_id`);--> statement-breakpoint
CREATE INDEX `notification_requests_account` ON `notification_requests` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `notification_requests_from` ON `notification_requests` (`from_account_id`);--> statement-breakpoint
CREATE TABLE `push_subscriptions` (
	`id` text PRIMARY KEY NOT NULL,
	`token_id` text NOT NULL,
	`account_id` text NOT NULL,
	`endpoint` text NOT NULL,
	`p256dh` text NOT NULL,
	`auth_secret` text NOT NULL,
	`is_standard` integer NOT NULL,
	`alerts` text NOT NULL,
	`policy` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`token_id`) REFERENCES `tokens`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `push_subscriptions_token` ON `push_subscriptions` (`token_id`);--> statement-breakpoint
CREATE INDEX `push_subscriptions_account` ON `push_subscriptions` (`account_id`);--> statement-breakpoint
CREATE TABLE `poll_options` (
	`poll_id` text NOT NULL,
	`position` integer NOT NULL,
	`title` text NOT NULL,
	`votes_count` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`poll_id`, `position`),
	FOREIGN KEY (`poll_id`) REFERENCES `polls`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `poll_votes` (
	`id` text PRIMARY KEY NOT NULL,
	`poll_id` text NOT NULL,
	`account_id` text NOT NULL,
	`choice` integer NOT NULL,
	`uri` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`poll_id`) REFERENCES `polls`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `poll_votes_once` ON `poll_votes` (`poll_id`,`account_id`,`choice`);--> statement-breakpoint
CREATE UNIQUE INDEX `poll_votes_uri` ON `poll_votes` (`uri`);--> statement-breakpoint
CREATE INDEX `poll_votes_account` ON `poll_votes` (`account_id`);--> statement-breakpoint
CREATE TABLE `polls` (
	`id` text PRIMARY KEY NOT NULL,
	`status_id` text NOT NULL,
	`is_multiple` integer NOT NULL,
	`hides_totals` integer NOT NULL,
	`expires_at` integer,
	`voters_count` integer,
	`fetched_at` integer,
	`closed_at` integer,
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `polls_status` ON `polls` (`status_id`);--> statement-breakpoint
CREATE INDEX `polls_expiry` ON `polls` (`expires_at`);--> statement-breakpoint
CREATE TABLE `scheduled_statuses` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`params` text NOT NULL,
	`media_ids` text NOT NULL,
	`scheduled_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `scheduled_statuses_account` ON `scheduled_statuses` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `scheduled_statuses_due` ON `scheduled_statuses` (`scheduled_at`);--> statement-breakpoint
CREATE TABLE `dislikes` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`status_id` text NOT NULL,
	`uri` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dislikes_once` ON `dislikes` (`account_id`,`status_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `dislikes_uri` ON `dislikes` (`uri`);--> statement-breakpoint
CREATE INDEX `dislikes_status` ON `dislikes` (`status_id`,`id`);--> statement-breakpoint
CREATE TABLE `preview_cards` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`title` text NOT NULL,
	`description` text NOT NULL,
	`type` text NOT NULL,
	`author_name` text NOT NULL,
	`author_url` text NOT NULL,
	`provider_name` text NOT NULL,
	`provider_url` text NOT NULL,
	`html` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`image_url` text,
	`image_description` text NOT NULL,
	`blurhash` text,
	`language` text,
	`published_at` integer,
	`fetched_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `preview_cards_url` ON `preview_cards` (`url`);--> statement-breakpoint
CREATE TABLE `quotes` (
	`id` text PRIMARY KEY NOT NULL,
	`status_id` text NOT NULL,
	`quoted_status_id` text,
	`quoted_uri` text NOT NULL,
	`state` text NOT NULL,
	`request_uri` text,
	`approval_uri` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`quoted_status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `quotes_status` ON `quotes` (`status_id`);--> statement-breakpoint
CREATE INDEX `quotes_quoted` ON `quotes` (`quoted_status_id`,`id`);--> statement-breakpoint
CREATE INDEX `quotes_quoted_uri` ON `quotes` (`quoted_uri`);--> statement-breakpoint
CREATE UNIQUE INDEX `quotes_approval` ON `quotes` (`approval_uri`);--> statement-breakpoint
CREATE TABLE `status_cards` (
	`status_id` text PRIMARY KEY NOT NULL,
	`card_id` text NOT NULL,
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`card_id`) REFERENCES `preview_cards`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `status_cards_card` ON `status_cards` (`card_id`,`status_id`);--> statement-breakpoint
CREATE TABLE `account_notes` (
	`account_id` text NOT NULL,
	`target_id` text NOT NULL,
	`comment` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `target_id`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `account_notes_target` ON `account_notes` (`target_id`);--> statement-breakpoint
CREATE TABLE `conversation_mutes` (
	`account_id` text NOT NULL,
	`conversation_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `conversation_id`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `conversation_mutes_conversation` ON `conversation_mutes` (`conversation_id`);--> statement-breakpoint
CREATE TABLE `dismissed_suggestions` (
	`account_id` text NOT NULL,
	`target_id` text NOT NULL,
	PRIMARY KEY(`account_id`, `target_id`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `dismissed_suggestions_target` ON `dismissed_suggestions` (`target_id`);--> statement-breakpoint
CREATE TABLE `domain_blocks` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`domain` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `domain_blocks_once` ON `domain_blocks` (`account_id`,`domain`);--> statement-breakpoint
CREATE INDEX `domain_blocks_domain` ON `domain_blocks` (`domain`);--> statement-breakpoint
CREATE TABLE `endorsements` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`target_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `endorsements_once` ON `endorsements` (`account_id`,`target_id`);--> statement-breakpoint
CREATE INDEX `endorsements_target` ON `endorsements` (`target_id`);--> statement-breakpoint
CREATE TABLE `mutes` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`target_id` text NOT NULL,
	`hides_notifications` integer NOT NULL,
	`expires_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mutes_once` ON `mutes` (`account_id`,`target_id`);--> statement-breakpoint
CREATE INDEX `mutes_target` ON `mutes` (`target_id`);--> statement-breakpoint
CREATE INDEX `mutes_expiry` ON `mutes` (`expires_at`);--> statement-breakpoint
ALTER TABLE `accounts` ADD `avatar_description` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `header_description` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `shows_media` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `shows_media_replies` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `shows_featured` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `default_quote_policy` text DEFAULT 'public' NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `attribution_domains` text;--> statement-breakpoint
ALTER TABLE `users` ADD `confirmed_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `approved_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `sign_up_reason` text;--> statement-breakpoint
ALTER TABLE `users` ADD `confirmation_hash` text;--> statement-breakpoint
ALTER TABLE `users` ADD `confirmation_sent_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `invite_id` text;--> statement-breakpoint
ALTER TABLE `notifications` ADD `group_key` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `notifications` ADD `is_filtered` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `notifications_group` ON `notifications` (`account_id`,`group_key`,`id`);--> statement-breakpoint
ALTER TABLE `statuses` ADD `dislikes_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `statuses` ADD `quotes_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `statuses` ADD `quote_policy` text DEFAULT 'public' NOT NULL;--> statement-breakpoint
UPDATE `users` SET `confirmed_at` = `created_at`, `approved_at` = `created_at`;

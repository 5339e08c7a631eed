CREATE TABLE `collection_items` (
	`id` text PRIMARY KEY NOT NULL,
	`collection_id` text NOT NULL,
	`account_id` text,
	`object_uri` text NOT NULL,
	`uri` text,
	`position` integer NOT NULL,
	`state` text NOT NULL,
	`request_uri` text,
	`approval_uri` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`collection_id`) REFERENCES `collections`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `collection_items_once` ON `collection_items` (`collection_id`,`object_uri`);--> statement-breakpoint
CREATE INDEX `collection_items_order` ON `collection_items` (`collection_id`,`position`,`id`);--> statement-breakpoint
CREATE INDEX `collection_items_account` ON `collection_items` (`account_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `collection_items_approval` ON `collection_items` (`approval_uri`);--> statement-breakpoint
CREATE TABLE `collections` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`uri` text NOT NULL,
	`url` text,
	`name` text NOT NULL,
	`description` text NOT NULL,
	`language` text,
	`tag_id` text,
	`is_sensitive` integer NOT NULL,
	`is_discoverable` integer NOT NULL,
	`is_local` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tag_id`) REFERENCES `tags`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `collections_uri` ON `collections` (`uri`);--> statement-breakpoint
CREATE INDEX `collections_url` ON `collections` (`url`);--> statement-breakpoint
CREATE INDEX `collections_account` ON `collections` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `collections_tag` ON `collections` (`tag_id`);--> statement-breakpoint
CREATE TABLE `status_collections` (
	`status_id` text NOT NULL,
	`collection_id` text NOT NULL,
	PRIMARY KEY(`status_id`, `collection_id`),
	FOREIGN KEY (`status_id`) REFERENCES `statuses`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`collection_id`) REFERENCES `collections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `status_collections_collection` ON `status_collections` (`collection_id`);--> statement-breakpoint
DROP INDEX `accounts_domain`;--> statement-breakpoint
ALTER TABLE `accounts` ADD `collections_uri` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `feature_policy` text;--> statement-breakpoint
CREATE INDEX `accounts_active` ON `accounts` ((case when "last_status_at" is null then 0 else "last_status_at" end),`id`) WHERE is_discoverable;--> statement-breakpoint
CREATE INDEX `accounts_local_active` ON `accounts` ((case when "last_status_at" is null then 0 else "last_status_at" end),`id`) WHERE is_discoverable and length(domain) = 0;--> statement-breakpoint
CREATE INDEX `accounts_local_popular` ON `accounts` (`followers_count`,`id`) WHERE is_discoverable and length(domain) = 0;--> statement-breakpoint
CREATE INDEX `accounts_domain` ON `accounts` (`domain`,`id`);--> statement-breakpoint
DROP INDEX `media_account`;--> statement-breakpoint
ALTER TABLE `media` ADD `former_status_id` text REFERENCES statuses(id) ON DELETE cascade;--> statement-breakpoint
CREATE INDEX `media_former_status` ON `media` (`former_status_id`) WHERE former_status_id is not null;--> statement-breakpoint
CREATE INDEX `media_account` ON `media` (`account_id`,`status_id`);--> statement-breakpoint
DROP INDEX `statuses_boosts_of`;--> statement-breakpoint
CREATE INDEX `statuses_local` ON `statuses` (`id`,`account_id`) WHERE boost_of_id is null and is_local;--> statement-breakpoint
CREATE INDEX `statuses_boosts_of` ON `statuses` (`boost_of_id`,`id`) WHERE boost_of_id is not null;--> statement-breakpoint
ALTER TABLE `reports` ADD `collection_ids` text;--> statement-breakpoint
ALTER TABLE `status_edits` ADD `media` text;--> statement-breakpoint
ALTER TABLE `status_edits` ADD `poll_options` text;
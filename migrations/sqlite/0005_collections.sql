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
ALTER TABLE `accounts` ADD `collections_uri` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `feature_policy` text;--> statement-breakpoint
ALTER TABLE `reports` ADD `collection_ids` text;
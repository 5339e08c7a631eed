CREATE TABLE `custom_emojis` (
	`shortcode` text PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`still_key` text,
	`category` text,
	`is_listed` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `remote_files` (
	`hash` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`key` text,
	`bytes` integer NOT NULL,
	`fetched_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `remote_files_age` ON `remote_files` (`fetched_at`);--> statement-breakpoint
ALTER TABLE `accounts` ADD `avatar_key` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `avatar_still_key` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `header_key` text;--> statement-breakpoint
ALTER TABLE `media` ADD `state` text DEFAULT 'ready' NOT NULL;--> statement-breakpoint
ALTER TABLE `media` ADD `failure` text;--> statement-breakpoint
ALTER TABLE `media` ADD `progress` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `media` ADD `folder` text;--> statement-breakpoint
ALTER TABLE `media` ADD `source_key` text;--> statement-breakpoint
ALTER TABLE `media` ADD `original_key` text;--> statement-breakpoint
ALTER TABLE `media` ADD `small_key` text;--> statement-breakpoint
ALTER TABLE `media` ADD `hls_key` text;--> statement-breakpoint
ALTER TABLE `media` ADD `bytes` integer;--> statement-breakpoint
ALTER TABLE `media` ADD `small_width` integer;--> statement-breakpoint
ALTER TABLE `media` ADD `small_height` integer;--> statement-breakpoint
ALTER TABLE `media` ADD `duration_seconds` real;--> statement-breakpoint
ALTER TABLE `media` ADD `frame_rate` text;--> statement-breakpoint
ALTER TABLE `media` ADD `bit_rate` integer;--> statement-breakpoint
ALTER TABLE `media` ADD `focus_x` real;--> statement-breakpoint
ALTER TABLE `media` ADD `focus_y` real;--> statement-breakpoint
ALTER TABLE `media` ADD `unclaimed_at` integer;--> statement-breakpoint
CREATE INDEX `media_account` ON `media` (`account_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `media_folder` ON `media` (`folder`);--> statement-breakpoint
CREATE INDEX `media_unclaimed` ON `media` (`unclaimed_at`) WHERE unclaimed_at is not null;
DROP INDEX `accounts_domain`;--> statement-breakpoint
CREATE INDEX `accounts_active` ON `accounts` (case when "last_status_at" is null then 0 else "last_status_at" end,`id`) WHERE is_discoverable;--> statement-breakpoint
CREATE INDEX `accounts_local_active` ON `accounts` (case when "last_status_at" is null then 0 else "last_status_at" end,`id`) WHERE is_discoverable and length(domain) = 0;--> statement-breakpoint
CREATE INDEX `accounts_local_popular` ON `accounts` (`followers_count`,`id`) WHERE is_discoverable and length(domain) = 0;--> statement-breakpoint
CREATE INDEX `accounts_domain` ON `accounts` (`domain`,`id`);--> statement-breakpoint
DROP INDEX `media_account`;--> statement-breakpoint
ALTER TABLE `media` ADD `former_status_id` text REFERENCES statuses(id) ON DELETE cascade;--> statement-breakpoint
CREATE INDEX `media_former_status` ON `media` (`former_status_id`) WHERE former_status_id is not null;--> statement-breakpoint
CREATE INDEX `media_account` ON `media` (`account_id`,`status_id`);--> statement-breakpoint
DROP INDEX `statuses_boosts_of`;--> statement-breakpoint
CREATE INDEX `statuses_local` ON `statuses` (`id`,`account_id`) WHERE boost_of_id is null and is_local;--> statement-breakpoint
CREATE INDEX `statuses_boosts_of` ON `statuses` (`boost_of_id`,`id`) WHERE boost_of_id is not null;--> statement-breakpoint
ALTER TABLE `status_edits` ADD `media` text;--> statement-breakpoint
ALTER TABLE `status_edits` ADD `poll_options` text;
DROP INDEX `accounts_domain`;--> statement-breakpoint
CREATE INDEX `accounts_active` ON `accounts` ((case when "last_status_at" is null then 0 else "last_status_at" end),`id`) WHERE is_discoverable;--> statement-breakpoint
CREATE INDEX `accounts_local_active` ON `accounts` ((case when "last_status_at" is null then 0 else "last_status_at" end),`id`) WHERE is_discoverable and length(domain) = 0;--> statement-breakpoint
CREATE INDEX `accounts_local_popular` ON `accounts` (`followers_count`,`id`) WHERE is_discoverable and length(domain) = 0;--> statement-breakpoint
CREATE INDEX `accounts_domain` ON `accounts` (`domain`,`id`);--> statement-breakpoint
DROP INDEX `media_account`;--> statement-breakpoint
CREATE INDEX `media_account` ON `media` (`account_id`,`status_id`);--> statement-breakpoint
DROP INDEX `statuses_boosts_of`;--> statement-breakpoint
CREATE INDEX `statuses_local` ON `statuses` (`id`,`account_id`) WHERE boost_of_id is null and is_local;--> statement-breakpoint
CREATE INDEX `statuses_boosts_of` ON `statuses` (`boost_of_id`,`id`) WHERE boost_of_id is not null;
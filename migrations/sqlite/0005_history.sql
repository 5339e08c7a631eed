ALTER TABLE `media` ADD `former_status_id` text REFERENCES statuses(id) ON DELETE CASCADE;--> statement-breakpoint
CREATE INDEX `media_former_status` ON `media` (`former_status_id`) WHERE former_status_id is not null;--> statement-breakpoint
ALTER TABLE `status_edits` ADD `media` text;--> statement-breakpoint
ALTER TABLE `status_edits` ADD `poll_options` text;
CREATE TABLE `catalogue_merges` (
	`from_id` text PRIMARY KEY NOT NULL,
	`into_id` text NOT NULL,
	`external_id` text
);
--> statement-breakpoint
CREATE INDEX `catalogue_merges_into` ON `catalogue_merges` (`into_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `catalogue_merges_external` ON `catalogue_merges` (`external_id`) WHERE external_id is not null;--> statement-breakpoint
CREATE TABLE `crag_names` (
	`crag_id` text NOT NULL,
	`name_key` text NOT NULL,
	`country_key` text NOT NULL,
	PRIMARY KEY(`name_key`, `country_key`, `crag_id`),
	FOREIGN KEY (`crag_id`) REFERENCES `crags`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `crag_names_crag` ON `crag_names` (`crag_id`);--> statement-breakpoint
CREATE TABLE `crag_words` (
	`word` text NOT NULL,
	`crag_id` text NOT NULL,
	PRIMARY KEY(`word`, `crag_id`),
	FOREIGN KEY (`crag_id`) REFERENCES `crags`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `crag_words_crag` ON `crag_words` (`crag_id`);--> statement-breakpoint
CREATE TABLE `crags` (
	`id` text PRIMARY KEY NOT NULL,
	`parent_id` text,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`country` text,
	`latitude` real,
	`longitude` real,
	`external_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `crags_parent` ON `crags` (`parent_id`,`id`) WHERE parent_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `crags_external` ON `crags` (`external_id`) WHERE external_id is not null;--> statement-breakpoint
CREATE INDEX `crags_place` ON `crags` (`latitude`,`longitude`) WHERE latitude is not null;--> statement-breakpoint
CREATE TABLE `route_names` (
	`route_id` text NOT NULL,
	`crag_id` text NOT NULL,
	`name_key` text NOT NULL,
	PRIMARY KEY(`crag_id`, `name_key`, `route_id`),
	FOREIGN KEY (`route_id`) REFERENCES `routes`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`crag_id`) REFERENCES `crags`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `route_names_route` ON `route_names` (`route_id`);--> statement-breakpoint
CREATE TABLE `route_words` (
	`word` text NOT NULL,
	`route_id` text NOT NULL,
	PRIMARY KEY(`word`, `route_id`),
	FOREIGN KEY (`route_id`) REFERENCES `routes`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `route_words_route` ON `route_words` (`route_id`);--> statement-breakpoint
CREATE TABLE `routes` (
	`id` text PRIMARY KEY NOT NULL,
	`crag_id` text NOT NULL,
	`name` text NOT NULL,
	`discipline` text NOT NULL,
	`grade_system` text,
	`grade_value` text,
	`grade_score` real,
	`pitches` integer,
	`height_meters` real,
	`url` text,
	`external_id` text,
	`is_imported` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`crag_id`) REFERENCES `crags`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `routes_crag` ON `routes` (`crag_id`,`id`);--> statement-breakpoint
CREATE INDEX `routes_url` ON `routes` (`url`) WHERE url is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `routes_external` ON `routes` (`external_id`) WHERE external_id is not null;--> statement-breakpoint
CREATE TABLE `climb_imports` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`format` text NOT NULL,
	`file_name` text NOT NULL,
	`state` text NOT NULL,
	`visibility` text NOT NULL,
	`file_key` text,
	`total_lines` integer NOT NULL,
	`done_lines` integer NOT NULL,
	`created_count` integer NOT NULL,
	`duplicate_count` integer NOT NULL,
	`failed_count` integer NOT NULL,
	`issues` text NOT NULL,
	`failure` text,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `climb_imports_account` ON `climb_imports` (`account_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `climb_imports_running` ON `climb_imports` (`account_id`) WHERE state in ('waiting', 'running');--> statement-breakpoint
CREATE TABLE `climb_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`day` text NOT NULL,
	`location_name` text,
	`country` text,
	`is_indoor` integer,
	`crag_id` text,
	`duration_minutes` integer,
	`partners` text NOT NULL,
	`notes` text NOT NULL,
	`visibility` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`crag_id`) REFERENCES `crags`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `climb_sessions_account` ON `climb_sessions` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `climb_sessions_day` ON `climb_sessions` (`account_id`,`day`);--> statement-breakpoint
CREATE INDEX `climb_sessions_crag` ON `climb_sessions` (`crag_id`) WHERE crag_id is not null;--> statement-breakpoint
CREATE TABLE `climber_preferences` (
	`account_id` text PRIMARY KEY NOT NULL,
	`grade_systems` text NOT NULL,
	`hashtags` text,
	`is_nearby` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `climber_preferences_nearby` ON `climber_preferences` (`account_id`) WHERE is_nearby;--> statement-breakpoint
CREATE TABLE `goals` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`kind` text NOT NULL,
	`title` text NOT NULL,
	`target` integer,
	`grade_system` text,
	`grade_value` text,
	`grade_score` real,
	`steps` text,
	`discipline` text,
	`is_indoor` integer,
	`starts_on` text NOT NULL,
	`ends_on` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `goals_account` ON `goals` (`account_id`,`id`);--> statement-breakpoint
CREATE TABLE `projects` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`route_name` text NOT NULL,
	`route_id` text,
	`discipline` text NOT NULL,
	`grade_system` text,
	`grade_value` text,
	`grade_score` real,
	`location_name` text,
	`country` text,
	`state` text NOT NULL,
	`notes` text NOT NULL,
	`visibility` text NOT NULL,
	`started_on` text NOT NULL,
	`ended_on` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`route_id`) REFERENCES `routes`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `projects_account` ON `projects` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `projects_route` ON `projects` (`route_id`) WHERE route_id is not null;--> statement-breakpoint
ALTER TABLE `climbs` ADD `sector` text;--> statement-breakpoint
ALTER TABLE `climbs` ADD `area` text;--> statement-breakpoint
ALTER TABLE `climbs` ADD `route_id` text REFERENCES routes(id) ON DELETE set null;--> statement-breakpoint
ALTER TABLE `climbs` ADD `crag_id` text REFERENCES crags(id) ON DELETE set null;--> statement-breakpoint
ALTER TABLE `climbs` ADD `session_id` text REFERENCES climb_sessions(id) ON DELETE set null;--> statement-breakpoint
ALTER TABLE `climbs` ADD `project_id` text REFERENCES projects(id) ON DELETE set null;--> statement-breakpoint
ALTER TABLE `climbs` ADD `import_key` text;--> statement-breakpoint
CREATE UNIQUE INDEX `climbs_import` ON `climbs` (`account_id`,`import_key`) WHERE import_key is not null;--> statement-breakpoint
CREATE INDEX `climbs_route` ON `climbs` (`route_id`,`id`,`visibility`,`style`,`account_id`) WHERE route_id is not null;--> statement-breakpoint
CREATE INDEX `climbs_crag` ON `climbs` (`crag_id`,`id`,`visibility`,`style`,`account_id`) WHERE crag_id is not null;--> statement-breakpoint
CREATE INDEX `climbs_session` ON `climbs` (`session_id`) WHERE session_id is not null;--> statement-breakpoint
CREATE INDEX `climbs_project` ON `climbs` (`project_id`) WHERE project_id is not null;--> statement-breakpoint
CREATE INDEX `climbs_account_route` ON `climbs` (`account_id`,`route_id`) WHERE route_id is not null;--> statement-breakpoint
CREATE INDEX `climbs_account_name` ON `climbs` (`account_id`,`route_name`);--> statement-breakpoint
CREATE INDEX `climbs_public_day` ON `climbs` (`climbed_on`,`account_id`) WHERE visibility = 'public';--> statement-breakpoint
CREATE INDEX `climbs_discipline` ON `climbs` (`discipline`,`status_id`) WHERE status_id is not null;--> statement-breakpoint
ALTER TABLE `media` ADD `climb_id` text REFERENCES climbs(id) ON DELETE set null;--> statement-breakpoint
CREATE INDEX `media_climb` ON `media` (`climb_id`,`position`) WHERE climb_id is not null;--> statement-breakpoint
-- Climbs that were there before there was a catalogue find their routes in it at the next start.
INSERT INTO `jobs` (`type`, `payload`, `unique_key`, `priority`, `attempts`, `run_at`, `created_at`)
SELECT 'tie-climbs', '{}', 'tie-climbs', 2, 0, 0, 0 WHERE EXISTS (SELECT 1 FROM `climbs`);

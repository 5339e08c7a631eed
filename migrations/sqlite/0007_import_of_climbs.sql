ALTER TABLE `climbs` ADD `import_id` text REFERENCES climb_imports(id) ON DELETE set null;--> statement-breakpoint
CREATE INDEX `climbs_import_id` ON `climbs` (`import_id`) WHERE import_id is not null;--> statement-breakpoint
ALTER TABLE `climb_sessions` ADD `import_id` text REFERENCES climb_imports(id) ON DELETE set null;--> statement-breakpoint
CREATE INDEX `climb_sessions_import` ON `climb_sessions` (`import_id`) WHERE import_id is not null;--> statement-breakpoint
ALTER TABLE `goals` ADD `import_id` text REFERENCES climb_imports(id) ON DELETE set null;--> statement-breakpoint
CREATE INDEX `goals_import` ON `goals` (`import_id`) WHERE import_id is not null;--> statement-breakpoint
ALTER TABLE `projects` ADD `import_id` text REFERENCES climb_imports(id) ON DELETE set null;--> statement-breakpoint
CREATE INDEX `projects_import` ON `projects` (`import_id`) WHERE import_id is not null;
ALTER TABLE "climbs" ADD COLUMN "import_id" text collate "C";--> statement-breakpoint
ALTER TABLE "climb_sessions" ADD COLUMN "import_id" text collate "C";--> statement-breakpoint
ALTER TABLE "goals" ADD COLUMN "import_id" text collate "C";--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "import_id" text collate "C";--> statement-breakpoint
ALTER TABLE "climbs" ADD CONSTRAINT "climbs_import_id_climb_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."climb_imports"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "climb_sessions" ADD CONSTRAINT "climb_sessions_import_id_climb_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."climb_imports"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "goals" ADD CONSTRAINT "goals_import_id_climb_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."climb_imports"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_import_id_climb_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."climb_imports"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "climbs_import_id" ON "climbs" USING btree ("import_id") WHERE import_id is not null;--> statement-breakpoint
CREATE INDEX "climb_sessions_import" ON "climb_sessions" USING btree ("import_id") WHERE import_id is not null;--> statement-breakpoint
CREATE INDEX "goals_import" ON "goals" USING btree ("import_id") WHERE import_id is not null;--> statement-breakpoint
CREATE INDEX "projects_import" ON "projects" USING btree ("import_id") WHERE import_id is not null;
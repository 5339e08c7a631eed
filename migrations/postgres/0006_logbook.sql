CREATE TABLE "catalogue_merges" (
	"from_id" text collate "C" PRIMARY KEY NOT NULL,
	"into_id" text collate "C" NOT NULL,
	"external_id" text
);
--> statement-breakpoint
CREATE TABLE "crag_names" (
	"crag_id" text collate "C" NOT NULL,
	"name_key" text collate "C" NOT NULL,
	"country_key" text collate "C" NOT NULL,
	CONSTRAINT "crag_names_name_key_country_key_crag_id_pk" PRIMARY KEY("name_key","country_key","crag_id")
);
--> statement-breakpoint
CREATE TABLE "crag_words" (
	"word" text collate "C" NOT NULL,
	"crag_id" text collate "C" NOT NULL,
	CONSTRAINT "crag_words_word_crag_id_pk" PRIMARY KEY("word","crag_id")
);
--> statement-breakpoint
CREATE TABLE "crags" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"parent_id" text collate "C",
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"country" text,
	"latitude" double precision,
	"longitude" double precision,
	"external_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "route_names" (
	"route_id" text collate "C" NOT NULL,
	"crag_id" text collate "C" NOT NULL,
	"name_key" text collate "C" NOT NULL,
	CONSTRAINT "route_names_crag_id_name_key_route_id_pk" PRIMARY KEY("crag_id","name_key","route_id")
);
--> statement-breakpoint
CREATE TABLE "route_words" (
	"word" text collate "C" NOT NULL,
	"route_id" text collate "C" NOT NULL,
	CONSTRAINT "route_words_word_route_id_pk" PRIMARY KEY("word","route_id")
);
--> statement-breakpoint
CREATE TABLE "routes" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"crag_id" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"discipline" text NOT NULL,
	"grade_system" text,
	"grade_value" text,
	"grade_score" double precision,
	"pitches" integer,
	"height_meters" double precision,
	"url" text,
	"external_id" text,
	"is_imported" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "climb_imports" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"format" text NOT NULL,
	"file_name" text NOT NULL,
	"state" text NOT NULL,
	"visibility" text NOT NULL,
	"file_key" text,
	"total_lines" integer NOT NULL,
	"done_lines" integer NOT NULL,
	"created_count" integer NOT NULL,
	"duplicate_count" integer NOT NULL,
	"failed_count" integer NOT NULL,
	"issues" jsonb NOT NULL,
	"failure" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "climb_sessions" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"day" text NOT NULL,
	"location_name" text,
	"country" text,
	"is_indoor" boolean,
	"crag_id" text collate "C",
	"duration_minutes" integer,
	"partners" jsonb NOT NULL,
	"notes" text NOT NULL,
	"visibility" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "climber_preferences" (
	"account_id" text collate "C" PRIMARY KEY NOT NULL,
	"grade_systems" jsonb NOT NULL,
	"hashtags" jsonb,
	"is_nearby" boolean NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "goals" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"target" integer,
	"grade_system" text,
	"grade_value" text,
	"grade_score" double precision,
	"steps" jsonb,
	"discipline" text,
	"is_indoor" boolean,
	"starts_on" text NOT NULL,
	"ends_on" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"route_name" text NOT NULL,
	"route_id" text collate "C",
	"discipline" text NOT NULL,
	"grade_system" text,
	"grade_value" text,
	"grade_score" double precision,
	"location_name" text,
	"country" text,
	"state" text NOT NULL,
	"notes" text NOT NULL,
	"visibility" text NOT NULL,
	"started_on" text NOT NULL,
	"ended_on" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "climbs" ADD COLUMN "sector" text;--> statement-breakpoint
ALTER TABLE "climbs" ADD COLUMN "area" text;--> statement-breakpoint
ALTER TABLE "climbs" ADD COLUMN "route_id" text collate "C";--> statement-breakpoint
ALTER TABLE "climbs" ADD COLUMN "crag_id" text collate "C";--> statement-breakpoint
ALTER TABLE "climbs" ADD COLUMN "session_id" text collate "C";--> statement-breakpoint
ALTER TABLE "climbs" ADD COLUMN "project_id" text collate "C";--> statement-breakpoint
ALTER TABLE "climbs" ADD COLUMN "import_key" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "climb_id" text collate "C";--> statement-breakpoint
ALTER TABLE "crag_names" ADD CONSTRAINT "crag_names_crag_id_crags_id_fk" FOREIGN KEY ("crag_id") REFERENCES "public"."crags"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crag_words" ADD CONSTRAINT "crag_words_crag_id_crags_id_fk" FOREIGN KEY ("crag_id") REFERENCES "public"."crags"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "route_names" ADD CONSTRAINT "route_names_route_id_routes_id_fk" FOREIGN KEY ("route_id") REFERENCES "public"."routes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "route_names" ADD CONSTRAINT "route_names_crag_id_crags_id_fk" FOREIGN KEY ("crag_id") REFERENCES "public"."crags"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "route_words" ADD CONSTRAINT "route_words_route_id_routes_id_fk" FOREIGN KEY ("route_id") REFERENCES "public"."routes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routes" ADD CONSTRAINT "routes_crag_id_crags_id_fk" FOREIGN KEY ("crag_id") REFERENCES "public"."crags"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "climb_imports" ADD CONSTRAINT "climb_imports_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "climb_sessions" ADD CONSTRAINT "climb_sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "climb_sessions" ADD CONSTRAINT "climb_sessions_crag_id_crags_id_fk" FOREIGN KEY ("crag_id") REFERENCES "public"."crags"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "climber_preferences" ADD CONSTRAINT "climber_preferences_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "goals" ADD CONSTRAINT "goals_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_route_id_routes_id_fk" FOREIGN KEY ("route_id") REFERENCES "public"."routes"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "catalogue_merges_into" ON "catalogue_merges" USING btree ("into_id");--> statement-breakpoint
CREATE UNIQUE INDEX "catalogue_merges_external" ON "catalogue_merges" USING btree ("external_id") WHERE external_id is not null;--> statement-breakpoint
CREATE INDEX "crag_names_crag" ON "crag_names" USING btree ("crag_id");--> statement-breakpoint
CREATE INDEX "crag_words_crag" ON "crag_words" USING btree ("crag_id");--> statement-breakpoint
CREATE INDEX "crags_parent" ON "crags" USING btree ("parent_id","id") WHERE parent_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "crags_external" ON "crags" USING btree ("external_id") WHERE external_id is not null;--> statement-breakpoint
CREATE INDEX "crags_place" ON "crags" USING btree ("latitude","longitude") WHERE latitude is not null;--> statement-breakpoint
CREATE INDEX "route_names_route" ON "route_names" USING btree ("route_id");--> statement-breakpoint
CREATE INDEX "route_words_route" ON "route_words" USING btree ("route_id");--> statement-breakpoint
CREATE INDEX "routes_crag" ON "routes" USING btree ("crag_id","id");--> statement-breakpoint
CREATE INDEX "routes_url" ON "routes" USING btree ("url") WHERE url is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "routes_external" ON "routes" USING btree ("external_id") WHERE external_id is not null;--> statement-breakpoint
CREATE INDEX "climb_imports_account" ON "climb_imports" USING btree ("account_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "climb_imports_running" ON "climb_imports" USING btree ("account_id") WHERE state in ('waiting', 'running');--> statement-breakpoint
CREATE INDEX "climb_sessions_account" ON "climb_sessions" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "climb_sessions_day" ON "climb_sessions" USING btree ("account_id","day");--> statement-breakpoint
CREATE INDEX "climb_sessions_crag" ON "climb_sessions" USING btree ("crag_id") WHERE crag_id is not null;--> statement-breakpoint
CREATE INDEX "climber_preferences_nearby" ON "climber_preferences" USING btree ("account_id") WHERE is_nearby;--> statement-breakpoint
CREATE INDEX "goals_account" ON "goals" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "projects_account" ON "projects" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "projects_route" ON "projects" USING btree ("route_id") WHERE route_id is not null;--> statement-breakpoint
ALTER TABLE "climbs" ADD CONSTRAINT "climbs_route_id_routes_id_fk" FOREIGN KEY ("route_id") REFERENCES "public"."routes"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "climbs" ADD CONSTRAINT "climbs_crag_id_crags_id_fk" FOREIGN KEY ("crag_id") REFERENCES "public"."crags"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "climbs" ADD CONSTRAINT "climbs_session_id_climb_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."climb_sessions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "climbs" ADD CONSTRAINT "climbs_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_climb_id_climbs_id_fk" FOREIGN KEY ("climb_id") REFERENCES "public"."climbs"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "climbs_import" ON "climbs" USING btree ("account_id","import_key") WHERE import_key is not null;--> statement-breakpoint
CREATE INDEX "climbs_route" ON "climbs" USING btree ("route_id","id","visibility","style","account_id") WHERE route_id is not null;--> statement-breakpoint
CREATE INDEX "climbs_crag" ON "climbs" USING btree ("crag_id","id","visibility","style","account_id") WHERE crag_id is not null;--> statement-breakpoint
CREATE INDEX "climbs_session" ON "climbs" USING btree ("session_id") WHERE session_id is not null;--> statement-breakpoint
CREATE INDEX "climbs_project" ON "climbs" USING btree ("project_id") WHERE project_id is not null;--> statement-breakpoint
CREATE INDEX "climbs_account_route" ON "climbs" USING btree ("account_id","route_id") WHERE route_id is not null;--> statement-breakpoint
CREATE INDEX "climbs_account_name" ON "climbs" USING btree ("account_id","route_name");--> statement-breakpoint
CREATE INDEX "climbs_public_day" ON "climbs" USING btree ("climbed_on","account_id") WHERE visibility = 'public';--> statement-breakpoint
CREATE INDEX "climbs_discipline" ON "climbs" USING btree ("discipline","status_id") WHERE status_id is not null;--> statement-breakpoint
CREATE INDEX "media_climb" ON "media" USING btree ("climb_id","position") WHERE climb_id is not null;--> statement-breakpoint
-- Climbs that were there before there was a catalogue find their routes in it at the next start.
INSERT INTO "jobs" ("type", "payload", "unique_key", "priority", "attempts", "run_at", "created_at")
SELECT 'tie-climbs', '{}', 'tie-climbs', 2, 0, 'epoch', 'epoch' WHERE EXISTS (SELECT 1 FROM "climbs");

ALTER TABLE "media" ADD COLUMN "former_status_id" text collate "C";--> statement-breakpoint
ALTER TABLE "status_edits" ADD COLUMN "media" jsonb;--> statement-breakpoint
ALTER TABLE "status_edits" ADD COLUMN "poll_options" jsonb;--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_former_status_id_statuses_id_fk" FOREIGN KEY ("former_status_id") REFERENCES "public"."statuses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "media_former_status" ON "media" USING btree ("former_status_id") WHERE former_status_id is not null;
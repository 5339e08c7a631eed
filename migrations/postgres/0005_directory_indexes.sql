DROP INDEX "accounts_domain";--> statement-breakpoint
DROP INDEX "media_account";--> statement-breakpoint
DROP INDEX "statuses_boosts_of";--> statement-breakpoint
CREATE INDEX "accounts_active" ON "accounts" USING btree ((case when "last_status_at" is null then '-infinity'::timestamptz else "last_status_at" end),"id") WHERE is_discoverable;--> statement-breakpoint
CREATE INDEX "accounts_local_active" ON "accounts" USING btree ((case when "last_status_at" is null then '-infinity'::timestamptz else "last_status_at" end),"id") WHERE is_discoverable and length(domain) = 0;--> statement-breakpoint
CREATE INDEX "accounts_local_popular" ON "accounts" USING btree ("followers_count","id") WHERE is_discoverable and length(domain) = 0;--> statement-breakpoint
CREATE INDEX "statuses_local" ON "statuses" USING btree ("id","account_id") WHERE boost_of_id is null and is_local;--> statement-breakpoint
CREATE INDEX "accounts_domain" ON "accounts" USING btree ("domain","id");--> statement-breakpoint
CREATE INDEX "media_account" ON "media" USING btree ("account_id","status_id");--> statement-breakpoint
CREATE INDEX "statuses_boosts_of" ON "statuses" USING btree ("boost_of_id","id") WHERE boost_of_id is not null;
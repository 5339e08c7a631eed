-- Words of posts. They are Topout's own (src/lib/text/search-words.ts): PostgreSQL's parser, whose idea of a word depends
-- on the locale, has no part in it.
CREATE TABLE "status_words" (
	"status_id" text collate "C" PRIMARY KEY NOT NULL REFERENCES "statuses"("id") ON DELETE cascade,
	"words" tsvector NOT NULL
);
--> statement-breakpoint
CREATE INDEX "status_words_words" ON "status_words" USING gin ("words");
--> statement-breakpoint
-- Posts that were there before get theirs at the next start.
INSERT INTO "jobs" ("type", "payload", "unique_key", "priority", "attempts", "run_at", "created_at")
SELECT 'index-statuses', '{}', 'index-statuses', 2, 0, 'epoch', 'epoch' WHERE EXISTS (SELECT 1 FROM "statuses");

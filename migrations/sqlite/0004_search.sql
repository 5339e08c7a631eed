-- Words of posts, by the post's id as a number. The words are Topout's own (src/lib/text/search-words.ts): lower case,
-- without accents, between spaces. "ascii" takes every other character as part of a word.
CREATE VIRTUAL TABLE `status_words` USING fts5(`words`, content='', contentless_delete=1, tokenize='ascii');
--> statement-breakpoint
-- Posts that were there before get theirs at the next start.
INSERT INTO `jobs` (`type`, `payload`, `unique_key`, `priority`, `attempts`, `run_at`, `created_at`)
SELECT 'index-statuses', '{}', 'index-statuses', 2, 0, 0, 0 WHERE EXISTS (SELECT 1 FROM `statuses`);

-- Climbs that were there before there was a catalogue find their routes in it at the next start.
INSERT INTO `jobs` (`type`, `payload`, `unique_key`, `priority`, `attempts`, `run_at`, `created_at`)
SELECT 'tie-climbs', '{}', 'tie-climbs', 2, 0, 0, 0 WHERE EXISTS (SELECT 1 FROM `climbs`);

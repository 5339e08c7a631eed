import { spawnSync } from "node:child_process";

/** Writes the migrations of both dialects after a change of the schema. Arguments go to drizzle-kit (`--name ...`). */
for (const url of ["", "postgres://unused"]) {
  const result = spawnSync("drizzle-kit", ["generate", ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, DATABASE_URL: url },
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

import { defineConfig } from "vitest/config";

const postgresUrl = process.env["TEST_DATABASE_URL"];
const include = ["src/**/*.test.ts", "federation/**/*.test.ts"];
// The tables are built for one dialect per process, so each dialect is a project of its own. Files share their process:
// each starts servers of its own, and reading all modules anew for every file is a third of the run.
const shared = { include, pool: "forks" as const, isolate: false, testTimeout: 30_000, hookTimeout: 30_000 };

// What knows no database is tested once.
const withoutDatabase = ["src/lib/**", "src/media/**", "src/pages/**"];

if (postgresUrl === undefined) {
  const message = "TEST_DATABASE_URL is not set: the tests run on SQLite only, PostgreSQL is SKIPPED.";
  if (process.env["CI"]) throw new Error(message);
  console.warn(`\n  ${message}\n`);
}

export default defineConfig({
  test: {
    // Most tests wait for servers more than they compute.
    maxWorkers: 3,
    projects: [
      { test: { ...shared, name: "sqlite", env: { DATABASE_URL: "" } } },
      ...(postgresUrl === undefined
        ? []
        : [{ test: { ...shared, exclude: withoutDatabase, name: "postgres", env: { DATABASE_URL: postgresUrl } } }]),
    ],
  },
});

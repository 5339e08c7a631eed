import { defineConfig } from "drizzle-kit";

// Run through `npm run db:generate`, once per dialect: the tables are built for the one that DATABASE_URL names.
const isPostgres = process.env["DATABASE_URL"]?.startsWith("postgres") ?? false;

export default defineConfig({
  dialect: isPostgres ? "postgresql" : "sqlite",
  schema: "./src/db/schema/index.ts",
  out: isPostgres ? "./migrations/postgres" : "./migrations/sqlite",
});

import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { settings } from "./schema.ts";

/** Writes docs/configuration.md from the settings; with `--check` only tells, by its exit code, whether it is current. */
const file = resolve(import.meta.dirname, "../../docs/configuration.md");
const written = writeDocs();

if (!process.argv.includes("--check")) writeFileSync(file, written);
else if (readIfThere() !== written) {
  console.error("docs/configuration.md does not match src/config/schema.ts: run `npm run docs:configuration`.");
  process.exitCode = 1;
}

function writeDocs(): string {
  const rows = Object.values(settings).map(({ name, schema, shownDefault, summary, secret }) => [
    `\`${name}\``,
    // A default that is told in words ("none", "the origin") is nothing to type.
    String(schema.safeParse(undefined).data) === shownDefault ? `\`${shownDefault}\`` : shownDefault,
    secret ? `${summary} A secret: it is never shown or logged.` : summary,
  ]);
  return `# Configuration

<!-- Generated from src/config/schema.ts by \`npm run docs:configuration\`: change it there, not here. -->

Topout is set up by environment variables. All of them are optional, and an empty one counts as not set. A server on the
internet sets at least \`TOPOUT_ORIGIN\`. \`npm run topout -- config check\` prints what the server would take, or
everything that is wrong with it; with such a fault the server does not start and exits with 78.

${table([["Variable", "Default", "Meaning"], ...rows])}`;
}

/** As the formatter leaves it: every column as wide as its widest cell. */
function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = cells;
  return `${[line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n")}\n`;
}

function readIfThere(): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

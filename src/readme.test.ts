import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startTopout } from "./testing/start-topout.ts";

const root = resolve(import.meta.dirname, "..");

function scriptOfReadme(): string {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const script = /<!-- src\/readme\.test\.ts runs the next block\. -->\s+```bash\n(.*?)```/s.exec(readme)?.[1];
  if (script === undefined) throw new Error("README.md has no marked block");
  return script;
}

test("the commands of the README lead from zero to the first post", async () => {
  await using topout = await startTopout();

  const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", scriptOfReadme()], {
    cwd: root,
    env: {
      PATH: `${join(root, "node_modules/.bin")}:${process.env["PATH"]}`,
      HOME: topout.config.dataDir,
      SERVER: topout.origin,
      PORT: String(topout.config.port),
      TOPOUT_DATA_DIR: topout.config.dataDir,
      DATABASE_URL: topout.config.databaseUrl,
    },
  });

  const [clientId = "", postUrl = "", climb = "", home = "", ...rest] = stdout.trimEnd().split("\n");
  expect(clientId).toMatch(/^[\w-]{20,}$/);
  expect(postUrl.startsWith(`${topout.origin}/@ada/`)).toBe(true);
  expect(JSON.parse(climb)).toMatchObject({
    route_name: "Midnight Lightning",
    grade: { system: "vScale", value: "V8" },
    discipline: "boulder",
    climbed_on: "2026-05-01",
    notes: "The mantel at last.",
  });
  expect(JSON.parse(home)).toMatchObject([
    { account: { username: "ada" }, climb: { id: JSON.parse(climb).id } },
    { url: postUrl, climb: null, tags: [{ name: "climbing" }] },
  ]);
  expect(rest).toEqual([]);
});

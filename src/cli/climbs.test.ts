import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { environmentOf, runCommand } from "../testing/run-command.ts";
import { logbookFixture } from "../testing/import-logbook.ts";
import { startTopout } from "../testing/start-topout.ts";

test("a logbook is read in and written out on the command line, beside the server", { timeout: 180_000 }, async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const dir = await mkdtemp(join(tmpdir(), "topout-logbook-"));
  try {
    const file = join(dir, "ticks.csv");
    await writeFile(file, logbookFixture("mountain-project.csv"));
    const run = (...args: readonly string[]) => runCommand(environmentOf(topout), "climbs", ...args);
    const dry = await run("import", file, "--account", "ada", "--dry-run");
    expect([dry.code, dry.json()]).toMatchObject([0, { format: "mountain-project", total: 10, created: 10 }]);
    expect((await ada.get("/api/v1/climbs/imports")).json).toEqual([]);
    const done = await run("import", file, "--account", "@ada", "--visibility", "public");
    expect([done.code, done.json()]).toMatchObject([
      0,
      { created: 10, duplicate: 0, refused: 0, visibility: "public" },
    ]);
    expect((await topout.anyone.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json).toHaveLength(10);
    expect((await ada.get("/api/v1/climbs/imports")).json).toMatchObject([{ file_name: "ticks.csv", state: "done" }]);
    expect((await run("import", file, "--account", "ada")).json()).toMatchObject({ created: 0, duplicate: 10 });

    const json = await run("export", "--account", "ada", "--format", "json");
    expect(JSON.parse(json.stdout)).toMatchObject({ format: "topout-logbook", account: { uri: ada.account.uri } });
    expect(JSON.parse(json.stdout).climbs).toHaveLength(10);
    const csv = await run("export", "--account", "ada", "--format", "csv");
    expect(csv.stdout.match(/^Bear's Reach,5\.7,yds/gm)).toHaveLength(2);

    const id = done.json()["id"] ?? "";
    const undone = await run("undo", id);
    expect([undone.code, undone.json()]).toEqual([0, { id, removed: 10, kept: 0 }]);
    expect((await ada.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json).toEqual([]);

    const wrong: readonly (readonly [readonly string[], string])[] = [
      [["import", file, "--account", "nobody"], "There is no account named nobody here."],
      [["import", join(dir, "gone.csv"), "--account", "ada"], "There is no file"],
      [["import", file, "--account", "ada", "--format", "excel"], "argument 'excel' is invalid"],
      [["import", file, "--account", "ada", "--format", "8a"], "is none of 8a.nu"],
      [["export", "--account", "nobody"], "There is no account named nobody here."],
      [["undo", "7"], "There is no import 7 here."],
      [["undo", id], "the import has been undone already"],
    ];
    for (const [args, said] of wrong) {
      const refused = await run(...args);
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(said)]);
    }
  } finally {
    await rm(dir, { recursive: true });
  }
});

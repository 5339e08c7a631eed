import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, expect, test, vi } from "vitest";
import { listEmojis } from "../db/emoji-queries.ts";
import { samplePhoto } from "../testing/sample-media.ts";
import { startTopout, type TestTopout } from "../testing/start-topout.ts";
import { addEmojiCommands } from "./emoji.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Runs the command beside the server, and gives what it prints. */
async function emoji({ config }: TestTopout, ...args: readonly string[]): Promise<string> {
  vi.stubEnv("PORT", String(config.port));
  vi.stubEnv("TOPOUT_DATA_DIR", config.dataDir);
  vi.stubEnv("DATABASE_URL", config.databaseUrl);
  vi.stubEnv("LOG_LEVEL", "silent");
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const program = new Command("emoji").exitOverride();
  addEmojiCommands(program);
  await program.parseAsync([...args], { from: "user" });
  const printed = log.mock.calls.flat().join("\n");
  log.mockRestore();
  return printed;
}

test("emoji are added, listed and removed beside a running server", async () => {
  await using topout = await startTopout();
  const path = join(topout.config.dataDir, "crux.jpg");
  await writeFile(path, await samplePhoto(40, 30));
  const all = () => listEmojis(topout.ctx.db.read, "all");

  expect(await emoji(topout, "list")).toBe("There are no emoji of this server.");
  const added = await emoji(topout, "add", ":crux:", path, "--category", "Climbing");
  await emoji(topout, "add", "jug", path);

  const [crux] = await all();
  expect(added).toBe(`:crux: is at ${topout.config.mediaUrl}/${crux?.key}`);
  expect(await emoji(topout, "list")).toBe(":crux:  Climbing\n:jug:");
  expect(JSON.parse(await emoji(topout, "list", "--json"))).toMatchObject([
    { shortcode: "crux", category: "Climbing", isListed: true, url: `${topout.config.mediaUrl}/${crux?.key}` },
    { shortcode: "jug", category: null },
  ]);
  expect(await emoji(topout, "remove", "crux")).toBe(":crux: is removed.");
  expect((await all()).map(({ shortcode }) => shortcode)).toEqual(["jug"]);
});

test("a file that is not there, and an emoji that is not there, are told", async () => {
  await using topout = await startTopout();
  await expect(emoji(topout, "add", "crux", "/nowhere/crux.png")).rejects.toThrow(
    "There is no file /nowhere/crux.png.",
  );
  await expect(emoji(topout, "remove", "crux")).rejects.toThrow("There is no emoji :crux:");
});

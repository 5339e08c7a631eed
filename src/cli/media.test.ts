import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cleanUp } from "../jobs/handlers/clean-up.ts";
import { eventually } from "../testing/eventually.ts";
import { movingClock } from "../testing/moving-clock.ts";
import { environmentOf, runCommand } from "../testing/run-command.ts";
import { samplePhoto, sampleVideo } from "../testing/sample-media.ts";
import { startS3 } from "../testing/start-s3.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

async function upload(by: TestUser, file: Buffer) {
  const form = new FormData();
  form.set("file", new File([new Uint8Array(file)], "upload"));
  return (await by.post("/api/v1/media", form)).json;
}

const stored = async ({ ctx }: TestTopout): Promise<string[]> =>
  (await Array.fromAsync(ctx.storage.list(""))).map(({ key }) => key);

test("media check finds what nothing refers to, and takes away nothing else", { timeout: 90_000 }, async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const photo = await samplePhoto();
  await upload(ada, photo);
  await upload(ada, await sampleVideo(1));
  const avatar = new FormData();
  avatar.set("avatar", new File([new Uint8Array(photo)], "me.jpg"));
  await ada.request("PATCH", "/api/v1/accounts/update_credentials", avatar);
  const folder = await mkdtemp(join(tmpdir(), "topout-emoji-"));
  await writeFile(join(folder, "jug.png"), photo);
  const environment = environmentOf(topout);
  const added = await runCommand(environment, "emoji", "add", ":jug:", join(folder, "jug.png"));
  expect([added.code, added.stderr]).toEqual([0, ""]);
  await rm(folder, { recursive: true });
  await eventually(async () => (await stored(topout)).every((key) => !key.startsWith("uploads/")));
  const kept = await stored(topout);
  expect(kept.length).toBeGreaterThan(8);
  const clean = await runCommand(environment, "media", "check");
  expect(clean).toMatchObject({ code: 0, stdout: "Every stored file is referred to.\n" });

  // Left by a crash between storing and writing the row, an hour and more ago.
  const orphan = "media/110000000000000000/0123456789abcdef0123456789abcdef/original.jpg";
  await topout.ctx.storage.putBytes(orphan, new Uint8Array(10), "image/jpeg");
  const path = topout.ctx.storage.pathOf(orphan) ?? "";
  await utimes(path, new Date(Date.now() - 7_200_000), new Date(Date.now() - 7_200_000));
  const found = await runCommand(environment, "media", "check");
  expect(found.stdout).toContain("media/110000000000000000/0123456789abcdef0123456789abcdef  1 files, 10 bytes");
  expect(await stored(topout)).toHaveLength(kept.length + 1);
  const removed = await runCommand(environment, "media", "check", "--remove");
  expect(removed.stdout).toContain("Removed 1 files");
  expect(await stored(topout)).toEqual(kept);
});

test("media copy takes a disk store to S3, and a server with S3 goes on from there", { timeout: 90_000 }, async () => {
  await using s3 = await startS3();
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const photo = await upload(ada, await samplePhoto());
  const environment = { ...environmentOf(topout), ...s3.environment };
  const copied = await runCommand(environment, "media", "copy", "--to", "s3");
  expect(copied.code, copied.stderr).toBe(0);
  expect(copied.stdout).toContain("Copied 2 files");
  const again = await runCommand(environment, "media", "copy", "--to", "s3");
  expect(again.stdout).toContain("Copied 0 files (0 bytes); 2 were there already");
  await using onS3 = await startTopout(s3.environment);
  const shown = await fetch(photo.url.replace(topout.origin, onS3.origin));
  expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  expect(Buffer.from(await shown.arrayBuffer())).toEqual(Buffer.from(await (await fetch(photo.url)).arrayBuffer()));
  await s3.stop();
  const down = await runCommand(environment, "media", "copy", "--to", "s3");
  expect([down.code, down.stdout]).toEqual([1, ""]);
  expect(down.stderr).toContain("goes on from there");
  const without = await runCommand(environmentOf(topout), "media", "copy", "--to", "s3");
  expect(without.code).not.toBe(0);
  expect(without.stderr).toContain("S3_BUCKET");
});

test("config check tells which ffmpeg converts videos, or that none does", async () => {
  const found = await runCommand({}, "config", "check");
  expect(found.stdout).toMatch(/^Videos are converted by ffmpeg \S+ \(.+\)\.$/m);
  const none = await runCommand({ TOPOUT_FFMPEG: "/nowhere/ffmpeg" }, "config", "check");
  expect(none.code).not.toBe(0);
  expect(none.stderr).toContain("TOPOUT_FFMPEG: /nowhere/ffmpeg does not run");
});

test(
  "an upload that no post has for a day goes with its files; one that a post has stays",
  { timeout: 60_000 },
  async () => {
    const clock = movingClock();
    await using topout = await startTopout({}, { clock });
    const ada = await topout.signUp("ada");
    const [used, unused] = [await upload(ada, await samplePhoto()), await upload(ada, await samplePhoto())];
    await ada.post("/api/v1/statuses", { status: "Look", media_ids: [used.id] });
    clock.pass(23 * 3_600_000);
    await cleanUp(topout.ctx);
    expect((await ada.get(`/api/v1/media/${unused.id}`)).status).toBe(200);
    clock.pass(2 * 3_600_000);
    await cleanUp(topout.ctx);
    expect((await ada.get(`/api/v1/media/${unused.id}`)).status).toBe(404);
    await eventually(async () => (await stored(topout)).length === 2);
    expect((await fetch(used.url)).status).toBe(200);
    expect((await fetch(unused.url)).status).toBe(404);
  },
);

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { Context } from "../../context.ts";
import { listEmojis } from "../../db/emoji-queries.ts";
import { sampleAnimation, samplePhoto } from "../../testing/sample-media.ts";
import { startTopout } from "../../testing/start-topout.ts";
import { fileUrl } from "../media/urls.ts";
import { addEmoji } from "./add.ts";
import { removeEmoji } from "./remove.ts";

interface Scene extends AsyncDisposable {
  readonly ctx: Context;
  add(shortcode: string, bytes: Uint8Array, category?: string | null): ReturnType<typeof addEmoji>;
  /** Keys of the stored files. */
  stored(): Promise<string[]>;
}

async function startScene(): Promise<Scene> {
  const topout = await startTopout();
  const folder = await mkdtemp(join(tmpdir(), "topout-emoji-"));
  const { ctx } = topout;
  return {
    ctx,
    async add(shortcode, bytes, category = null) {
      const path = join(folder, "picture");
      await writeFile(path, bytes);
      return await addEmoji(ctx, { shortcode, path, category });
    },
    stored: async () => (await Array.fromAsync(ctx.storage.list("emojis/"))).map((file) => file.key).toSorted(),
    async [Symbol.asyncDispose]() {
      await topout[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const keysOf = ({ key, stillKey }: { key: string; stillKey: string | null }) =>
  [key, ...(stillKey === null ? [] : [stillKey])].toSorted();

test("an emoji is stored small, without metadata, and listed", async () => {
  await using scene = await startScene();

  const added = await scene.add("_crux", await samplePhoto(), " Climbing ");

  expect(added).toMatchObject({ shortcode: "_crux", category: "Climbing", isListed: true, stillKey: null });
  expect(await listEmojis(scene.ctx.db.read, "listed")).toEqual([added]);
  expect(await scene.stored()).toEqual([added.key]);
  expect(fileUrl(scene.ctx.config, added.key)).toMatch(/\/media\/emojis\/\d+\/[0-9a-f]{32}\/emoji\.\w+$/);
  const file = await scene.ctx.storage.read(added.key);
  const bytes = Buffer.concat(await Array.fromAsync(file?.stream ?? [], (chunk) => Buffer.from(chunk)));
  const { width, height } = await sharp(bytes).metadata();
  expect(Math.max(width, height)).toBe(128);
  expect(bytes.includes("Cliffcam")).toBe(false);
});

test("an animated emoji has a still picture too", async () => {
  await using scene = await startScene();
  const added = await scene.add("fall", await sampleAnimation());
  expect(added.stillKey).not.toBeNull();
  expect(await scene.stored()).toEqual(keysOf(added));
});

test("an emoji that takes the place of another gets a new address, and the former stays for the posts that have it", async () => {
  await using scene = await startScene();
  const former = await scene.add("crux", await sampleAnimation());
  const jug = await scene.add("jug", await samplePhoto());

  const added = await scene.add("crux", await samplePhoto(), "Climbing");

  expect(added.key).not.toBe(former.key);
  expect(added.createdAt).toEqual(former.createdAt);
  expect(await listEmojis(scene.ctx.db.read, "all")).toEqual([added, jug]);
  expect(await scene.stored()).toEqual([...keysOf(former), ...keysOf(added), ...keysOf(jug)].toSorted());
});

test("a removed emoji can no longer be written, and posts go on showing it; one that is not there is refused", async () => {
  await using scene = await startScene();
  const added = await scene.add("crux", await samplePhoto());

  await removeEmoji(scene.ctx, "crux");

  expect(await listEmojis(scene.ctx.db.read, "all")).toEqual([]);
  expect(await scene.stored()).toEqual(keysOf(added));
  await expect(removeEmoji(scene.ctx, "crux")).rejects.toMatchObject({ reason: "not-found" });
});

test("what is no emoji is refused and leaves nothing behind", async () => {
  await using scene = await startScene();
  const photo = await samplePhoto(40, 30);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  for (const shortcode of ["a", "with space", ":crux:", "crüx", "../crux", "a".repeat(101), ""]) {
    await expect(scene.add(shortcode, photo), shortcode).rejects.toThrow("Shortcode must have");
  }
  await expect(scene.add("crux", photo, "x".repeat(101))).rejects.toThrow("Category is too long");
  await expect(scene.add("crux", Buffer.concat([photo], 512 * 1024 + 1))).rejects.toThrow("at most 512 KiB");
  await expect(scene.add("crux", svg)).rejects.toThrow("content type is invalid");
  await expect(scene.add("crux", Buffer.alloc(0))).rejects.toThrow("content type is invalid");
  await expect(scene.add("crux", photo.subarray(0, 60))).rejects.toMatchObject({ reason: "invalid" });

  expect(await listEmojis(scene.ctx.db.read, "all")).toEqual([]);
  expect(await scene.stored()).toEqual([]);
});

import { readFile, stat } from "node:fs/promises";
import type { Context } from "../../context.ts";
import { replaceEmoji, type StoredEmoji } from "../../db/emoji-queries.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import { renderEmoji } from "../../media/images.ts";
import { sniff, sniffBytes } from "../../media/sniff.ts";
import { newFolder, storeAndWrite, withScratch } from "../media/files.ts";
import { fileOf } from "../media/make-files.ts";
import { imageLimits, nameFile } from "../media/media.ts";

type EmojiContext = Pick<Context, "config" | "db" | "clock" | "storage" | "wakeWorker">;

export interface NewEmoji {
  /** Without colons. */
  readonly shortcode: string;
  /** A picture on this machine. */
  readonly path: string;
  /** Under which apps show it; null for none. */
  readonly category: string | null;
}

const maxKibibytes = 512;
const maxCategoryLength = 100;

/** Adds an emoji to this server, also in the place of the one that has its shortcode. @throws Refused, StorageUnavailable */
export async function addEmoji(ctx: EmojiContext, { shortcode, path, category }: NewEmoji): Promise<StoredEmoji> {
  await check({ shortcode, path, category });
  return await withScratch(ctx, async (scratch) => {
    const { original, still } = await renderEmoji(path, scratch, imageLimits(ctx));
    const now = ctx.clock.now();
    // Not by its shortcode: that may begin with a character that keys have none of.
    const folder = newFolder("emojis", newId(now));
    const key = `${folder}/${nameFile("emoji", original)}`;
    const stillKey = still === null ? null : `${folder}/${nameFile("still", still)}`;
    const files = [fileOf(key, original), ...(still === null || stillKey === null ? [] : [fileOf(stillKey, still)])];
    const row = { shortcode, key, stillKey, category: category?.trim() || null, isListed: true };
    return await storeAndWrite(ctx, files, async (tx) => {
      // The former's files stay: posts that were made with it go on showing it.
      const former = await replaceEmoji(tx, { ...row, createdAt: now, updatedAt: now });
      return { ...row, createdAt: former?.createdAt ?? now, updatedAt: now };
    });
  });
}

async function check({ shortcode, path, category }: NewEmoji): Promise<void> {
  if (!/^[A-Za-z0-9_]{2,100}$/.test(shortcode)) {
    throw invalidEmoji("Shortcode must have 2 to 100 letters, digits and underscores");
  }
  if (category !== null && category.length > maxCategoryLength) {
    throw invalidEmoji(`Category is too long (maximum is ${maxCategoryLength} characters)`);
  }
  const { size } = await stat(path);
  if (size > maxKibibytes * 1024) throw invalidEmoji(`Image must be at most ${maxKibibytes} KiB`);
  const sniffed = await sniff((await readFile(path)).subarray(0, sniffBytes));
  if (sniffed?.kind !== "image") throw invalidEmoji("Image content type is invalid");
}

const invalidEmoji = (what: string): Refused => new Refused("invalid", `Validation failed: ${what}`);

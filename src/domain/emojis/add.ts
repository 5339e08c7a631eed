import { readFile, stat } from "node:fs/promises";
import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { findEmoji, insertEmoji, replaceEmoji, updateEmoji, type StoredEmoji } from "../../db/emoji-queries.ts";
import { newId } from "../../lib/ids.ts";
import { present } from "../../lib/present.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
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
  /** Whether apps offer it: they do, unless this says otherwise. */
  readonly isListed?: boolean;
}

const maxKibibytes = 512;
const maxCategoryLength = 100;

/** Adds an emoji to this server, also in the place of the one that has its shortcode. @throws Refused, StorageUnavailable */
export async function addEmoji(ctx: EmojiContext, emoji: NewEmoji): Promise<StoredEmoji> {
  const row = rowOf(ctx, emoji);
  return await withPicture(ctx, emoji.path, async (tx, picture) => {
    // The former's files stay: posts that were made with it go on showing it.
    const former = await replaceEmoji(tx, { ...row, ...picture });
    return { ...row, ...picture, createdAt: former?.createdAt ?? row.createdAt };
  });
}

/** Adds an emoji whose shortcode is free. @throws Refused, StorageUnavailable */
export async function createEmoji(ctx: EmojiContext, emoji: NewEmoji): Promise<StoredEmoji> {
  const row = rowOf(ctx, emoji);
  if ((await findEmoji(ctx.db.read, emoji.shortcode)) !== null) throw taken();
  return await withPicture(ctx, emoji.path, async (tx, picture) => {
    const created = await insertEmoji(tx, { ...row, ...picture });
    if (created === null) throw taken();
    return created;
  });
}

export interface EmojiChange {
  /** A picture on this machine, in the place of the present one. */
  readonly path: string | undefined;
  readonly category: string | null | undefined;
  readonly isListed: boolean | undefined;
}

/** @throws Refused when there is none with this shortcode; StorageUnavailable */
export async function changeEmoji(ctx: EmojiContext, shortcode: string, change: EmojiChange): Promise<StoredEmoji> {
  const { path, category, isListed } = change;
  const changed = {
    ...(category === undefined ? {} : { category: readCategory(category) }),
    ...present({ isListed }),
    updatedAt: ctx.clock.now(),
  };
  if ((await findEmoji(ctx.db.read, shortcode)) === null) throw recordNotFound();
  const write = async (tx: Writer, picture: Partial<Picture>): Promise<StoredEmoji> => {
    const emoji = await updateEmoji(tx, shortcode, { ...changed, ...picture });
    if (emoji === null) throw recordNotFound();
    return emoji;
  };
  return path === undefined ? await ctx.db.write((tx) => write(tx, {})) : await withPicture(ctx, path, write);
}

type Picture = Pick<StoredEmoji, "key" | "stillKey">;

/** Checks, renders and stores a picture, and writes what has it. */
async function withPicture<T>(
  ctx: EmojiContext,
  path: string,
  write: (tx: Writer, picture: Picture) => Promise<T>,
): Promise<T> {
  await checkPicture(path);
  return await withScratch(ctx, async (scratch) => {
    const { original, still } = await renderEmoji(path, scratch, imageLimits(ctx));
    // Not by its shortcode: that may begin with a character that keys have none of.
    const folder = newFolder("emojis", newId(ctx.clock.now()));
    const key = `${folder}/${nameFile("emoji", original)}`;
    const stillKey = still === null ? null : `${folder}/${nameFile("still", still)}`;
    const files = [fileOf(key, original), ...(still === null || stillKey === null ? [] : [fileOf(stillKey, still)])];
    return await storeAndWrite(ctx, files, (tx) => write(tx, { key, stillKey }));
  });
}

function rowOf(ctx: Pick<Context, "clock">, { shortcode, category, isListed = true }: NewEmoji) {
  if (!/^[A-Za-z0-9_]{2,100}$/.test(shortcode)) {
    throw invalidEmoji("Shortcode must have 2 to 100 letters, digits and underscores");
  }
  const now = ctx.clock.now();
  return { shortcode, category: readCategory(category), isListed, createdAt: now, updatedAt: now };
}

function readCategory(category: string | null): string | null {
  if (category !== null && category.length > maxCategoryLength) {
    throw invalidEmoji(`Category is too long (maximum is ${maxCategoryLength} characters)`);
  }
  return category?.trim() || null;
}

async function checkPicture(path: string): Promise<void> {
  const { size } = await stat(path);
  if (size > maxKibibytes * 1024) throw invalidEmoji(`Image must be at most ${maxKibibytes} KiB`);
  const sniffed = await sniff((await readFile(path)).subarray(0, sniffBytes));
  if (sniffed?.kind !== "image") throw invalidEmoji("Image content type is invalid");
}

const invalidEmoji = (what: string): Refused => new Refused("invalid", `Validation failed: ${what}`);
const taken = (): Refused => invalidEmoji("Shortcode has already been taken");

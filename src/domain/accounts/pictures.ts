import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { renderAvatar, renderHeader } from "../../media/images.ts";
import { folderOf, newFolder, type FileToStore } from "../media/files.ts";
import { fileOf } from "../media/make-files.ts";
import { imageLimits, invalidMedia, nameFile, type MediaContext, type Upload } from "../media/media.ts";
import type { Account } from "./account.ts";

/** New pictures of a profile: null takes one off, absent keeps it. */
export interface PicturesChange {
  readonly avatar?: Upload | null | undefined;
  readonly header?: Upload | null | undefined;
  /** For what is made of them; whoever calls removes the folder. */
  readonly scratch: string;
}

interface PicturesMade {
  readonly files: readonly FileToStore[];
  readonly columns: Partial<Pick<Account, "avatarKey" | "avatarStillKey" | "headerKey">>;
  /** Storage folders of the former ones. */
  readonly replaced: readonly string[];
}

export const noPictures: PicturesMade = { files: [], columns: {}, replaced: [] };

/** Cuts them to size, ready to be stored. @throws Refused */
export async function renderPictures(
  ctx: Pick<MediaContext, "config">,
  account: Account,
  { avatar, header, scratch }: PicturesChange,
): Promise<PicturesMade> {
  const limits = imageLimits(ctx);
  const files: FileToStore[] = [];
  const columns: PicturesMade["columns"] = {};
  const replaced: string[] = [];
  if (avatar !== undefined) {
    const made =
      avatar === null ? null : await renderAvatar(pictureOf(avatar), await mkdtemp(join(scratch, "avatar-")), limits);
    const folder = newFolder("accounts", account.id);
    columns.avatarKey = made === null ? null : add(files, folder, "avatar", made.original);
    columns.avatarStillKey =
      made === null || made.still === null ? null : add(files, folder, "avatar-still", made.still);
    if (account.avatarKey !== null) replaced.push(folderOf(account.avatarKey));
  }
  if (header !== undefined) {
    const made =
      header === null ? null : await renderHeader(pictureOf(header), await mkdtemp(join(scratch, "header-")), limits);
    columns.headerKey = made === null ? null : add(files, newFolder("accounts", account.id), "header", made.original);
    if (account.headerKey !== null) replaced.push(folderOf(account.headerKey));
  }
  return { files, columns, replaced };
}

function pictureOf(upload: Upload): string {
  if (upload.kind !== "image") throw invalidMedia("a profile's pictures cannot be videos or sounds");
  return upload.path;
}

function add(
  files: FileToStore[],
  folder: string,
  role: string,
  file: Parameters<typeof fileOf>[1] & { extension: string },
) {
  const key = `${folder}/${nameFile(role, file)}`;
  files.push(fileOf(key, file));
  return key;
}

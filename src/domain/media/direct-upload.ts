import { findMedia, insertMedia, updateMedia } from "../../db/media-queries.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import type { DirectUpload } from "../../media/storage.ts";
import type { Account } from "../accounts/account.ts";
import { newRow, processLater } from "./add.ts";
import { aboutColumns } from "./change.ts";
import { newFolder } from "./files.ts";
import { checkAbout, invalidMedia, type Media, type MediaAbout, type MediaContext } from "./media.ts";

export interface DirectUploadRequest {
  /** As its sender declares it; what it is will be seen when it is there. */
  readonly contentType: string;
  readonly bytes: number;
}

export const directUploadSeconds = 3_600;
const mebibyte = 1024 * 1024;
const typeOf = { image: "image", video: "video", audio: "audio" } as const;

/**
 * A place in the storage to which a client sends a file by itself, for exactly this type and size. @throws Refused where
 * the storage takes none.
 */
export async function offerDirectUpload(
  ctx: MediaContext,
  account: Account,
  { contentType, bytes }: DirectUploadRequest,
): Promise<{ media: Media; upload: DirectUpload }> {
  const type = typeOf[contentType.split("/")[0] as keyof typeof typeOf];
  if (type === undefined) throw invalidMedia("File content type is invalid");
  const most = (type === "image" ? ctx.config.maxImageMegabytes : ctx.config.maxVideoMegabytes) * mebibyte;
  if (bytes > most) throw new Refused("too-large", "Validation failed: File is too large");
  const row = newRow(ctx, account, {});
  const sourceKey = `${newFolder("uploads", row.id)}/source`;
  const upload = await ctx.storage.signUpload({
    key: sourceKey,
    contentType,
    size: bytes,
    expiresInSeconds: directUploadSeconds,
  });
  if (upload === null) {
    throw new Refused("invalid", "This server takes no direct uploads: send the file to /api/v2/media");
  }
  const media = await ctx.db.write((tx) =>
    insertMedia(tx, { ...row, type, state: "expected", contentType, bytes, sourceKey }),
  );
  return { media, upload };
}

/** The client has sent its file: what arrived must be what was announced. Doing it twice changes nothing. */
export async function confirmDirectUpload(ctx: MediaContext, media: Media, about: MediaAbout): Promise<Media> {
  checkAbout(about);
  if (media.state !== "expected" || media.sourceKey === null) return media;
  const stored = await ctx.storage.stat(media.sourceKey);
  if (stored === null) throw invalidMedia("the file has not arrived");
  // Not every service enforces what it signed.
  if (stored.size !== media.bytes) throw invalidMedia("the file has another size than was announced");
  const confirmed = await ctx.db.write(async (tx) => {
    const changed = await updateMedia(tx, media.id, { ...aboutColumns(about), state: "processing" }, "expected");
    if (changed !== null) await processLater(ctx, tx, media.id);
    return changed;
  });
  // Somebody was faster: the other confirmation counts.
  const current = confirmed ?? (await findMedia(ctx.db.read, media.id));
  if (current === null) throw recordNotFound();
  return current;
}

import { updateMedia } from "../../db/media-queries.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { present } from "../../lib/present.ts";
import { renderThumbnail } from "./add.ts";
import { storeFiles, withScratch } from "./files.ts";
import { checkAbout, type Media, type MediaAbout, type MediaContext, type Upload } from "./media.ts";

/** An upload's owner describes it, or gives it another preview. What is absent stays. */
export async function changeMedia(
  ctx: MediaContext,
  media: Media,
  about: MediaAbout,
  thumbnail: Upload | null,
): Promise<Media> {
  checkAbout(about);
  const columns = await storeThumbnail(ctx, media, thumbnail);
  const changed = await ctx.db.write((tx) => updateMedia(tx, media.id, { ...aboutColumns(about), ...columns }));
  if (changed === null) throw recordNotFound();
  return changed;
}

export const aboutColumns = ({ description, focus }: MediaAbout) => ({
  ...present({ description: description === undefined ? undefined : description?.trim() || null }),
  ...(focus === undefined ? {} : { focusX: focus.x, focusY: focus.y }),
});

/** The former preview stays in the folder until the whole of it goes: caches and other servers may still show it. */
async function storeThumbnail(ctx: MediaContext, media: Media, thumbnail: Upload | null) {
  const { folder } = media;
  if (thumbnail === null || folder === null) return {};
  return await withScratch(ctx, async (scratch) => {
    const own = await renderThumbnail(ctx, folder, thumbnail, scratch);
    await storeFiles(ctx, own.files);
    return own.columns;
  });
}

// What the rest of the program uses of the pictures' side of this folder.
export { blurhashOf } from "./blurhash.ts";
export { inspectImage } from "./inspect-image.ts";
export { renderAttachment, renderAvatar, renderEmoji, renderGif, renderHeader, renderRemote } from "./render-image.ts";
export type { RenderedFile } from "./rendered-file.ts";

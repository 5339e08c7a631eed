import { encode } from "blurhash";
import { decoded, inTurn, openOwn } from "./decode.ts";

// The hash keeps 4 x 3 waves: more pixels change nothing in it, and its cost grows with them.
const side = 32;

/** Of a picture that was made here: a poster, a preview. @throws Refused when it cannot be read. */
export const blurhashOf = (path: string): Promise<string> => inTurn(0, () => hashPicture(path));

/** The same within a turn that its caller has. */
export async function hashPicture(picture: Buffer | string): Promise<string> {
  const image = openOwn(picture)
    .resize(side, side, { fit: "inside" })
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw();
  const { data, info } = await decoded(image.toBuffer({ resolveWithObject: true }));
  return encode(new Uint8ClampedArray(data), info.width, info.height, 4, 3);
}

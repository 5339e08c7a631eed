import { createRequire } from "node:module";
import { renderAsync } from "@resvg/resvg-js";
import { inTurn } from "./decode.ts";

const require = createRequire(import.meta.url);
const ownFonts = [
  require.resolve("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"),
  require.resolve("@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf"),
];

// Inter has these; whatever else is written waits for the machine's own fonts, which take a while to look through.
const inOwnFonts = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]*$/u;
const pictograph = /\p{Extended_Pictographic}/u;

/** Draws an SVG as a PNG of its own size, off the event loop. `texts` is what is written in it. */
export async function drawPng(svg: string, texts: string): Promise<Buffer> {
  const fonts = {
    font: {
      fontFiles: ownFonts,
      loadSystemFonts: !inOwnFonts.test(texts) || pictograph.test(texts),
      defaultFontFamily: "Inter",
      sansSerifFamily: "Inter",
    },
  };
  const image = await inTurn(0, () => renderAsync(svg, fonts));
  return image.asPng();
}

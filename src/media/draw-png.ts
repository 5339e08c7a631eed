import { createRequire } from "node:module";
import { renderAsync, type RenderedImage } from "@resvg/resvg-js";
import { inTurn } from "./decode.ts";

const require = createRequire(import.meta.url);
const ownFonts = [
  require.resolve("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"),
  require.resolve("@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf"),
];

// Inter has these; whatever else is written waits for the machine's own fonts, which take a while to look through.
const inOwnFonts = /^[\s\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\u0020-\u036f\u2010-\u203a€★☆]*$/u;

export const isInOwnFonts = (text: string): boolean => inOwnFonts.test(text);

/** Renders an SVG at its own size, off the event loop. */
export const renderSvg = (svg: string): Promise<RenderedImage> =>
  inTurn(0, () =>
    renderAsync(svg, {
      font: {
        fontFiles: ownFonts,
        loadSystemFonts: !isInOwnFonts(svg),
        defaultFontFamily: "Inter",
        sansSerifFamily: "Inter",
      },
    }),
  );

export const drawPng = async (svg: string): Promise<Buffer> => (await renderSvg(svg)).asPng();

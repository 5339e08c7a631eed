import { createRequire } from "node:module";
import { renderAsync, type RenderedImage } from "@resvg/resvg-js";
import { inTurn } from "./decode.ts";

const require = createRequire(import.meta.url);
const ownFonts = [
  require.resolve("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"),
  require.resolve("@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf"),
];

// Inter has these, and XML can hold them; whatever else is written waits for the machine's own fonts, which take a while
// to look through.
const inOwnFonts =
  /^[\t\n\r -~\u00a0-\u0148\u014a-\u01c3\u01c5-\u0254\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u048a-\u049d\u04a0-\u04ff\u1e00-\u1e9b\u1e9e-\u1ef9\u2010-\u2027\u2030-\u203a€★☆]*$/;

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

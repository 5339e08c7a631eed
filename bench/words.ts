import { createDraw, drawSkewed, type Draw } from "./invent.ts";

const syllables = ["ka", "lo", "mi", "ran", "te", "vor", "sul", "pe", "nia", "dor", "ge", "hal"];
// Few enough that a search finds many posts, as common words do.
const vocabularyLength = 3_000;

const climbing = ["granite", "friction", "crimp", "sloper", "dyno", "mantle", "arete", "belay", "topout", "beta"];
const drawSyllable = createDraw(7);
const vocabulary = climbing.concat(
  Array.from({ length: vocabularyLength }, () =>
    Array.from({ length: 2 + drawSyllable(3) }, () => syllables[drawSyllable(syllables.length)]).join(""),
  ),
);

export const drawText = (draw: Draw): string =>
  Array.from({ length: 6 + draw(40) }, () => vocabulary[drawSkewed(draw, vocabulary.length)]).join(" ");

export const tagNames = Array.from({ length: 300 }, (_, index) => `tag${vocabulary[index]}${index}`);

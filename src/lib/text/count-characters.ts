import { findEntities } from "./find-entities.ts";

// Clients learn this number as `characters_reserved_per_url`.
const charactersPerLink = 23;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Length against a post's limit, as Mastodon counts: graphemes, every link the same, a mention without its domain. */
export function countCharacters(text: string, spoiler = ""): number {
  let counted = "";
  let position = 0;
  for (const entity of findEntities(text)) {
    if (entity.kind === "hashtag") continue;
    counted += text.slice(position, entity.start);
    counted += entity.kind === "link" ? "x".repeat(charactersPerLink) : `@${entity.username}`;
    position = entity.end;
  }
  return countGraphemes(counted + text.slice(position)) + countGraphemes(spoiler);
}

function countGraphemes(text: string): number {
  let count = 0;
  for (const _ of graphemes.segment(text)) count++;
  return count;
}

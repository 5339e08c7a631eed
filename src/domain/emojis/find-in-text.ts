import type { Reader } from "../../db/database.ts";
import { findEmojisByShortcodes } from "../../db/emoji-queries.ts";
import type { CustomEmoji } from "../../db/schema/index.ts";

/** As many as are read of other servers' posts. */
const mostInText = 50;

// As on Mastodon: what touches a word or another colon is none, so `10:20:30` and `a:b_c:` stay as they are.
const wordOrColon = String.raw`[\p{L}\p{M}\p{Nd}:]`;
const emojiPattern = new RegExp(`(?<!${wordOrColon}):([A-Za-z0-9_]{2,100}):(?!${wordOrColon})`, "gu");

/** Shortcodes between colons, each once, in the order of the texts. */
export function findShortcodes(...texts: readonly string[]): string[] {
  const found = texts.flatMap((text) => [...text.matchAll(emojiPattern)].flatMap((match) => match[1] ?? []));
  return [...new Set(found)].slice(0, mostInText);
}

/** The emoji of this server that the texts name, with the keys of their pictures. */
export async function findEmojis(db: Reader, ...texts: readonly string[]): Promise<CustomEmoji[]> {
  const shortcodes = findShortcodes(...texts);
  const stored = await findEmojisByShortcodes(db, shortcodes);
  const emojiByShortcode = new Map(stored.map((emoji) => [emoji.shortcode, emoji]));
  return shortcodes.flatMap((shortcode) => {
    const emoji = emojiByShortcode.get(shortcode);
    if (emoji === undefined) return [];
    return [{ shortcode, url: emoji.key, ...(emoji.stillKey === null ? {} : { stillUrl: emoji.stillKey }) }];
  });
}

import { describe, expect, test } from "vitest";
import { openTestDatabase } from "../../testing/open-test-database.ts";
import { replaceEmoji } from "../../db/emoji-queries.ts";
import { findEmojis, findShortcodes } from "./find-in-text.ts";

const now = new Date(Date.UTC(2026, 4, 1));

describe("shortcodes in a text", () => {
  test.each([
    ["alone", ":crux:", ["crux"]],
    ["in a sentence", "Such a :crux: today", ["crux"]],
    ["at the ends of lines", ":crux:\n:jug:\r\n:sloper:", ["crux", "jug", "sloper"]],
    ["beside punctuation", "(:crux:), “:jug:”!", ["crux", "jug"]],
    ["beside other emoji", "🧗:crux:🧗", ["crux"]],
    ["with digits and underscores", ":7a_plus:", ["7a_plus"]],
    ["one after the other with a space", ":crux: :jug:", ["crux", "jug"]],
    ["twice", ":crux: :crux:", ["crux"]],
    ["as long as can be", `:${"a".repeat(100)}:`, ["a".repeat(100)]],
  ])("are found %s", (_, text, shortcodes) => {
    expect(findShortcodes(text)).toEqual(shortcodes);
  });

  test.each([
    ["inside a word", "so:crux:y"],
    ["before a word", "x :crux:y"],
    ["after a word", "y:crux: x"],
    ["beside a letter that is not Latin", "é:crux: ж:crux:"],
    ["in a time", "10:20:30"],
    ["without a space between them", ":crux::jug:"],
    ["of one letter", ":a:"],
    ["with other characters", ":cr ux: :cr-ux: :crüx:"],
    ["that are too long", `:${"a".repeat(101)}:`],
  ])("are none %s", (_, text) => {
    expect(findShortcodes(text)).toEqual([]);
  });

  test("are looked for in time that grows with the text only", () => {
    const began = performance.now();
    expect(findShortcodes(":a".repeat(50_000), `:${"a".repeat(100_000)}`)).toEqual([]);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

test("only emoji that this server has are found, with the keys of their pictures", async () => {
  await using db = await openTestDatabase();
  const emoji = { category: null, isListed: false, createdAt: now, updatedAt: now };
  await db.write(async (tx) => {
    await replaceEmoji(tx, { ...emoji, shortcode: "crux", key: "emojis/1/a/emoji.png", stillKey: null });
    await replaceEmoji(tx, {
      ...emoji,
      shortcode: "jug",
      key: "emojis/2/b/emoji.gif",
      stillKey: "emojis/2/b/still.png",
    });
  });

  expect(await findEmojis(db.read, "A :jug: :unknown:", ":crux: :Crux: :jug:")).toEqual([
    { shortcode: "jug", url: "emojis/2/b/emoji.gif", stillUrl: "emojis/2/b/still.png" },
    { shortcode: "crux", url: "emojis/1/a/emoji.png" },
  ]);
  expect(await findEmojis(db.read, "No emoji")).toEqual([]);
});

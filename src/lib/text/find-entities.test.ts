import { describe, expect, test } from "vitest";
import { findHashtags, findLinks, findMentions } from "./find-entities.ts";

const handles = (text: string) => findMentions(text).map(({ handle }) => handle);
const links = (text: string) => findLinks(text).map(({ start, end }) => text.slice(start, end));

describe("mentions", () => {
  test("local and remote people are found with their place in the text", () => {
    expect(findMentions("hi @Ada, and @bob@Crag.example.")).toEqual([
      { kind: "mention", handle: "ada", username: "Ada", domain: null, start: 3, end: 7 },
      { kind: "mention", handle: "bob@crag.example", username: "bob", domain: "Crag.example", start: 13, end: 30 },
    ]);
  });

  test.each([
    ["(@ada)", ["ada"]],
    ["@ada's rope", ["ada"]],
    ["@ada@", ["ada"]],
    ["@a.b-c_d@x-y.example!", ["a.b-c_d@x-y.example"]],
    ["@ada@localhost:3000: hello", ["ada@localhost:3000"]],
    ["@ada@bücher.example", ["ada@bücher.example"]],
    ["@ada@İstanbul.example next", ["ada@i̇stanbul.example"]],
    ["mail ada@crag.example", []],
    ["https://crag.example/@ada", []],
    ["/@ada =@ada", []],
    ["@ @- @é @\u212aim", []],
    [`@${"a".repeat(400)}`, []],
  ])("%j mentions %j", (text, expected) => {
    expect(handles(text)).toEqual(expected);
  });

  test("offsets hold where lower case is longer than what was typed", () => {
    const [mention] = findMentions("@ada@İİ.example rest");
    expect(mention?.end).toBe("@ada@İİ.example".length);
  });
});

describe("hashtags", () => {
  test.each([
    ["#Bouldering and #BOULDERING and #trad_climbing", ["Bouldering", "trad_climbing"]],
    ["#V8 #5 #5.10a #8a", ["V8", "8a"]],
    ["#クライミング #восхождение #हिन्दी #été", ["クライミング", "восхождение", "हिन्दी", "été"]],
    ["#trad, #sport. (#ice)", ["trad", "sport", "ice"]],
    ["#a·b·", ["a·b"]],
    ["c#sharp https://x.example/#frag &#x27; /#no # ##", []],
  ])("%j has %j", (text, expected) => {
    expect(findHashtags(text)).toEqual(expected);
  });
});

describe("links", () => {
  test.each([
    ["see https://crag.example.", ["https://crag.example"]],
    ["(https://crag.example/a_(b))", ["https://crag.example/a_(b)"]],
    ["HTTPS://Crag.example/?q=1&b=, x", ["HTTPS://Crag.example/?q=1&b="]],
    ["https://a.example/1\nhttp://b.example/2", ["https://a.example/1", "http://b.example/2"]],
    ["「https://crag.example/道」", ["https://crag.example/道"]],
    ['"https://crag.example/x"', ["https://crag.example/x"]],
    ["javascript:alert(1) ftp://x.example data:text/html,x xhttps://x.example", []],
    ["https:// https://[ https://user:pass@crag.example/", []],
  ])("%j links %j", (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  test("a mention right after a trimmed link is found", () => {
    expect(handles("https://crag.example/x…「@ada」")).toEqual(["ada"]);
  });
});

test.each([
  "@a ",
  "@a@b.c ",
  "@a.",
  "#a",
  "#·",
  "https://",
  "https://a.b ",
  "https://a)",
  "@@",
  "a@a.",
  "(",
  "://@#",
  `#a${"·".repeat(4999)}`,
])("a long text of %j is read in little time", (piece) => {
  const started = performance.now();
  findMentions(piece.repeat(10_000 / piece.length));
  expect(performance.now() - started).toBeLessThan(500);
});

test("a thousand mentions are a thousand mentions", () => {
  const text = Array.from({ length: 1000 }, (_, number) => `@u${number}`).join(" ");
  expect(findMentions(text)).toHaveLength(1000);
});

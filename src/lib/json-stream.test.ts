import { expect, test } from "vitest";
import { splitJson } from "./json-stream.ts";

/** Cut into pieces of `size`, as a file comes. */
async function read(text: string, size = 7): Promise<string[]> {
  const chunks = (async function* () {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  })();
  const pieces: string[] = [];
  for await (const piece of splitJson(chunks, ["elements", "features"]))
    pieces.push(`${piece.line}: ${piece.text.trim()}`);
  return pieces;
}

test("objects are read one a line, and a broken line does not end it", async () => {
  const text = '{"a":[{"b":1}]}\n\n{"broken\n{"c":"}\\"{"}\n';
  for (const size of [1, 7, 1_000]) {
    expect(await read(text, size)).toEqual(['1: {"a":[{"b":1}]}', '3: {"broken', '4: {"c":"}\\"{"}']);
  }
  expect(await read('{"a":[{"b":1}]}')).toEqual(['1: {"a":[{"b":1}]}']);
});

test("the elements of a list are read, however they are written", async () => {
  for (const size of [1, 7, 1_000]) {
    expect(await read('[{"a":{"b":"]"}},\n {"c":1}]', size)).toEqual(['1: {"a":{"b":"]"}}', '2: {"c":1}']);
    expect(await read('{\n "version": 0.6,\n "elements": [\n{"a":1},{"b":[{}]}\n], "x": [{"no":1}]}', size)).toEqual([
      '4: {"a":1}',
      '4: {"b":[{}]}',
    ]);
  }
  expect(await read('{"features":[]}')).toEqual([]);
  expect(await read('[{"a":1},{"cut')).toEqual(['1: {"a":1}', '1: {"cut']);
});

test("one object over several lines is one", async () => {
  expect(await read('{\n "a": [\n {"b": 1}\n ]\n}\n')).toEqual(['1: {\n "a": [\n {"b": 1}\n ]\n}']);
  expect(await read("")).toEqual([]);
});

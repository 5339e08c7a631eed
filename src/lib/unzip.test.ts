import { expect, test } from "vitest";
import { zipFiles } from "../testing/zip-files.ts";
import { isZip, unzip } from "./unzip.ts";

const all = () => true;

test("the files that are wanted come out as they went in", async () => {
  const archive = await zipFiles({ "a.json": "{}", "deep/b.json": "[1, 2]", "c.jpg": "picture", "größe.json": "ß" });
  expect(isZip(archive)).toBe(true);
  const files = await unzip(archive, (path) => path.endsWith(".json"), 1_000);
  expect([...(files ?? [])].map(([path, bytes]) => [path, bytes.toString()])).toEqual([
    ["a.json", "{}"],
    ["deep/b.json", "[1, 2]"],
    ["größe.json", "ß"],
  ]);
});

// Of Python's zipfile: sizes stand before a file, one is packed, one is not.
const ofPython =
  "UEsDBBQAAAAIAIMYIlwDo/XoHAAAACgAAAAGAAAAYS5qc29uq1Yqyi8tSVWyUgrJSFXwyy9OVdKBCBkhi9UCAFBLAwQUAAAIAACDGCJcpxi+wQIAAAAC" +
  "AAAAEQAAAGRlZXAvZ3LDtsOfZS5qc29uw59QSwECFAMUAAAACACDGCJcA6P16BwAAAAoAAAABgAAAAAAAAAAAAAAgAEAAAAAYS5qc29uUEsBAhQDFAAA" +
  "CAAAgxgiXKcYvsECAAAAAgAAABEAAAAAAAAAAAAAAIABQAAAAGRlZXAvZ3LDtsOfZS5qc29uUEsFBgAAAAACAAIAcwAAAHEAAAAAAA==";

test("what another program packed is read", async () => {
  const files = await unzip(Buffer.from(ofPython, "base64"), all, 1_000);
  expect([...(files ?? [])].map(([path, bytes]) => [path, bytes.toString()])).toEqual([
    ["a.json", '{"route":"The Nose","route2":"The Nose"}'],
    ["deep/größe.json", "ß"],
  ]);
});

test("what is damaged, cut off, or unpacks to too much is none", async () => {
  const archive = await zipFiles({ "a.json": "x".repeat(100_000), "b.json": "y".repeat(100_000) });
  expect(await unzip(archive, all, 250_000)).toHaveProperty("size", 2);
  expect(await unzip(archive, all, 150_000)).toBeNull();
  expect(await unzip(archive, all, 50_000)).toBeNull();
  for (const length of [0, 4, 30, 100, archive.length - 1]) {
    expect(await unzip(archive.subarray(0, length), all, 250_000)).toBeNull();
  }
  const damaged = Buffer.from(archive);
  damaged.fill(0xff, 40, 60);
  expect(await unzip(damaged, all, 250_000)).toBeNull();
  expect(await unzip(Buffer.alloc(70_000), all, 1_000)).toBeNull();
});

import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { unzip } from "./unzip.ts";
import { zip, type ZipFile } from "./zip.ts";

async function* endless(): AsyncGenerator<string> {
  for (;;) yield "ascent\n".repeat(1_000);
}

async function* failing(): AsyncGenerator<string> {
  yield "ascent\n";
  throw new Error("The database is gone");
}

async function* one(pieces: AsyncIterable<string>): AsyncGenerator<ZipFile> {
  yield { path: "a.json", pieces };
}

test("a file may say what those before it held", async () => {
  const seen: string[] = [];
  async function* files(): AsyncGenerator<ZipFile> {
    for (const name of ["a", "b"]) yield { path: name, pieces: told(name) };
    const held = seen.join(" ");
    yield { path: "list", pieces: listed(held) };
  }
  async function* told(name: string): AsyncGenerator<string> {
    seen.push(name);
    yield name;
  }
  async function* listed(held: string): AsyncGenerator<string> {
    yield held;
  }
  const unpacked = await unzip(await buffer(zip(files())), () => true, 1_000);
  expect(unpacked?.get("list")?.toString()).toBe("a b");
});

test("a file that fails fails the whole", async () => {
  await expect(buffer(zip(one(failing())))).rejects.toThrow("The database is gone");
});

test("whoever stops reading stops the files", async () => {
  let isStopped = false;
  async function* watched(): AsyncGenerator<string> {
    try {
      yield* endless();
    } finally {
      isStopped = true;
    }
  }
  const pieces = zip(one(watched()));
  await pieces.next();
  await pieces.return(undefined);
  await expect.poll(() => isStopped).toBe(true);
});

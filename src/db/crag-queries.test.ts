import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { mergeCrags } from "../domain/catalogue/merge.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { findCrag, insertCrag, updateCrag } from "./crag-queries.ts";
import type { Database, Writer } from "./database.ts";
import { dialect } from "./dialect.ts";
import { deleteUntoldCrag } from "./forget-queries.ts";

const at = new Date();
const crag = { kind: "crag" as const, country: null, latitude: null, longitude: null, externalId: null };
const row = (id: string, parentId: string | null) => ({
  ...crag,
  id,
  parentId,
  name: "Wall",
  createdAt: at,
  updatedAt: at,
});

const ways = {
  added: async (tx: Writer, parentId: string) => void (await insertCrag(tx, row("2", parentId))),
  moved: async (tx: Writer, parentId: string) => {
    await insertCrag(tx, row("2", null));
    await updateCrag(tx, "2", { parentId });
  },
};

/** Does it, and is not committed until a while after this is over: what comes now has to wait for it. */
async function begin(db: Database, work: (tx: Writer) => Promise<unknown>): Promise<{ end: Promise<void> }> {
  const isDone = Promise.withResolvers<void>();
  const end = db.write(async (tx) => {
    await work(tx);
    isDone.resolve();
    await setTimeout(200);
  });
  await Promise.race([isDone.promise, end]);
  return { end };
}

test.each(Object.entries(ways))("a part that is %s while its crag goes looks again", async (_how, add) => {
  await using db = await openTestDatabase();
  await db.write((tx) => insertCrag(tx, row("1", null)));
  const going = await begin(db, (tx) => deleteUntoldCrag(tx, "1"));
  const found: (string | undefined)[] = [];
  await db.write(async (tx) => {
    const parent = await findCrag(tx, "1");
    found.push(parent?.id);
    if (parent !== null) await add(tx, parent.id);
  });
  await going.end;
  // PostgreSQL shows the crag until the other ends; SQLite has one writer.
  expect(found).toEqual(dialect === "postgres" ? ["1", undefined] : [undefined]);
  expect(await findCrag(db.read, "2")).toBeNull();
});

test.each(Object.entries(ways))("a crag stays when a part is %s meanwhile", async (_how, add) => {
  await using db = await openTestDatabase();
  await db.write((tx) => insertCrag(tx, row("1", null)));
  const adding = await begin(db, (tx) => add(tx, "1"));
  expect(await db.write((tx) => deleteUntoldCrag(tx, "1"))).toBe(false);
  await adding.end;
  expect(await findCrag(db.read, "2")).toMatchObject({ parentId: "1" });
});

test.each(Object.entries(ways))("a part that is %s while its crag is merged goes along", async (_how, add) => {
  await using db = await openTestDatabase();
  await db.write(async (tx) => {
    for (const id of ["1", "3"]) await insertCrag(tx, row(id, null));
  });
  const adding = await begin(db, (tx) => add(tx, "1"));
  await mergeCrags({ db, clock: { now: () => at } }, "1", "3");
  await adding.end;
  expect(await findCrag(db.read, "2")).toMatchObject({ parentId: "3" });
});

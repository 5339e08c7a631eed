import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { findCrag, insertCrag, updateCrag } from "./crag-queries.ts";
import type { Writer } from "./database.ts";
import { mergeCrags } from "../domain/catalogue/merge.ts";
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

test.each(Object.entries(ways))("a part that is %s while its crag goes looks again", async (_how, add) => {
  await using db = await openTestDatabase();
  await db.write((tx) => insertCrag(tx, row("1", null)));
  const isDeleted = Promise.withResolvers<void>();
  const going = db.write(async (tx) => {
    await deleteUntoldCrag(tx, "1");
    isDeleted.resolve();
    await setTimeout(200);
  });
  await isDeleted.promise;
  const found: (string | undefined)[] = [];
  await db.write(async (tx) => {
    const parent = await findCrag(tx, "1");
    found.push(parent?.id);
    if (parent !== null) await add(tx, parent.id);
  });
  await going;
  expect(found.at(-1)).toBeUndefined();
  expect(await findCrag(db.read, "2")).toBeNull();
});

test.each(Object.entries(ways))("a crag stays when a part is %s meanwhile", async (_how, add) => {
  await using db = await openTestDatabase();
  await db.write((tx) => insertCrag(tx, row("1", null)));
  const isAdded = Promise.withResolvers<void>();
  const adding = db.write(async (tx) => {
    await add(tx, "1");
    isAdded.resolve();
    await setTimeout(200);
  });
  await isAdded.promise;
  expect(await db.write((tx) => deleteUntoldCrag(tx, "1"))).toBe(false);
  await adding;
  expect(await findCrag(db.read, "2")).toMatchObject({ parentId: "1" });
});

test.each(Object.entries(ways))("a part that is %s while its crag is merged goes along", async (_how, add) => {
  await using db = await openTestDatabase();
  await db.write(async (tx) => {
    for (const id of ["1", "3"]) await insertCrag(tx, row(id, null));
  });
  const isAdded = Promise.withResolvers<void>();
  const adding = db.write(async (tx) => {
    await add(tx, "1");
    isAdded.resolve();
    await setTimeout(200);
  });
  await isAdded.promise;
  await mergeCrags({ db, clock: { now: () => at } }, "1", "3");
  await adding;
  expect(await findCrag(db.read, "2")).toMatchObject({ parentId: "3" });
});

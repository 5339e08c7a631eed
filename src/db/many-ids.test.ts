import { expect, test } from "vitest";
import { loadStatuses } from "../views/load-statuses.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { findAccountsByIds, findAccountsByUris } from "./account-queries.ts";
import { findClimbsOfStatuses, findPartners } from "./climb-queries.ts";
import type { Database } from "./database.ts";
import { findViewerMarks } from "./viewer-queries.ts";
import { findAppsByIds } from "./oauth-queries.ts";
import { findBlocksBetween, findFollowsBetween } from "./relationship-queries.ts";
import { insertMentions } from "./status-part-queries.ts";
import { findStatusFacts } from "./status-fact-queries.ts";
import { deleteStatuses, findStatusesByIds, findVisibleStatuses, insertStatus } from "./status-queries.ts";

// More than either database binds to one statement, twice over for those that ask both ways.
const many = 70_000;

const ids = (prefix: string): string[] => Array.from({ length: many }, (_, index) => `${prefix}${index}`);

const addStatus = (db: Database, id: string, accountId: string) =>
  db.write((tx) =>
    insertStatus(tx, {
      id,
      uri: id,
      url: id,
      accountId,
      isLocal: true,
      conversationId: id,
      visibility: "public",
      contentHtml: "",
      contentText: "",
      spoilerText: "",
      isSensitive: false,
      emojis: [],
      createdAt: new Date(0),
    }),
  );

test(
  "loaders take any number of ids, in bounded statements, and find what is far back",
  { timeout: 60_000 },
  async () => {
    await using db = await openTestDatabase();
    const ada = await db.addAccount("ada");
    const statusIds = ids("s");
    const last = statusIds.at(-1) ?? "";
    await addStatus(db, last, ada.id);
    await db.write((tx) => insertMentions(tx, last, [ada.id]));
    const accountIds = [...ids("a"), ada.id];

    expect([...(await findStatusesByIds(db.read, statusIds)).keys()]).toEqual([last]);
    expect([...(await findVisibleStatuses(db.read, statusIds, ada.id)).keys()]).toEqual([last]);
    expect([...(await findStatusFacts(db.read, statusIds)).mentionedIdsByStatusId]).toEqual([[last, [ada.id]]]);
    const looks = statusIds.map((id) => ({ viewerId: ada.id, id }));
    expect((await findViewerMarks(db.read, looks)).map((marks) => marks.id)).toEqual([last]);
    expect((await findClimbsOfStatuses(db.read, statusIds)).size).toBe(0);
    expect((await findPartners(db.read, statusIds)).size).toBe(0);
    expect([...(await findAccountsByIds(db.read, accountIds)).keys()]).toEqual([ada.id]);
    expect(await findAccountsByUris(db.read, [...accountIds, ada.uri])).toHaveLength(1);
    expect((await findAppsByIds(db.read, accountIds)).size).toBe(0);
    expect(await findFollowsBetween(db.read, ada.id, accountIds)).toEqual([]);
    expect(await findBlocksBetween(db.read, ada.id, accountIds)).toEqual([]);
    await db.write((tx) => deleteStatuses(tx, statusIds));
    expect((await findStatusesByIds(db.read, [last])).size).toBe(0);
  },
);

test("a page of one post and one of forty ask as often", async () => {
  await using db = await openTestDatabase();
  const ada = await db.addAccount("ada");
  const page = Array.from({ length: 40 }, (_, index) => `s${index}`);
  for (const id of page) await addStatus(db, id, ada.id);
  const askedFor = async (asked: readonly string[]): Promise<number> => {
    let count = 0;
    const stop = db.onQuery(() => count++);
    expect((await loadStatuses(db.read, asked, ada.id, new Date())).own.marksById.size).toBe(asked.length);
    stop();
    return count;
  };

  const one = await askedFor(page.slice(0, 1));

  expect(await askedFor(page)).toBe(one);
  expect(one).toBeLessThanOrEqual(14);
});

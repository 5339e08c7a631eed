import { expect, test } from "vitest";
import { eventually } from "./testing/eventually.ts";
import { importEnd, importLogbook, sendLogbook, untilUndone } from "./testing/import-logbook.ts";
import { spawnTopout } from "./testing/spawn-topout.ts";

const lines = 4_000;
const ticks = [
  "Date,Route,Rating,Style,Lead Style",
  // Every day has the same route twice.
  ...Array.from({ length: lines }, (_, at) => {
    const day = new Date(Date.UTC(2015, 0, 1 + Math.floor(at / 2))).toISOString().slice(0, 10);
    return `${day},The same lap,5.9,Lead,Redpoint`;
  }),
].join("\n");

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  test(`an import that runs when ${signal} comes goes on where it was`, { timeout: 120_000 }, async () => {
    await using topout = await spawnTopout();
    const ada = await topout.signUp("ada");
    const sent = await sendLogbook(ada, ticks);
    expect(sent.status, sent.text).toBe(202);
    const before = await eventually(async () => {
      const { json } = await ada.get(`/api/v1/climbs/imports/${sent.json.id}`);
      return json.done_count > 0 ? json : null;
    }, 30_000);
    await topout.kill(signal);
    expect(before.finished_at).toBeNull();
    await topout.start();
    const found = (await ada.get(`/api/v1/climbs/imports/${sent.json.id}`)).json;
    expect(found.done_count).toBeGreaterThanOrEqual(before.done_count);
    const done = await importEnd(ada, sent.json.id, 60_000);
    expect(done).toMatchObject({ state: "done", created_count: lines, duplicate_count: 0, failed_count: 0 });
    const { climbs } = (await ada.get("/api/v1/climbs/export")).json;
    expect(climbs).toHaveLength(lines);
  });
}

test("an undo that runs when SIGKILL comes goes on where it was", { timeout: 120_000 }, async () => {
  await using topout = await spawnTopout();
  const ada = await topout.signUp("ada");
  const { id } = await importLogbook(ada, ticks);
  const path = `/api/v1/climbs/imports/${id}`;
  expect((await ada.post(`${path}/undo`)).status).toBe(202);
  const before = await eventually(async () => {
    const { json } = await ada.get(path);
    return json.removed_count > 0 ? json : null;
  }, 30_000);
  await topout.kill("SIGKILL");
  expect(before.state).toBe("undoing");
  await topout.start();
  expect(await untilUndone(ada, id)).toMatchObject({ created_count: lines, removed_count: lines });
  expect((await ada.get("/api/v1/climbs/export")).json.climbs).toEqual([]);
});

import { expect, test } from "vitest";
import { findClimb, insertClimb } from "../src/db/climb-queries.ts";
import { idOfDay } from "../src/lib/ids.ts";
import { eventually } from "../src/testing/eventually.ts";
import type { Loose } from "../src/testing/loose.ts";
import { untilIdle } from "../src/testing/until-idle.ts";
import { movingClock } from "../src/testing/moving-clock.ts";
import { activityBy, climbOn, createOf, noteBy } from "./testing/activities.ts";
import { climbContext, startClimber, type Served } from "./testing/climber.ts";
import { follow } from "./testing/peer-scene.ts";

// What other servers' logbooks may do: never end, lead in circles, fall silent, claim what cannot be, tell twice.

const hourMs = 3_600_000;

const names = async ({ scene }: Served, id: string): Promise<string[]> =>
  (await scene.ada.get(`/api/v1/accounts/${id}/climbs?limit=40`)).json.map((climb: Loose) => climb.route_name);

function serveCollection({ scene, collection }: Served, first: unknown): void {
  scene.peer.serve("/users/cora/climbs", {
    "@context": climbContext,
    id: collection,
    type: "OrderedCollection",
    first,
  });
}

/** Looks at the logbook a day later, so that it is read again. */
async function lookLater({ scene }: Served, clock: ReturnType<typeof movingClock>, id: string): Promise<void> {
  clock.pass(24 * hourMs);
  await scene.ada.get(`/api/v1/accounts/${id}/climbs`);
  await untilIdle(scene.topout);
}

test("pages that lead in a circle are read once each", async () => {
  await using served = await startClimber();
  const { scene, collection, climb, page } = served;
  serveCollection(served, `${collection}?page=1`);
  scene.peer.serve("/users/cora/climbs?page=1", page([climb(2)], { next: `${collection}?page=2` }));
  scene.peer.serve("/users/cora/climbs?page=2", page([climb(1)], { next: `${collection}?page=1` }));
  const id = await follow(scene, served.uri);
  await scene.settle();
  expect(await names(served, id)).toEqual(["Route 2", "Route 1"]);
  const asked = scene.peer.requests.filter(({ path }) => path.includes("page="));
  expect(asked).toHaveLength(2);
});

test("of a logbook of five thousand entries the newest two hundred are read, and of a page without end nothing", async () => {
  await using served = await startClimber();
  const { scene, collection, climb, page } = served;
  serveCollection(served, `${collection}?page=1`);
  for (let number = 1; number <= 125; number++) {
    const items = Array.from({ length: 40 }, (_, index) => climb(5_041 - number * 40 - index));
    scene.peer.serve(`/users/cora/climbs?page=${number}`, page(items, { next: `${collection}?page=${number + 1}` }));
  }
  const id = await follow(scene, served.uri);
  await scene.settle();
  const totals = async () => (await scene.ada.get(`/api/v1/accounts/${id}/climbs/stats`)).json.totals;
  expect((await totals()).climbs).toBe(200);
  expect((await names(served, id))[0]).toBe("Route 5001");
  expect(scene.peer.requests.filter(({ path }) => path.includes("page="))).toHaveLength(5);

  await using other = await startClimber();
  serveCollection(other, other.page(Array.from({ length: 5_000 }, (_, index) => other.climb(index))));
  const otherId = await follow(other.scene, other.uri);
  await other.scene.settle();
  expect(await names(other, otherId)).toEqual([]);
});

test("a climb of a day that has not come, or that is no day, is not taken", async () => {
  await using served = await startClimber();
  const { scene, climb, page } = served;
  serveCollection(
    served,
    page([climb(1, { climbedOn: "2999-01-01" }), climb(2, { climbedOn: "0000-00-00" }), climb(3)]),
  );
  const id = await follow(scene, served.uri);
  await scene.settle();
  expect(await names(served, id)).toEqual(["Route 3"]);
});

test("a server that falls silent in the middle is asked again, and whoever unfollows meanwhile stops nothing", async () => {
  await using served = await startClimber();
  const { scene, collection, climb, page } = served;
  serveCollection(served, `${collection}?page=1`);
  scene.peer.serve("/users/cora/climbs?page=1", page([climb(2)], { next: `${collection}?page=2` }));
  let isDown = true;
  scene.peer.answer("/users/cora/climbs?page=2", (_request, response) => {
    response.writeHead(isDown ? 503 : 200, { "content-type": "application/activity+json" });
    response.end(isDown ? "" : JSON.stringify(page([climb(1)])));
    isDown = false;
  });
  const id = await follow(scene, served.uri);
  await scene.ada.post(`/api/v1/accounts/${id}/unfollow`);
  await scene.settle();
  expect(await names(served, id)).toEqual(["Route 2", "Route 1"]);
});

test("a climber who goes while their logbook is read leaves nothing of it", async () => {
  await using served = await startClimber();
  const { scene, collection, climb, page, uri } = served;
  const asked = Promise.withResolvers<void>();
  const goesOn = Promise.withResolvers<void>();
  serveCollection(served, page([climb(2)], { next: `${collection}?page=2` }));
  scene.peer.answer("/users/cora/climbs?page=2", (_request, response) => {
    asked.resolve();
    void goesOn.promise.then(() => {
      response.writeHead(200, { "content-type": "application/activity+json" });
      response.end(JSON.stringify(page([climb(1)])));
    });
  });
  const id = await follow(scene, uri);
  await asked.promise;
  await scene.deliver(activityBy(uri, "Delete", uri));
  await eventually(async () => (await scene.ada.get(`/api/v1/accounts/${id}`)).status === 404);
  goesOn.resolve();
  await scene.settle();
  const { climbs } = await import("../src/db/schema/index.ts");
  expect(await scene.topout.ctx.db.read.$count(climbs)).toBe(0);
});

test("an entry that a post told first is that post's, whatever the logbook says of it", async () => {
  const clock = movingClock();
  await using served = await startClimber({ clock });
  const { scene, climb, page, uri } = served;
  serveCollection(served, page([]));
  const id = await follow(scene, uri);
  const noteUri = `${uri}/notes/1`;
  const told = { ...climbOn(noteUri, uri, { id: `${uri}/climbs/1`, name: "Told" }), id: noteUri };
  const note = noteBy(uri, "1", told);
  await scene.deliver(createOf(note));
  await scene.settle();
  serveCollection(served, page([climb(1, { name: "Changed", updated: "2026-05-02T00:00:00Z" })]));
  await lookLater(served, clock, id);
  expect(await names(served, id)).toEqual(["Told"]);

  // Gone with its post, it does not come back with an old page; shown again since, it does.
  await scene.deliver(activityBy(uri, "Delete", { id: noteUri, type: "Tombstone" }));
  await scene.settle();
  await lookLater(served, clock, id);
  expect(await names(served, id)).toEqual([]);
  serveCollection(served, page([climb(1, { name: "Again", updated: clock.now().toISOString() })]));
  await lookLater(served, clock, id);
  expect(await names(served, id)).toEqual(["Again"]);
});

test("an entry whose id another one has is kept under one beside it, from a logbook as with a post", async () => {
  await using served = await startClimber();
  const { scene, uri, climb, page } = served;
  const { ada, topout } = scene;
  const day = "2015-05-01";
  const noteUri = `${uri}/notes/1`;
  const { db, clock } = topout.ctx;
  const own = (await ada.post("/api/v1/climbs", { route_name: "Ada's own", style: "flash" })).json;
  const row = await findClimb(db.read, own.id);
  if (row === null) throw new Error("Nothing was logged");
  const taken = [`${uri}/climbs/1`, `${noteUri}/climb`].map((address) => idOfDay(day, clock.now(), address));
  await db.write(async (tx) => {
    for (const id of taken) await insertClimb(tx, { ...row, id, uri: `${row.uri}/${id}` });
  });
  const attachment = [{ type: "Image", mediaType: "image/jpeg", url: `${uri}/crux.jpg` }];
  serveCollection(served, page([climb(1, { climbedOn: day, attachment })]));
  const id = await follow(scene, uri);
  await scene.settle();
  const note = { id: noteUri, ...climbOn(noteUri, uri, { climbedOn: day }) };
  await scene.deliver(createOf(noteBy(uri, "told", note)));
  expect((await scene.seen(noteUri)).climb).toMatchObject({ route_name: "Midnight Lightning" });
  const climbs = (await ada.get(`/api/v1/accounts/${id}/climbs`)).json;
  const names = climbs.map((one: Loose) => one.route_name).toSorted();
  expect(names).toEqual(["Midnight Lightning", "Route 1"]);
  const entry = climbs.find((one: Loose) => one.route_name === "Route 1");
  expect(entry.media_attachments).toMatchObject([{ remote_url: `${uri}/crux.jpg` }]);
  for (const other of taken)
    expect((await ada.get(`/api/v1/climbs/${other}`)).json).toMatchObject({
      route_name: "Ada's own",
      media_attachments: [],
    });
});

import { expect, test } from "vitest";
import { recordCrag, recordRoute } from "../domain/catalogue/record.ts";
import { startTopout, type TestTopout } from "../testing/start-topout.ts";

const each = 1_600;

/** More routes of one beginning than are looked at, of two kinds. */
async function fill({ ctx }: TestTopout): Promise<string> {
  const place = { parentId: null, kind: "crag" as const, country: "US", coordinates: null };
  return await ctx.db.write(async (tx) => {
    const { id: cragId } = await recordCrag(ctx, tx, { ...place, name: "Camp 4" });
    const none = {
      gradeSystem: null,
      gradeValue: null,
      gradeScore: null,
      pitches: null,
      heightMeters: null,
      url: null,
    };
    for (let number = 0; number < each; number++) {
      for (const name of [`Long Road ${number}`, `Old Wall ${number}`]) {
        await recordRoute(ctx, tx, { ...none, cragId, name, discipline: "boulder" });
      }
    }
    // Behind all of them, and nobody has climbed it.
    await recordRoute(ctx, tx, { ...none, cragId, name: "Long Wall", discipline: "boulder" });
    return cragId;
  });
}

test("among thousands that begin so, the most climbed is meant; and all of a name is found", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const cragId = await fill(topout);
  const log = async (route_name: string, visibility: string) => {
    const climb = { route_name, style: "flash", discipline: "boulder", location: { name: "Camp 4", country: "US" } };
    expect((await ada.post("/api/v1/climbs", { ...climb, visibility })).status).toBe(200);
  };
  for (let times = 0; times < 2; times++) await log("Longing", "public");
  for (let times = 0; times < 3; times++) await log("Long Road 7", "private");
  const first = async (query: string): Promise<string> =>
    (await topout.anyone.get(`/api/v1/routes?${query}`)).json[0]?.name;
  for (const query of ["q=l", "q=lo", `q=l&crag_id=${cragId}`]) expect(await first(query), query).toBe("Longing");
  expect(await first("q=long%20wall")).toBe("Long Wall");
  expect(await first("q=wall%20lon")).toBe("Long Wall");
  expect(await first("q=wall%20159")).toBe("Old Wall 159");
  expect(await first("q=long%20wall%20road")).toBeUndefined();
  const crags = await topout.anyone.get("/api/v1/crags?q=c");
  expect(crags.json).toMatchObject([{ name: "Camp 4" }]);
});

test("around a place, what is there is found, however many are called so elsewhere", async () => {
  await using topout = await startTopout();
  const { ctx } = topout;
  const add = (name: string, latitude: number) =>
    ctx.db.write((tx) =>
      recordCrag(ctx, tx, {
        parentId: null,
        kind: "crag",
        name,
        country: "US",
        coordinates: { latitude, longitude: 11 },
      }),
    );
  for (let number = 0; number < 250; number++) await add(`Wall ${number}`, 20);
  await add("Great Wall", 47.6);
  await add("Small Wall", 47.51);
  await add("Small Slab", 47.5);
  const near = async (query: string): Promise<string[]> =>
    (await topout.anyone.get(`/api/v1/crags?near=47.5,11&${query}`)).json.map(({ name }: { name: string }) => name);
  expect(await near("q=wall")).toEqual(["Small Wall", "Great Wall"]);
  expect(await near("q=wall&limit=1&offset=1")).toEqual(["Great Wall"]);
  expect(await near("q=sm%20wa")).toEqual(["Small Wall"]);
});

import { expect, test } from "vitest";
import { importLogbook } from "../testing/import-logbook.ts";
import { startTopout } from "../testing/start-topout.ts";

const path = "/api/v1/climbs";

const lightning = {
  route_name: "Midnight Lightning",
  style: "redpoint",
  climbed_on: "2026-05-01",
  location: {
    name: "Camp 4",
    sector: "Columbia Boulder",
    area: "Yosemite",
    country: "US",
    latitude: 37.7421,
    longitude: -119.6023,
    precision: "hidden",
  },
};

test("a change of a part of a place leaves the rest, and never shows more of where it is", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const climb = (await ada.post(path, lightning)).json;
  const patch = async (change: Record<string, unknown> | URLSearchParams) =>
    (await ada.patch(`${path}/${climb.id}`, change)).json.location;
  const { location } = lightning;
  expect(await patch({ location: { sector: " The Pit " } })).toEqual({ ...location, sector: "The Pit" });
  const form = new URLSearchParams({ "climb[location][latitude]": "37.75" });
  expect(await patch(form)).toMatchObject({ sector: "The Pit", latitude: 37.75, precision: "hidden" });
  expect(await patch({ location: { area: "" } })).toMatchObject({ name: "Camp 4", area: null });
  const nowhere = { sector: null, area: null, country: null, latitude: null, longitude: null };
  expect(await patch({ location: "Hueco Tanks" })).toEqual({ ...nowhere, name: "Hueco Tanks", precision: "hidden" });
  expect(await patch({ location: null })).toBeNull();
  const found = { latitude: 31.9, longitude: -106 };
  expect(await patch({ location: found })).toEqual({ ...nowhere, ...found, name: null, precision: "hidden" });
  expect((await topout.anyone.get(`${path}/${climb.id}`)).json.location).toBeNull();
  expect(await patch({ location: { precision: "exact" } })).toMatchObject(found);
  expect((await topout.anyone.get(`${path}/${climb.id}`)).json.location).toMatchObject(found);
  expect((await ada.patch(`${path}/${climb.id}`, { location: ["Camp 4"] })).status).toBe(422);

  for (const [parts, more] of [
    [`${path}/sessions`, { day: "2026-05-01" }],
    [`${path}/projects`, { route_name: "Thriller" }],
  ] as const) {
    const part = (await ada.post(parts, { ...more, location: { name: "Camp 4", country: "US" } })).json;
    const changed = await ada.patch(`${parts}/${part.id}`, { location: { name: "Hueco" } });
    expect(changed.json.location).toEqual({ name: "Hueco", country: "US" });
  }
});

test("names of places have no blanks around them, and blank ones are none", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const located = async (location: unknown) => (await ada.post(path, { ...lightning, location })).json.location;
  expect(await located({ name: "  Camp 4 ", country: " " })).toMatchObject({ name: "Camp 4", country: null });
  expect(await located({ name: " ", sector: "\t" })).toBeNull();
  expect(await located("   ")).toBeNull();
});

test("a grade that an import kept as it was written hinders no change of the rest", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await importLogbook(ada, "route_name,climbed_on,style,grade,grade_system\nKarma,2026-05-01,flash,V99,vScale\n");
  const [imported] = (await ada.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json;
  expect(imported.grade).toMatchObject({ value: "V99", score: null });
  const changed = await ada.patch(`${path}/${imported.id}`, { notes: "Soft" });
  expect([changed.status, changed.json.notes, changed.json.grade?.value]).toEqual([200, "Soft", "V99"]);
  expect((await ada.post(`${path}/${imported.id}/log`)).json.grade.value).toBe("V99");
});

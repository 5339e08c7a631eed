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

test("of two changes at once, none undoes the other: what one hides stays hidden", { timeout: 60_000 }, async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const open = { ...lightning, location: { ...lightning.location, precision: "exact" } };
  const hide = { location: { precision: "hidden" } };
  // Who that is is asked elsewhere, which takes longer than the other changes.
  const slow = { notes: "Wet", partners: ["@nobody@127.0.0.1:1"] };
  for (let round = 0; round < 6; round++) {
    const { json: entry } = await ada.post(path, { ...open, visibility: "public" });
    const { json: post } = await ada.post("/api/v1/statuses", { status: "Up", climb: open });
    const [quiet, told] = [`${path}/${entry.id}`, `${path}/${post.climb.id}`];
    const answers = await Promise.all([
      ada.patch(quiet, slow),
      ada.patch(quiet, { ...hide, visibility: "private" }),
      ada.put(quiet, { ...lightning, rating: 3 }),
      ada.patch(told, slow),
      ada.patch(told, hide),
      ada.put(`/api/v1/statuses/${post.id}`, { status: "Up!" }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array.from(answers, () => 200));
    expect((await topout.anyone.get(quiet)).status).toBe(404);
    const partners = [{ name: slow.partners[0] }];
    expect((await ada.get(quiet)).json).toMatchObject({ visibility: "private", location: { precision: "hidden" } });
    expect((await ada.get(told)).json).toMatchObject({ notes: "Wet", partners, location: { precision: "hidden" } });
    expect((await topout.anyone.get(told)).json.location).toMatchObject({ latitude: null });
  }
});

test("an entry that is hidden while it is posted stays hidden", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  // To find out who that is takes longer than to hide it.
  const open = {
    ...lightning,
    partners: ["@nobody@127.0.0.1:1"],
    location: { ...lightning.location, precision: "exact" },
  };
  const { json: entry } = await ada.post(path, { ...open, visibility: "public" });
  const [posted, hidden] = await Promise.all([
    ada.post(`${path}/${entry.id}/post`),
    ada.put(`${path}/${entry.id}`, lightning),
  ]);
  expect([posted.status, hidden.status]).toEqual([200, 200]);
  expect((await ada.get(`${path}/${entry.id}`)).json).toMatchObject({
    status_id: posted.json.status_id,
    location: { precision: "hidden" },
  });
});

test("names of places have no blanks around them, and blank ones are none", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const located = async (location: unknown) => (await ada.post(path, { ...lightning, location })).json.location;
  expect(await located({ name: "  Camp 4 ", country: " " })).toMatchObject({ name: "Camp 4", country: null });
  expect(await located({ name: " ", sector: "\t" })).toBeNull();
  expect(await located("   ")).toBeNull();
});

test("a grade that an import kept as it was written stays so until another is named", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const header = "route_name,climbed_on,style,grade,grade_system,perceived_grade,perceived_grade_system";
  await importLogbook(
    ada,
    `${header}\nKarma,2026-05-01,flash,V99,vScale,6B,vScale\nOdd,2026-05-01,flash,6B,vScale,,\n`,
  );
  const imported = (await ada.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json;
  const gradesOf = ({ grade, perceived_grade }: Record<string, unknown>) => ({ grade, perceived_grade });
  for (const before of imported) {
    expect(before.grade).toMatchObject({ system: "vScale", score: null });
    const changed = await ada.patch(`${path}/${before.id}`, { notes: "Soft" });
    expect([changed.status, changed.json.notes]).toEqual([200, "Soft"]);
    expect(gradesOf(changed.json)).toEqual(gradesOf(before));
    expect((await ada.post(`${path}/${before.id}/log`)).json.grade).toEqual(before.grade);
    expect((await ada.post(`${path}/${before.id}/post`)).json.grade).toEqual(before.grade);
    expect((await ada.patch(`${path}/${before.id}`, { notes: "Hard" })).json.grade).toEqual(before.grade);
    const named = await ada.patch(`${path}/${before.id}`, { grade: "V9" });
    expect(named.json.grade).toMatchObject({ value: "V9", system: "vScale", score: expect.any(Number) });
    expect((await ada.patch(`${path}/${before.id}`, { grade: "V99", grade_system: "vScale" })).status).toBe(422);
    expect((await ada.patch(`${path}/${before.id}`, { grade: null })).json.grade).toBeNull();
  }
});

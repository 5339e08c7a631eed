import { expect, test } from "vitest";
import { startTopout } from "../testing/start-topout.ts";

const form = { "content-type": "application/x-www-form-urlencoded" };
const json = { "content-type": "application/json" };

/** A climb as a form spells it. */
const climbForm: [string, string][] = [
  ["status", "From a form"],
  ["sensitive", "on"],
  ["visibility", "unlisted"],
  ["climb[route_name]", "Midnight Lightning"],
  ["climb[style]", "redpoint"],
  ["climb[attempts]", "12"],
  ["climb[indoor]", "0"],
  ["climb[location][name]", "Camp 4"],
  ["climb[location][latitude]", "37.74"],
  ["climb[location][longitude]", "-119.6"],
  ["climb[partners][]", "Lynn"],
  ["climb[partners][]", "Ron"],
];

test("a post comes as JSON, as a form or as an upload form, with the same outcome", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const upload = new FormData();
  for (const [name, value] of climbForm) upload.append(name, value);
  const bodies = [
    new URLSearchParams(climbForm),
    upload,
    {
      status: "From a form",
      sensitive: true,
      visibility: "unlisted",
      climb: {
        route_name: "Midnight Lightning",
        style: "redpoint",
        attempts: 12,
        indoor: false,
        location: { name: "Camp 4", latitude: 37.74, longitude: -119.6 },
        partners: ["Lynn", "Ron"],
      },
    },
  ];
  for (const body of bodies) {
    const answer = await ada.post("/api/v1/statuses", body);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json).toMatchObject({
      visibility: "unlisted",
      sensitive: true,
      climb: {
        route_name: "Midnight Lightning",
        attempts: 12,
        indoor: false,
        location: { name: "Camp 4", latitude: 37.74, longitude: -119.6 },
        partners: [{ name: "Lynn" }, { name: "Ron" }],
      },
    });
  }
});

test("a parameter of a POST may stand in the query, and the body wins", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const answer = await ada.post("/api/v1/statuses?visibility=private&status=query", { status: "body" });
  expect(answer.json).toMatchObject({ visibility: "private" });
  expect(answer.json.content).toContain("body");
});

test("booleans are true as 1, true, on and yes, and false as 0, false, off and nothing", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  for (const value of ["1", "true", "on", "yes", "TRUE", true, 1]) {
    expect((await ada.post("/api/v1/statuses", { status: "x", sensitive: value })).json.sensitive).toBe(true);
  }
  for (const value of ["0", "false", "off", "", "FALSE", false, 0, null]) {
    expect((await ada.post("/api/v1/statuses", { status: "x", sensitive: value })).json.sensitive).toBe(false);
  }
});

test("lists come with and without brackets, numbered, and nested", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const [a, b] = [ada.account.id, ben.account.id];
  for (const query of [`id[]=${a}&id[]=${b}`, `id[0]=${a}&id[1]=${b}`, `id[10]=${b}&id[2]=${a}`]) {
    const answer = await ada.get(`/api/v1/accounts/relationships?${query}`);
    expect(answer.json.map((row: { id: string }) => row.id)).toEqual([a, b]);
  }
  expect((await ada.get(`/api/v1/accounts/relationships?id=${b}`)).json).toHaveLength(1);
  const fields = {
    fields_attributes: [
      { name: "Home", value: "Camp 4" },
      { name: "Since", value: "1978" },
    ],
  };
  const spelled = [
    "fields_attributes[0][name]=Home&fields_attributes[0][value]=Camp 4&fields_attributes[1][name]=Since&fields_attributes[1][value]=1978",
    "fields_attributes[][name]=Home&fields_attributes[][value]=Camp 4&fields_attributes[][name]=Since&fields_attributes[][value]=1978",
  ];
  for (const body of [fields, ...spelled.map((text) => new URLSearchParams(text))]) {
    await ada.patch("/api/v1/accounts/update_credentials", { fields_attributes: [] });
    const answer = await ada.patch("/api/v1/accounts/update_credentials", body);
    expect(answer.json.source.fields).toMatchObject(fields.fields_attributes);
  }
});

test("a body that cannot be read is refused with 400", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const deep = `${'{"a":'.repeat(200)}1${"}".repeat(200)}`;
  const deepList = `{"status":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  for (const body of ['{"status":', "[1,2]", '"text"', "null", "12", deep, deepList]) {
    const answer = await ada.post("/api/v1/statuses", body, json);
    expect(answer.status, body.slice(0, 20)).toBe(400);
    expect(answer.json.error).toEqual(expect.any(String));
  }
  expect((await ada.post("/api/v1/statuses", `a${"[b]".repeat(50)}=1`, form)).status).toBe(400);
  const many = Array.from({ length: 5_000 }, (_, index) => `k${index}=1`).join("&");
  expect((await ada.post("/api/v1/statuses", many, form)).status).toBe(400);
  const broken = { "content-type": "multipart/form-data; boundary=x" };
  expect((await ada.post("/api/v1/statuses", "no boundary in here", broken)).status).toBe(400);
});

test("parameters that nobody asked for are ignored, however many and whatever their names", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const extra = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, index]));
  const bodies: [string, Record<string, string>][] = [
    [JSON.stringify({ ...extra, status: "x" }), json],
    [
      '{"status":"x","__proto__":{"visibility":"direct","polluted":1},"constructor":{"prototype":{"polluted":1}}}',
      json,
    ],
    ["status=x&__proto__[polluted]=1&constructor[prototype][polluted]=1&climb=&toString=1&hasOwnProperty[]=1", form],
  ];
  for (const [body, headers] of bodies) {
    const answer = await ada.post("/api/v1/statuses", body, headers);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json.visibility).toBe("public");
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test("values of the wrong type are refused with 422 that names the field", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const faulty: [Record<string, unknown>, string][] = [
    [{ status: 12 }, "status"],
    [{ status: ["a"] }, "status"],
    [{ status: "x", visibility: "everyone" }, "visibility"],
    [{ status: "x", sensitive: {} }, "sensitive"],
    [{ status: "x", in_reply_to_id: ["1"] }, "in_reply_to_id"],
    [{ status: "x", climb: "Midnight Lightning" }, "climb"],
    [{ status: "x", climb: [] }, "climb"],
    [{ status: "x", spoiler_text: { a: 1 } }, "spoiler_text"],
  ];
  for (const [body, field] of faulty) {
    const answer = await ada.post("/api/v1/statuses", body);
    expect(answer.status, JSON.stringify(body)).toBe(422);
    expect(answer.json.error).toContain("Validation failed");
    expect(Object.keys(answer.json.details)).toEqual([field]);
  }
});

test("each fault of a climb is told by its field", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const tomorrow = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const good = { route_name: "The Nose", style: "redpoint" };
  const faults: [Record<string, unknown>, string][] = [
    [{ climbed_on: tomorrow }, "climbed_on"],
    [{ climbed_on: "2026-02-30" }, "climbed_on"],
    [{ climbed_on: "yesterday" }, "climbed_on"],
    [{ attempts: -1 }, "attempts"],
    [{ attempts: 1.5 }, "attempts"],
    [{ attempts: "many" }, "attempts"],
    [{ rating: 6 }, "rating"],
    [{ rating: 0 }, "rating"],
    [{ style: "levitation" }, "style"],
    [{ style: undefined }, "style"],
    [{ discipline: "chess" }, "discipline"],
    [{ route_name: "   " }, "route_name"],
    [{ route_name: "x".repeat(201) }, "route_name"],
    [{ route_url: "javascript:alert(1)" }, "route_url"],
    [{ location: { latitude: 91, longitude: 0 } }, "location.latitude"],
    [{ location: { latitude: 0, longitude: -180.5 } }, "location.longitude"],
    [{ location: { latitude: "north", longitude: 0 } }, "location.latitude"],
    [{ grade: { value: "x".repeat(65) } }, "grade.value"],
    [{ height_meters: -3 }, "height_meters"],
    [{ pitches: 0 }, "pitches"],
    [{ partners: Array.from({ length: 21 }, () => "Lynn") }, "partners"],
  ];
  const post = (await ada.post("/api/v1/statuses", { status: "x", climb: good })).json.id;
  for (const [fault, field] of faults) {
    const climb = { ...good, ...fault };
    const inPost = await ada.post("/api/v1/statuses", { status: "x", climb });
    const inEdit = await ada.put(`/api/v1/statuses/${post}`, { status: "x", climb });
    const alone = await ada.post("/api/v1/climbs", climb);
    for (const answer of [inPost, inEdit, alone]) expect(answer.status, JSON.stringify(fault)).toBe(422);
    for (const answer of [inPost, inEdit]) expect(Object.keys(answer.json.details)).toEqual([`climb.${field}`]);
    expect(Object.keys(alone.json.details)).toEqual([field]);
  }
});

test("ids that name nothing are 404, whatever they look like", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const odd = [
    "1",
    "110000000000000000",
    "999999999999999999999999",
    "abc",
    "-1",
    "%00",
    "1%00",
    "%E0%A4%A",
    "%F0%9F%A7%97",
    "'--",
  ];
  for (const id of odd) {
    for (const path of [
      `statuses/${id}`,
      `accounts/${id}`,
      `climbs/${id}`,
      `notifications/${id}`,
      `statuses/${id}/context`,
    ]) {
      const answer = await ada.get(`/api/v1/${path}`);
      expect(answer.status, path).toBe(404);
      expect(answer.json).toEqual({ error: expect.any(String) });
    }
    expect((await ada.post(`/api/v1/statuses/${id}/favourite`)).status).toBe(404);
    expect((await ada.post(`/api/v1/accounts/${id}/follow`)).status).toBe(404);
  }
});

test("a cursor or a limit is the number that it begins with, and one that is empty is ignored", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await ada.post("/api/v1/statuses", { status: "one" });
  await ada.post("/api/v1/statuses", { status: "two" });
  const shown: [query: string, entries: number][] = [
    ["max_id=abc", 0],
    ["max_id[]=1", 0],
    ["max_id=", 2],
    ["min_id=-1", 2],
    ["min_id=abc", 2],
    ["since_id=%00", 2],
    ["limit=x", 0],
    ["limit=0", 0],
    ["limit=1e9", 1],
    ["limit=-5", 2],
  ];
  for (const [query, entries] of shown) {
    const answer = await ada.get(`/api/v1/timelines/home?${query}`);
    expect(answer.status, query).toBe(200);
    expect(answer.json, query).toHaveLength(entries);
  }
  // Numbers below and above every id, of fewer and more digits.
  for (const query of [
    "since_id=0",
    "min_id=1",
    "since_id=9",
    "max_id=9999999999999999999",
    "max_id=1000000000000000000",
  ]) {
    expect((await ada.get(`/api/v1/timelines/home?${query}`)).json, query).toHaveLength(2);
  }
});

import { expect, test } from "vitest";
import { startTopout } from "../testing/start-topout.ts";

test("all grade systems are told to anybody, with their values from the easiest on", async () => {
  await using topout = await startTopout();
  const { status, json, headers } = await topout.anyone.get("/api/v1/grades");
  expect([status, headers.get("cache-control")]).toEqual([200, "public, max-age=3600"]);
  const kinds = Object.fromEntries(json.map((entry: { system: string; kind: string }) => [entry.system, entry.kind]));
  expect(kinds).toEqual({
    vScale: "boulder",
    font: "boulder",
    yds: "route",
    french: "route",
    uiaa: "route",
    ewbank: "route",
    saxon: "route",
    norwegian: "route",
    brazilian: "route",
    british: "route",
    wi: "ice",
    ai: "ice",
    m: "mixed",
    a: "aid",
    c: "aid",
  });
  for (const { system, values } of json) {
    const scores = values.map((value: { score: number }) => value.score);
    expect(scores, system).toEqual(scores.toSorted((a: number, b: number) => a - b));
  }
  const british = json.find((entry: { system: string }) => entry.system === "british");
  expect(british.values.at(-1)).toEqual({ value: "E12", score: 4_300 });
  expect(british.second_values[0].value).toBe("3a");
});

test("a grade converts to another system of its kind", async () => {
  await using topout = await startTopout();
  const convert = async (query: Record<string, string>) =>
    (await topout.anyone.get(`/api/v1/grades/convert?${new URLSearchParams(query)}`)).json;
  expect(await convert({ value: "v8", to: "font" })).toEqual({
    grade: { system: "vScale", value: "V8", score: 2_050 },
    converted: { system: "font", value: "7B", score: 2_000 },
  });
  expect((await convert({ value: "5c", system: "british", to: "yds" })).converted.value).toBe("5.10d");
  expect((await convert({ value: "7b", discipline: "boulder", to: "vScale" })).converted.value).toBe("V8");
  expect((await convert({ value: "WI5", to: "french" })).converted).toBeNull();
  expect((await convert({ value: "9c", to: "british" })).converted).toBeNull();
  expect(await convert({ value: "VI.5", system: "kurtyka", to: "french" })).toEqual({
    grade: { system: "kurtyka", value: "VI.5", score: null },
    converted: null,
  });
  expect(await convert({ value: "hard", to: "french" })).toEqual({
    grade: { system: null, value: "hard", score: null },
    converted: null,
  });
});

test.each([
  ["", ["value", "to"]],
  ["value=V8", ["to"]],
  ["value=V8&to=stars", ["to"]],
  ["value=V99&system=vScale&to=font", ["value"]],
  [`value=${"V".repeat(65)}&to=font`, ["value"]],
  ["value[]=V8&to=font", ["value"]],
])("a conversion of ?%s is refused", async (query, fields) => {
  await using topout = await startTopout();
  const { status, json } = await topout.anyone.get(`/api/v1/grades/convert?${query}`);
  expect([status, Object.keys(json.details)]).toEqual([422, fields]);
});

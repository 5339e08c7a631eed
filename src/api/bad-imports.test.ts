import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Answer } from "../testing/client.ts";
import { importLogbook, logbookFixture, sendLogbook } from "../testing/import-logbook.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

async function nothingHappened(topout: TestTopout, user: TestUser): Promise<void> {
  expect((await user.get("/api/v1/climbs/imports")).json).toEqual([]);
  expect((await user.get(`/api/v1/accounts/${user.account.id}/climbs`)).json).toEqual([]);
  expect(await Array.fromAsync(topout.ctx.storage.list("imports/"))).toEqual([]);
  await expect.poll(() => readdir(join(topout.config.dataDir, "tmp"))).toEqual([]);
}

test("a file that cannot be read in is refused as a whole, and leaves nothing", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const half = logbookFixture("mountain-project.csv").subarray(0, 200);
  const files: Record<string, [Uint8Array | string, string]> = {
    empty: ["", "is empty"],
    "another table": ["sku,price\n1,2\n", "These are: Topout's CSV, Mountain Project, theCrag"],
    "a picture": [Buffer.from("89504e470d0a1a0a0000000d4948445200000001", "hex"), "is no text"],
    "bytes without sense": [Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 31) % 256)), "is no text"],
    "a header alone": ["Date,Route,Rating,Style,Lead Style\n", "has no entries"],
    "half a table": [half, "is damaged"],
    "broken JSON": ['{"format":"topout-logbook","climbs":[{]}', "is no valid JSON"],
    "a list": ["[1, 2]", "is nothing that is understood here"],
  };
  for (const [what, [file, fault]] of Object.entries(files)) {
    for (const fields of [{}, { dry_run: "true" }] as Record<string, string>[]) {
      const answer = await sendLogbook(ada, file, fields);
      expect(answer.status, what).toBe(422);
      expect(answer.json.error, what).toContain(fault);
      expect(answer.json.details.file, what).toMatchObject([{ error: "ERR_INVALID" }]);
    }
  }
  const wrong = await sendLogbook(ada, logbookFixture("8a.csv"), { format: "thecrag" });
  expect([wrong.status, wrong.json.error]).toEqual([422, expect.stringContaining("none of theCrag")]);
  const parameters: Record<string, string>[] = [
    { format: "excel" },
    { visibility: "all" },
    { dry_run: "1", after_line: "x" },
  ];
  for (const fields of parameters) {
    const answer = await sendLogbook(ada, logbookFixture("8a.csv"), fields);
    expect([answer.status, Object.keys(answer.json.details)]).toEqual([422, [Object.keys(fields).at(-1)]]);
  }
  for (const body of [{}, { text: 7 }, { text: "" }]) {
    expect((await ada.post("/api/v1/climbs/imports", body)).status).toBe(422);
  }
  expect((await ada.post("/api/v1/climbs/imports", new FormData())).status).toBe(422);
  await nothingHappened(topout, ada);
});

test("a file that is too large is refused before it is read whole", async () => {
  await using topout = await startTopout({ TOPOUT_MAX_IMPORT_MB: "1" });
  const ada = await topout.signUp("ada");
  const large = Buffer.alloc(3 * 1024 * 1024, "x");
  const tells = await sendLogbook(ada, large);
  expect([tells.status, tells.json.error]).toEqual([413, "Validation failed: File is too large"]);

  // One that does not tell its length, and never ends.
  let sent = 0;
  const boundary = "boundary";
  const piece = Buffer.alloc(64 * 1024, "x");
  const start = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from(start)),
    async pull(controller) {
      sent += piece.length;
      controller.enqueue(new Uint8Array(piece));
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (sent > 100 * 1024 * 1024) controller.close();
    },
  });
  const answer = await fetch(new URL("/api/v1/climbs/imports", topout.origin), {
    method: "POST",
    headers: { authorization: `Bearer ${ada.token}`, "content-type": `multipart/form-data; boundary=${boundary}` },
    body,
    duplex: "half",
  } as RequestInit).catch((error: unknown) => error);
  if (answer instanceof Response) expect(answer.status).toBe(413);
  expect(sent).toBeLessThan(20 * 1024 * 1024);
  const text = await ada.post("/api/v1/climbs/imports", { text: "x".repeat(2 * 1024 * 1024) });
  expect(text.status).toBe(413);
  await nothingHappened(topout, ada);
});

test("lines that cannot be taken are told one by one, the first hundred, and the others are written", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const lines = Array.from({ length: 400 }, (_, at) =>
    at % 2 === 0 ? `2024-01-01,Good ${at},5.9,Lead,Onsight` : `2024-13-${at},Bad ${at},5.9,Lead,Onsight`,
  );
  const odd = [
    `2024-01-02,${"y".repeat(1_000_000)},5.9,Lead,Onsight`,
    "2024-01-02,Odd style,5.9,Lead,Sideways",
    '2024-01-02,"A \u0000 and half a \ud83d",5.9,Lead,Onsight',
  ];
  const done = await importLogbook(ada, ["Date,Route,Rating,Style,Lead Style", ...odd, ...lines].join("\n"));
  expect(done).toMatchObject({ state: "done", created_count: 202, failed_count: 201, duplicate_count: 0 });
  expect(done.issues).toHaveLength(100);
  expect(done.issues[0]).toMatchObject({ line: 2, taken: false, reason: expect.stringContaining("200000 characters") });
  expect(done.issues[0].text.length).toBeLessThan(300);
  expect(done.issues[1]).toMatchObject({ line: 3, taken: true, reason: expect.stringContaining("Sideways") });
  expect(done.issues.at(-1)).toMatchObject({ taken: false, reason: expect.stringContaining("no day") });
  const logbook: Answer["json"] = (await ada.get(`/api/v1/accounts/${ada.account.id}/climbs?limit=40`)).json;
  expect(logbook.find((climb: { style: string }) => climb.style === "Sideways")).toMatchObject({
    route_name: "Odd style",
  });
  expect(logbook.find((climb: { route_name: string }) => climb.route_name.startsWith("A  and half"))).toBeDefined();
});

test("a file that is gone from the storage ends its import with the reason", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { fetchTo } = topout.ctx.storage;
  topout.ctx.storage.fetchTo = async () => false;
  const done = await importLogbook(ada, logbookFixture("8a.csv"));
  expect(done).toMatchObject({ state: "failed", failure: "The uploaded file is gone", created_count: 0 });
  topout.ctx.storage.fetchTo = fetchTo;
  expect(await importLogbook(ada, logbookFixture("8a.csv"))).toMatchObject({ state: "done", created_count: 5 });
});

test("a file without measure is refused before anything is written", { timeout: 90_000 }, async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const header = "Date,Route,Rating,Style,Lead Style\n";
  const files: Record<string, [string, string]> = {
    "a line of many megabytes": [
      `${header}2024-01-01,${"x".repeat(8_000_000)},5.9,Lead,\n`,
      "a line has more than 2000000",
    ],
    "millions of cells in a line": [header + ",".repeat(8_000_000), "a line has more than 2000000"],
    "a text within quotes without end": [
      `${header}2024-01-01,"${"x\n".repeat(4_000_000)}`,
      "an entry has more than 2000000",
    ],
    "more lines than anybody has climbed": [
      header + ",,,,\n".repeat(10) + "1,2,3,4,5\n".repeat(500_001),
      "more than 500000 entries",
    ],
    "JSON that is never closed": ["[".repeat(3_000_000), "is no valid JSON"],
  };
  for (const [what, [file, fault]] of Object.entries(files)) {
    const answer = await sendLogbook(ada, file);
    expect([answer.status, answer.json.error], what).toEqual([422, expect.stringContaining(fault)]);
  }
  await nothingHappened(topout, ada);
});

test("numbers, times and depths that no database holds cost their entry alone", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const now = "2026-01-01T00:00:00Z";
  const times = { created_at: now, updated_at: now };
  const session = { id: "115000000000000001", day: "2026-05-01", ...times };
  const goal = { id: "115000000000000003", kind: "days", title: "", starts_on: "2026-01-01", ...times };
  const climb = { route_name: "Good", style: "flash", climbed_on: "2026-05-01" };
  const step = { system: "vScale", value: "V5", score: 1_650, count: 2 ** 53 - 1 };
  const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
  const file = {
    format: "topout-logbook",
    sessions: [
      { ...session, duration_minutes: 2 ** 53 - 1 },
      { ...session, created_at: "-271821-04-20T00:00:00Z" },
    ],
    goals: [
      { ...goal, target: 2 ** 40 },
      { ...goal, kind: "pyramid", steps: [step] },
    ],
    climbs: [{ ...climb, created_at: "-271821-04-20T00:00:00Z" }, "DEEP", climb],
  };
  const done = await importLogbook(ada, JSON.stringify(file).replace('"DEEP"', deep));
  expect(done).toMatchObject({ state: "done", created_count: 1, failed_count: 6 });
  expect(done.issues[5]).toMatchObject({ line: 6, text: '{"a":"…"}', taken: false });
});

test("what is told of a line is short, however long its cells are", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const long = "x".repeat(150_000);
  const rows = [`${long},A,5.9,Lead,Onsight`, `2024-01-01,B,5.9,Lead,${long}`];
  const file = ["Date,Route,Rating,Style,Lead Style", ...rows].join("\n");
  const preview = await sendLogbook(ada, file, { dry_run: "true" });
  expect(preview.json).toMatchObject({ created_count: 0, failed_count: 2 });
  expect(preview.text.length).toBeLessThan(4_000);
});

test("a cell with spaces without end costs its line alone, at once", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const spaces = " ".repeat(150_000);
  const files = {
    "a day": `Date,Route,Rating,Style,Lead Style\n2024-01-01${spaces}x,A,5.9,Lead,Onsight\n`,
    "a grade": `Date,Name,Grade,Style,Type,Crag\n04/Jul/19,A,VS${spaces}x,Lead O/S,Trad,Stanage\n`,
  };
  for (const [what, file] of Object.entries(files)) {
    const start = performance.now();
    const preview = await sendLogbook(ada, file, { dry_run: "true" });
    expect(preview.json, what).toMatchObject({ total_count: 1, failed_count: 1 });
    expect(performance.now() - start, what).toBeLessThan(4_000);
  }
});

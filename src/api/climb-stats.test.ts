import { expect, test } from "vitest";
import { climbPartners, climbs } from "../db/schema/index.ts";
import { parseGrade } from "../domain/climbs/grades/parse.ts";
import { newId } from "../lib/ids.ts";
import type { Loose } from "../testing/loose.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

// Counted again here, the slow way: entry by entry, for each figure by itself.

interface Entry {
  day: string;
  discipline: "boulder" | "sport" | "trad";
  style: string;
  attempts: number | null;
  rating: number | null;
  grade: string | null;
  route: string;
  crag: string | null;
  indoor: boolean | null;
  pitches: number | null;
  meters: number | null;
  partner: string | null;
  visibility: "public" | "private" | "direct";
}

const count = 10_000;
const sendStyles = ["onsight", "flash", "redpoint", "pinkpoint", "repeat"];
const styles = [...sendStyles, "top-rope", "hangdog", "attempt", "project"];
const boulders = ["V0", "V2", "V3", "V5", "V7", "V8"];
const routes = ["5c", "6a+", "6b", "7a", "7b+", "8a"];

/** The same at every run. */
function generateLogbook(): Entry[] {
  let seed = 20260501;
  const next = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  const pick = <T>(...given: T[]): T => given[next(given.length)] as T;
  return Array.from({ length: count }, () => {
    const discipline = pick("boulder", "sport", "trad" as const);
    const month = String(1 + next(12)).padStart(2, "0");
    return {
      day: `${2015 + next(11)}-${month}-${String(1 + next(28)).padStart(2, "0")}`,
      discipline,
      style: pick(...styles),
      attempts: pick(null, 1, 2, 7),
      rating: pick(null, 1, 5),
      grade: pick(null, "who knows", ...(discipline === "boulder" ? boulders : routes)),
      route: `Route ${next(900)}`,
      crag: pick(null, "Céüse", "Buoux", "The Gym"),
      indoor: pick(null, true, false),
      pitches: pick(null, 1, 4),
      meters: pick(null, 4.5, 30),
      partner: pick(null, null, "Lynn", "Ron"),
      visibility: pick("public", "public", "private", "direct" as const),
    };
  });
}

async function store(topout: TestTopout, climber: TestUser, entries: readonly Entry[]): Promise<void> {
  const now = topout.ctx.clock.now();
  const rows = entries.map((entry) => {
    const id = newId(now);
    const grade = entry.grade === null ? null : parseGrade(entry.grade, undefined, entry.discipline);
    return {
      id,
      uri: `${climber.account.uri}/climbs/${id}`,
      accountId: climber.account.id,
      visibility: entry.visibility,
      routeName: entry.route,
      discipline: entry.discipline,
      style: entry.style,
      attempts: entry.attempts,
      rating: entry.rating,
      gradeSystem: grade?.score == null ? null : grade.system,
      gradeValue: grade?.value ?? null,
      gradeScore: grade?.score ?? null,
      climbedOn: entry.day,
      locationName: entry.crag,
      coordinatePrecision: "exact" as const,
      isIndoor: entry.indoor,
      pitches: entry.pitches,
      heightMeters: entry.meters,
      notes: "",
      createdAt: now,
      updatedAt: now,
    };
  });
  const partners = entries.flatMap(({ partner }, index) =>
    partner === null ? [] : [{ climbId: rows[index]?.id ?? "", position: 0, accountId: null, name: partner }],
  );
  await topout.ctx.db.write(async (tx) => {
    for (let start = 0; start < rows.length; start += 500)
      await tx.insert(climbs).values(rows.slice(start, start + 500));
    for (let start = 0; start < partners.length; start += 500)
      await tx.insert(climbPartners).values(partners.slice(start, start + 500));
  });
}

const gradesOf = (entry: Entry): readonly string[] => (entry.discipline === "boulder" ? boulders : routes);
const levelOf = (entry: Entry): number => gradesOf(entry).indexOf(entry.grade ?? "");

function countBrutally(entries: readonly Entry[]) {
  let sends = 0;
  let pitches = 0;
  let meters = 0;
  let attempts = 0;
  const sentRoutes = new Set<string>();
  const days = new Set<string>();
  const pyramid: Record<string, number> = {};
  const pyramidStyles: Record<string, number> = {};
  const months: Record<string, { sends: number; hardest: number; value: string }> = {};
  const calendar: Record<string, [climbs: number, sends: number]> = {};
  const crags: Record<string, [climbs: number, sends: number]> = {};
  const partners: Record<string, [climbs: number, sends: number]> = {};
  const tries: Record<string, [sends: number, onsights: number, flashes: number]> = {};
  const attemptsByGrade: Record<string, number[]> = {};
  for (const entry of entries) {
    const isSent = sendStyles.includes(entry.style);
    days.add(entry.day);
    attempts += entry.attempts ?? 1;
    if (!["attempt", "project"].includes(entry.style)) {
      pitches += entry.pitches ?? 1;
      meters += entry.meters ?? 0;
    }
    if (isSent) {
      sends++;
      sentRoutes.add(`${entry.route}|${entry.crag}`);
    }
    const add = (to: Record<string, [number, number]>, key: string | null) => {
      if (key === null) return;
      const pair = (to[key] ??= [0, 0]);
      pair[0]++;
      if (isSent) pair[1]++;
    };
    add(calendar, entry.day);
    add(crags, entry.crag);
    add(partners, entry.partner);
    const level = levelOf(entry);
    if (isSent && level >= 0) {
      for (const style of [null, entry.style]) {
        const key = `${entry.day.slice(0, 7)} ${entry.discipline} ${style}`;
        const month = (months[key] ??= { sends: 0, hardest: -1, value: "" });
        month.sends++;
        if (level > month.hardest) Object.assign(month, { hardest: level, value: entry.grade });
      }
    }
    if (!isSent || entry.style === "repeat") continue;
    const tried = (tries[entry.discipline] ??= [0, 0, 0]);
    tried[0]++;
    if (entry.style === "onsight") tried[1]++;
    if (entry.style === "flash") tried[2]++;
    if (level < 0 || entry.grade === null) continue;
    pyramid[entry.grade] = (pyramid[entry.grade] ?? 0) + 1;
    const styled = `${entry.grade} ${entry.style}`;
    pyramidStyles[styled] = (pyramidStyles[styled] ?? 0) + 1;
    const known = ["onsight", "flash"].includes(entry.style) ? 1 : entry.attempts;
    if (known !== null) (attemptsByGrade[entry.grade] ??= []).push(known);
  }
  const mean = (numbers: number[]) => Number((numbers.reduce((a, b) => a + b, 0) / numbers.length).toFixed(2));
  return {
    totals: {
      climbs: entries.length,
      sends,
      routes: sentRoutes.size,
      days: days.size,
      pitches,
      meters: Number(meters.toFixed(1)),
      attempts,
    },
    pyramid,
    pyramidStyles,
    months: Object.fromEntries(Object.entries(months).map(([key, month]) => [key, `${month.sends} ${month.value}`])),
    calendar,
    crags,
    partners,
    tries,
    attempts: Object.fromEntries(Object.entries(attemptsByGrade).map(([grade, all]) => [grade, mean(all)])),
  };
}

// What a test compares is as loose as JSON.
/** The API's answer in the shape of the count above. */
function flatten(stats: Loose) {
  const pairs = (rows: Loose[], key: string) =>
    Object.fromEntries(rows.map((row) => [row[key], [row.climbs, row.sends]]));
  return {
    totals: stats.totals,
    pyramid: Object.fromEntries(stats.pyramid.map((step: Loose) => [step.grade.value, step.total])),
    pyramidStyles: Object.fromEntries(
      stats.pyramid.flatMap((step: Loose) =>
        Object.entries(step.by_style).map(([style, total]) => [`${step.grade.value} ${style}`, total]),
      ),
    ),
    months: Object.fromEntries(
      stats.progression.map((row: Loose) => [
        `${row.month} ${row.discipline} ${row.style}`,
        `${row.sends} ${row.hardest.value}`,
      ]),
    ),
    calendar: pairs(stats.calendar, "date"),
    crags: pairs(stats.crags, "name"),
    partners: pairs(stats.partners, "name"),
    tries: Object.fromEntries(
      stats.first_tries.map((row: Loose) => [row.discipline, [row.sends, row.onsights, row.flashes]]),
    ),
    attempts: Object.fromEntries(stats.attempts.map((step: Loose) => [step.grade.value, step.average])),
  };
}

test(
  "the statistics of ten thousand entries are what a count entry by entry gives, for every filter and reader",
  {
    timeout: 120_000,
  },
  async () => {
    await using topout = await startTopout();
    const ada = await topout.signUp("ada");
    const ben = await topout.signUp("ben");
    await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
    const entries = generateLogbook();
    await store(topout, ada, entries);
    const path = `/api/v1/accounts/${ada.account.id}/climbs/stats`;
    const filters: [query: string, fits: (entry: Entry) => boolean][] = [
      ["", () => true],
      ["discipline=boulder", (entry) => entry.discipline === "boulder"],
      ["discipline[]=sport&discipline[]=trad", (entry) => entry.discipline !== "boulder"],
      ["indoor=true", (entry) => entry.indoor === true],
      ["indoor=false", (entry) => entry.indoor === false],
      ["since=2020-03-04", (entry) => entry.day >= "2020-03-04"],
      ["until=2020-03-04", (entry) => entry.day <= "2020-03-04"],
      ["since=2019-02-10&until=2019-02-10", (entry) => entry.day === "2019-02-10"],
      [
        "since=2018-01-01&until=2019-12-31&discipline=trad&indoor=false",
        (entry) => entry.day >= "2018" && entry.day < "2020" && entry.discipline === "trad" && entry.indoor === false,
      ],
      ["since=2030-01-01", () => false],
    ];
    const readers: [client: TestUser | TestTopout["anyone"], sees: readonly Entry["visibility"][]][] = [
      [ada, ["public", "private", "direct"]],
      [ben, ["public", "private"]],
      [topout.anyone, ["public"]],
    ];
    for (const [reader, sees] of readers) {
      for (const [query, fits] of filters) {
        const { status, json } = await reader.get(`${path}?${query}`);
        expect(status).toBe(200);
        const counted = countBrutally(entries.filter((entry) => sees.includes(entry.visibility) && fits(entry)));
        expect(flatten(json), query).toEqual(counted);
      }
    }
  },
);

test("a year in review tells of its year alone, beside the one before", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const log = async (climbed_on: string, more: Record<string, unknown>) =>
    (await ada.post("/api/v1/climbs", { route_name: "R", style: "redpoint", climbed_on, ...more })).json.id;
  await log("2024-12-31", { grade: "8a" });
  await log("2025-01-01", { grade: "6a", rating: 5, partners: ["Lynn"] });
  const hardest = await log("2025-05-02", { grade: "7a+/7b" });
  await log("2025-05-03", { grade: "7a+" });
  const boulder = await log("2025-06-01", { grade: "V5" });
  await log("2025-06-02", { grade: "V9", style: "project" });
  await log("2026-01-01", { grade: "9a" });
  const path = `/api/v1/accounts/${ada.account.id}/climbs/review`;
  const { json } = await topout.anyone.get(`${path}/2025`);
  expect(json).toMatchObject({
    year: 2025,
    totals: { climbs: 5, sends: 4, days: 5 },
    year_before: { climbs: 1, sends: 1 },
    busiest_month: { month: "2025-05", climbs: 2 },
    partners: [{ name: "Lynn", climbs: 1 }],
    streaks: { days: { longest: 2 } },
  });
  expect(json.hardest.map((climb: Loose) => climb.id).toSorted()).toEqual([hardest, boulder].toSorted());
  expect(json.best_rated).toMatchObject([{ rating: 5, climbed_on: "2025-01-01" }]);
  expect((await topout.anyone.get(`${path}/1999`)).json).toMatchObject({ totals: { climbs: 0 }, busiest_month: null });
  for (const year of ["x", "20255", "-1", "1e3", "0x7E8", "1799"])
    expect((await ada.get(`${path}/${year}`)).status).toBe(404);
});

test("nonsense is refused by name, and a logbook of nobody is not there", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const path = `/api/v1/accounts/${ada.account.id}/climbs/stats`;
  for (const query of [
    "since=yesterday",
    "until=2026-02-30",
    "discipline=chess",
    "since=2026-02-01&until=2026-01-01",
  ]) {
    const { status, json } = await ada.get(`${path}?${query}`);
    expect(status, query).toBe(422);
    expect(json.error).toMatch(/^Validation failed: /);
  }
  expect((await ada.get("/api/v1/accounts/110000000000000000/climbs/stats")).status).toBe(404);
  for (const query of ["", "?since=&until=&discipline=&indoor="])
    expect((await ada.get(`${path}${query}`)).json).toMatchObject({
      totals: { climbs: 0, days: 0 },
      pyramid: [],
      calendar: [],
    });
});

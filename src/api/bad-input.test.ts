import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { createClient, type Answer, type TestClient } from "../testing/client.ts";
import { databaseContents } from "../testing/database-contents.ts";
import { hasOpenApi, loadOpenApi, type OpenApi } from "../testing/openapi.ts";
import { populate, type Populated } from "../testing/populate.ts";
import { startTopout, type TestTopout } from "../testing/start-topout.ts";
import { untilIdle } from "../testing/until-idle.ts";
import { allWalks } from "./testing/all-walks.ts";
import { withOddIds, withOddValues, type Asked } from "./testing/bad-requests.ts";
import { tokenMaker } from "./testing/token-without.ts";
import type { Walk } from "./testing/walks.ts";

const patienceMs = 20_000;
const refusals = [400, 401, 403, 404, 422];

interface Scene extends AsyncDisposable {
  readonly topout: TestTopout;
  readonly api: OpenApi;
  readonly populated: Populated;
  readonly steps: readonly Walk[];
  /**
   * What is wrong with the answer: a failure of the server's, one that the document has not got, a refusal that is not
   * told as Mastodon tells it, or one that changed something all the same.
   */
  judge(client: TestClient, step: Walk, asked: Asked): Promise<{ status: number; faults: string[] }>;
}

/** Faults of collections stand in an object, as on Mastodon. */
function reasonOf(json: Answer["json"]): string {
  const reason = json?.error?.error ?? json?.error;
  return typeof reason === "string" ? reason : "";
}

async function startScene(): Promise<Scene> {
  const topout = await startTopout({ TOPOUT_REGISTRATION: "open" });
  const api = loadOpenApi();
  const populated = await populate(topout);
  const steps = await allWalks(topout, populated);
  await untilIdle(topout);
  const { db } = topout.ctx;

  async function changesSomething(ask: () => Promise<Answer>): Promise<boolean> {
    // The worker may have been at something else before.
    await untilIdle(topout);
    const before = await databaseContents(db.read);
    const answer = await ask();
    await untilIdle(topout);
    return answer.status >= 400 && (await databaseContents(db.read)) !== before;
  }

  return {
    topout,
    api,
    populated,
    steps,
    async judge(client, step, { oddity, path, body }) {
      const [method = "", template = ""] = step.operation.split(" ");
      const ask = () => client.request(method, path, body);
      const written: string[] = [];
      const stop = db.onQuery((statement) => {
        if (/^(insert|update|delete)\b/i.test(statement) && !/^(update|delete from) "jobs"/.test(statement))
          written.push(statement);
      });
      const patience = new AbortController();
      const late = delay(patienceMs, null, patience).catch(() => null);
      const answer = await Promise.race([ask(), late]);
      patience.abort();
      stop();
      const told = (fault: string): string => `${step.operation}, ${oddity}: ${fault}`;
      if (answer === null) return { status: 0, faults: [told("no answer")] };
      const { status, json, text } = answer;
      const faults = api.checkResponse(method, template, status, json).map((fault) => `${status} ${fault}`);
      if (status >= 400 && !refusals.includes(status)) faults.push(`${status} ${text.slice(0, 200)}`);
      if (status >= 400 && template !== "/oauth/authorize" && reasonOf(json) === "")
        faults.push(`${status} without a reason: ${text.slice(0, 200)}`);
      if (status >= 400 && written.length > 0 && (await changesSomething(ask))) {
        faults.push(`${status}, and yet ${written.map((statement) => statement.slice(0, 60)).join("; ")}`);
      }
      return { status, faults: faults.map(told) };
    },
    async [Symbol.asyncDispose]() {
      await topout[Symbol.asyncDispose]();
    },
  };
}

const inputsOf = ({ api }: Scene, step: Walk) => {
  const [method = "", template = ""] = step.operation.split(" ");
  return api.inputsOf(method, template);
};

test.skipIf(!hasOpenApi)(
  "whatever a parameter is, it is taken or refused with a reason",
  { timeout: 600_000 },
  async () => {
    await using scene = await startScene();
    const faults: string[] = [];
    let asked = 0;
    for (const step of scene.steps) {
      for (const request of withOddValues(step, inputsOf(scene, step))) {
        faults.push(...(await scene.judge(step.as ?? scene.populated.ada, step, request)).faults);
        asked++;
      }
    }
    console.log(`bad input: ${asked} requests, ${faults.length} faults`);
    expect(faults).toEqual([]);
  },
);

/** Parameters that are no ids: whatever they are, there is an answer. */
const namings = ["name", "hashtag", "date", "year"];

const isId = (step: Walk, name: string): boolean => !namings.includes(name) && !step.operation.includes("/tags/{id}");

// As on Mastodon, who is not suggested any more need not be there, nor a group that has been dismissed.
const needNotBe = (step: Walk): boolean =>
  step.operation.startsWith("DELETE /api/v1/suggestions") ||
  /\/api\/v2\/notifications\/\{group_key\}\/(accounts|dismiss)$/.test(step.operation);

test.skipIf(!hasOpenApi)(
  "an id that names nothing is not found, whatever it looks like",
  { timeout: 300_000 },
  async () => {
    await using scene = await startScene();
    const faults: string[] = [];
    for (const step of scene.steps) {
      const inputs = inputsOf(scene, step);
      for (const name of inputs.path) {
        for (const asked of withOddIds(step, name)) {
          const judged = await scene.judge(step.as ?? scene.populated.ada, step, asked);
          faults.push(...judged.faults);
          if (isId(step, name) && judged.status !== 404 && !needNotBe(step))
            faults.push(`${step.operation}, ${asked.oddity}: ${judged.status}`);
        }
      }
    }
    expect(faults).toEqual([]);
  },
);

/** What is somebody's own, and how a stranger who asks for it is answered, where that is not 404. */
const owned: readonly (readonly [operation: RegExp, status?: number])[] = [
  [/^(PUT|DELETE) \/api\/v1\/statuses\/\{id\}$/],
  [/^PUT \/api\/v1\/statuses\/\{id\}\/interaction_policy$/, 403],
  [/^POST \/api\/v1\/statuses\/\{id\}\/quotes\/.*revoke$/, 403],
  [/^POST \/api\/v1\/statuses\/\{id\}\/pin$/, 422],
  [/^\w+ \/api\/v1\/lists\/\{id\}/],
  [/^GET \/api\/v1\/timelines\/list/],
  [/^GET \/api\/v1\/streaming\/list/, 401],
  [/^\w+ \/api\/v[12]\/filters\/.*\{/],
  [/^\w+ \/api\/v1\/scheduled_statuses\/\{id\}/],
  [/^\w+ \/api\/v1\/media\/\{id\}/],
  [/^\w+ \/api\/v1\/conversations\/\{id\}/],
  // A group of theirs that is not there has nobody in it, and nothing to dismiss.
  [/^\w+ \/api\/v2\/notifications\/\{group_key\}\/(accounts|dismiss)$/, 200],
  [/^\w+ \/api\/v[12]\/notifications\/.*\{/],
  [/^DELETE \/api\/v1\/featured_tags\/\{id\}/],
  [/^POST \/api\/v1\/follow_requests\//],
  [/^(GET|PUT) \/api\/v1\/push\/subscription$/],
];

test.skipIf(!hasOpenApi)("what is somebody's own is not there for others", { timeout: 300_000 }, async () => {
  await using scene = await startScene();
  const dora = await scene.topout.signUp("dora");
  const faults: string[] = [];
  const met = new Set<RegExp>();
  for (const step of scene.steps) {
    const found = owned.find(([operation]) => operation.test(step.operation));
    if (found === undefined) continue;
    const [operation, expected = 404] = found;
    met.add(operation);
    const asking = step.client?.(scene.topout.origin, dora.token) ?? dora;
    const judged = await scene.judge(asking, step, { oddity: "as a stranger", path: step.path, body: step.body });
    faults.push(...judged.faults);
    if (judged.status !== expected) faults.push(`${step.operation}: ${judged.status}`);
  }
  expect(faults).toEqual([]);
  expect(met.size).toBe(owned.length);
});

test.skipIf(!hasOpenApi)("who may not do it changes nothing", { timeout: 300_000 }, async () => {
  await using scene = await startScene();
  const { topout, api, populated } = scene;
  const tokenWithout = await tokenMaker(topout, populated.ada.account);
  const faults: string[] = [];
  for (const step of scene.steps) {
    const [method = "", template = ""] = step.operation.split(" ");
    const scopes = step.scopes ?? api.scopesOf(method, template);
    if (step.access === "anyone" || scopes.length === 0) continue;
    const speakFor = (token: string | null) => (step.client ?? createClient)(topout.origin, token);
    for (const [oddity, client, expected] of [
      ["without a token", speakFor(null), 401],
      ["with a token that is none", speakFor("x".repeat(43)), 401],
      ["without the scope", speakFor(await tokenWithout(scopes)), step.unscoped ?? 403],
    ] as const) {
      const judged = await scene.judge(client, step, { oddity, path: step.path, body: step.body });
      faults.push(...judged.faults);
      if (judged.status !== expected) faults.push(`${step.operation}, ${oddity}: ${judged.status}`);
    }
  }
  expect(faults).toEqual([]);
});

/** What a page of a list shows: as long as asked without a bound, nothing, or one entry at the most. */
type Shown = "all" | "none" | "one";

/** As Mastodon reads them: the number that a bound begins with, and nothing lies beside what is no number. */
const cursors: readonly (readonly [name: string, value: string, shown: Shown])[] = [
  ["max_id", "x", "none"],
  ["max_id", "-1", "none"],
  ["max_id", "", "all"],
  ["max_id", "999999999999999999999", "all"],
  ["since_id", "%27%22%3B", "none"],
  ["since_id", "-1", "all"],
  ["since_id", "", "all"],
  ["min_id", "x", "none"],
  ["min_id", "", "all"],
  ["limit", "-1", "one"],
  ["limit", "abc", "none"],
  ["limit", "1e9", "one"],
  ["limit", "0", "none"],
  ["offset", "-5", "all"],
  ["offset", "abc", "all"],
];

/** Kept in Redis there, where what is no number is 0, below everything. */
const feeds = ["GET /api/v1/timelines/home", "GET /api/v1/timelines/list/{list_id}"];

function shownFor({ operation }: Walk, [name, value, shown]: (typeof cursors)[number]): Shown {
  if (name !== "max_id" && name !== "limit" && feeds.includes(operation)) return "all";
  // Everybody who is in it.
  if (operation === "GET /api/v1/lists/{id}/accounts" && name === "limit" && value === "0") return "all";
  return shown;
}

const entriesOf = ({ json }: Answer): unknown[] | null =>
  Array.isArray(json) ? json : (json?.notification_groups ?? null);

test.skipIf(!hasOpenApi)("a page beside nonsense is empty or as without it, as on Mastodon", async () => {
  await using scene = await startScene();
  const faults: string[] = [];
  let lists = 0;
  for (const step of scene.steps) {
    const client = step.as ?? scene.populated.ada;
    const names = inputsOf(scene, step).query;
    if (!names.includes("limit") || step.status !== undefined) continue;
    const whole = entriesOf(await client.get(step.path));
    if (whole === null) continue;
    if (whole.length > 1) lists++;
    for (const cursor of cursors) {
      const [name, value] = cursor;
      if (!names.includes(name)) continue;
      const shown = entriesOf(await client.get(`${step.path}${step.path.includes("?") ? "&" : "?"}${name}=${value}`));
      const expected = { all: whole.length, none: 0, one: Math.min(1, whole.length) }[shownFor(step, cursor)];
      if (shown?.length !== expected)
        faults.push(`${step.operation} ${name}=${value}: ${shown?.length} instead of ${expected}`);
    }
  }
  expect(faults).toEqual([]);
  expect(lists).toBeGreaterThan(10);
});

import { expect, test } from "vitest";
import { checkNeeds } from "../testing/client-needs.ts";
import { createClient, type Answer, type TestClient } from "../testing/client.ts";
import { hasOpenApi, loadOpenApi, type OpenApi } from "../testing/openapi.ts";
import { populate } from "../testing/populate.ts";
import { startTopout, type TestTopout } from "../testing/start-topout.ts";
import { allWalks } from "./testing/all-walks.ts";
import { tokenMaker } from "./testing/token-without.ts";
import type { Walk } from "./testing/walks.ts";

interface Scene {
  readonly topout: TestTopout;
  readonly api: OpenApi;
  readonly ada: TestClient;
  /** See `tokenMaker`. */
  readonly tokenWithout: (scopes: readonly string[]) => Promise<string>;
}

/** Does one walk and tells every fault of every answer. */
async function walk({ topout, api, ada, tokenWithout }: Scene, step: Walk): Promise<string[]> {
  const [method = "", template = ""] = step.operation.split(" ");
  const faults: string[] = [];
  const judge = (asked: string, answer: Answer, status: number): void => {
    const wrong = answer.status === status ? [] : [`status ${answer.status}: ${answer.text.slice(0, 200)}`];
    for (const fault of [...wrong, ...api.checkResponse(method, template, answer.status, answer.json)]) {
      faults.push(`${step.operation}, ${asked} (${status}): ${fault}`);
    }
  };
  const expected = step.status ?? 200;
  const scopes = step.scopes ?? api.scopesOf(method, template);
  const client = step.as ?? ada;
  const speakFor = (token: string | null): TestClient => (step.client ?? createClient)(topout.origin, token);
  judge(
    "without a token",
    await speakFor(null).request(method, step.path, step.body),
    step.access === "anyone" ? expected : 401,
  );
  judge(
    "without the scope",
    await speakFor(await tokenWithout(scopes)).request(method, step.path, step.body),
    scopes.length === 0 ? expected : (step.unscoped ?? 403),
  );
  if (step.nothing !== undefined) {
    judge("of nothing", await client.request(method, step.nothing, step.body), 404);
  }
  if (step.faulty !== undefined) {
    const { path, body, status } = step.faulty;
    judge("faulty", await client.request(method, path ?? step.path, body ?? step.body), status);
  }
  const answer = await client.request(method, step.path, step.body);
  judge("as it should be", answer, expected);
  if (step.needs !== undefined) faults.push(...checkNeeds(step.needs, answer.json, step.operation));
  return faults;
}

if (!hasOpenApi) console.warn("\n  The OpenAPI document of Mastodon is not there: conformance is SKIPPED.\n");

test.skipIf(!hasOpenApi)("every operation answers as Mastodon's documentation says", { timeout: 120_000 }, async () => {
  await using topout = await startTopout({ TOPOUT_REGISTRATION: "open" });
  const populated = await populate(topout);
  const tokenWithout = await tokenMaker(topout, populated.cleo.account);
  const scene = { topout, api: loadOpenApi(), ada: populated.ada, tokenWithout };
  const faultsByOperation = new Map<string, string[]>();
  for (const step of await allWalks(topout, populated)) {
    const known = faultsByOperation.get(step.operation) ?? [];
    faultsByOperation.set(step.operation, [...known, ...(await walk(scene, step))]);
  }
  const { operations } = scene.api;
  const missing = operations
    .map(({ method, path }) => `${method} ${path}`)
    .filter((operation) => !faultsByOperation.has(operation));
  const invalid = [...faultsByOperation.values()].filter((faults) => faults.length > 0).length;
  console.log(
    `conformance: operations ${operations.length}, valid ${faultsByOperation.size - invalid}, ` +
      `invalid ${invalid}, missing ${missing.length}`,
  );
  expect([...faultsByOperation.values()].flat()).toEqual([]);
  expect(missing).toEqual([]);
});

test.skipIf(!hasOpenApi)("what is changed by PUT is changed by PATCH, and the other way round", async () => {
  await using topout = await startTopout();
  const changing = (await allWalks(topout, await populate(topout))).filter(({ operation }) =>
    /^P(UT|ATCH)/.test(operation),
  );
  for (const { operation, path } of changing) {
    const other = operation.startsWith("PUT") ? "PATCH" : "PUT";
    // What is not there is 404, with a token or without.
    expect([operation, (await topout.anyone.request(other, path)).status]).toEqual([operation, 401]);
  }
  expect(changing.length).toBeGreaterThan(10);
});

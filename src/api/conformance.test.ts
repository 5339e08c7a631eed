import { expect, test } from "vitest";
import { findAppByClientId } from "../domain/oauth/apps.ts";
import { allScopes, covers } from "../domain/oauth/scopes.ts";
import { issueToken } from "../domain/oauth/tokens.ts";
import { checkNeeds } from "../testing/client-needs.ts";
import { createClient, type Answer, type TestClient } from "../testing/client.ts";
import { hasOpenApi, loadOpenApi, type OpenApi } from "../testing/openapi.ts";
import { populate, type Populated } from "../testing/populate.ts";
import { startTopout, type TestTopout } from "../testing/start-topout.ts";
import { absentWalks } from "./testing/walks-absent.ts";
import { accountWalks, listWalks, readingWalks, statusWalks, type Walk } from "./testing/walks.ts";
import { notificationWalks } from "./testing/walks-notifications.ts";
import { filterWalks } from "./testing/walks-filters.ts";
import { listTimelineWalks, tagWalks } from "./testing/walks-lists.ts";
import { relationWalks } from "./testing/walks-relations.ts";
import { quoteWalks } from "./testing/walks-quotes.ts";
import { pollWalks } from "./testing/walks-polls.ts";
import { streamingWalks } from "./testing/walks-streaming.ts";
import { aboutWalks } from "./testing/walks-about.ts";
import { signUpWalks } from "./testing/walks-sign-up.ts";
import { mediaWalks } from "./testing/walks-media.ts";
import { collectionWalks } from "./testing/walks-collections.ts";
import { oauthWalks } from "./testing/walks-oauth.ts";
import { registerTestApp } from "./oauth/testing/oauth-flow.ts";

interface Scene {
  readonly topout: TestTopout;
  readonly api: OpenApi;
  readonly ada: TestClient;
  /** A token of somebody that has every scope but those that cover one of these; without any, where none is needed. */
  tokenWithout(scopes: readonly string[]): Promise<string>;
}

async function startScene(topout: TestTopout, { ada, cleo }: Populated): Promise<Scene> {
  const { client_id } = await registerTestApp(topout);
  const app = await findAppByClientId(topout.ctx, client_id);
  const tokens = new Map<string, string>();
  return {
    topout,
    api: loadOpenApi(),
    ada,
    async tokenWithout(scopes) {
      const others = allScopes.filter((granted) => !scopes.some((scope) => covers([granted], scope)));
      const left = scopes.length === 0 ? [] : others;
      const grant = { appId: app?.id ?? null, accountId: cleo.account.id, scopes: left };
      const token = tokens.get(scopes.join()) ?? (await topout.ctx.db.write((tx) => issueToken(topout.ctx, tx, grant)));
      tokens.set(scopes.join(), token);
      return token;
    },
  };
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
  const scene = await startScene(topout, populated);
  const { ada, cleo } = populated;
  await ada.post(`/api/v1/accounts/${cleo.account.id}/follow`);
  const { json: notified } = await ada.get("/api/v1/notifications");
  // One that stands alone: groups are dismissed as a whole.
  const notification = notified.find((one: { type: string }) => one.type !== "favourite").id;
  const steps = [
    // Before those that clear what was told.
    ...(await notificationWalks(populated)),
    ...readingWalks(populated, notification),
    // Before somebody is unfollowed.
    ...(await listTimelineWalks(populated)),
    ...(await tagWalks(populated)),
    // While ben still follows ada.
    ...relationWalks(populated),
    ...accountWalks(populated),
    ...statusWalks(populated),
    ...listWalks(populated),
    ...(await filterWalks(populated)),
    ...(await pollWalks(populated)),
    ...(await quoteWalks(populated)),
    ...(await streamingWalks(topout.origin, populated)),
    ...(await mediaWalks(populated)),
    ...(await aboutWalks(topout, populated)),
    ...(await oauthWalks(topout, populated)),
    ...(await signUpWalks(topout)),
    ...collectionWalks(populated),
    ...absentWalks(populated),
  ];
  const faultsByOperation = new Map<string, string[]>();
  for (const step of steps) {
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

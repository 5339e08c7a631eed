import { expect, test } from "vitest";
import { checkNeeds } from "../testing/client-needs.ts";
import type { Answer, TestClient } from "../testing/client.ts";
import { hasOpenApi, loadOpenApi, type OpenApi } from "../testing/openapi.ts";
import { populate, type Populated } from "../testing/populate.ts";
import { startTopout, type TestTopout } from "../testing/start-topout.ts";
import { accountWalks, listWalks, readingWalks, statusWalks, type Walk } from "./testing/walks.ts";
import { notificationWalks } from "./testing/walks-notifications.ts";
import { filterWalks } from "./testing/walks-filters.ts";
import { listTimelineWalks, tagWalks } from "./testing/walks-lists.ts";
import { relationWalks } from "./testing/walks-relations.ts";
import { collectionWalks } from "./testing/walks-collections.ts";
import { quoteWalks } from "./testing/walks-quotes.ts";
import { pollWalks } from "./testing/walks-polls.ts";
import { streamingWalks } from "./testing/walks-streaming.ts";
import { aboutWalks } from "./testing/walks-about.ts";
import { signUpWalks } from "./testing/walks-sign-up.ts";
import { mediaWalks } from "./testing/walks-media.ts";
import { authorizePath, obtainCode, registerTestApp } from "./oauth/testing/oauth-flow.ts";

async function oauthWalks(topout: TestTopout, { ada }: Populated): Promise<Walk[]> {
  const app = await registerTestApp(topout);
  const code = await obtainCode(topout, app, "ada");
  const { client_id, client_secret } = app;
  const exchange = { grant_type: "authorization_code", client_id, client_secret, redirect_uri: "belay://", code };
  const appToken = await topout.anyone.post("/oauth/token", {
    grant_type: "client_credentials",
    client_id,
    client_secret,
  });
  const asApp = { authorization: `Bearer ${appToken.json.access_token}` };
  return [
    {
      operation: "POST /api/v1/apps",
      path: "/api/v1/apps",
      body: { client_name: "Belay", redirect_uris: "belay://" },
      needs: "application",
      access: "anyone",
      faulty: { status: 422, body: { redirect_uris: "belay://" } },
    },
    {
      operation: "GET /api/v1/apps/verify_credentials",
      path: "/api/v1/apps/verify_credentials",
      as: { ...topout.anyone, request: (method, path) => topout.anyone.request(method, path, undefined, asApp) },
      access: "app",
    },
    {
      operation: "GET /oauth/authorize",
      path: authorizePath(app),
      access: "anyone",
    },
    { operation: "POST /oauth/token", path: "/oauth/token", body: exchange, needs: "token", access: "anyone" },
    { operation: "GET /oauth/userinfo", path: "/oauth/userinfo", as: ada, access: "user" },
    {
      operation: "POST /oauth/revoke",
      path: "/oauth/revoke",
      body: { client_id, client_secret, token: appToken.json.access_token },
      access: "anyone",
      faulty: { status: 403, body: { client_id, client_secret: "wrong", token: appToken.json.access_token } },
    },
  ];
}

/** Does one walk and tells every fault of every answer. */
async function walk(topout: TestTopout, api: OpenApi, strangers: TestClient, step: Walk, ada: TestClient) {
  const [method = "", template = ""] = step.operation.split(" ");
  const faults: string[] = [];
  const judge = (answer: Answer, status: number): void => {
    const wrong = answer.status === status ? [] : [`status ${answer.status} instead of ${status}`];
    for (const fault of [...wrong, ...api.checkResponse(method, template, answer.status, answer.json)]) {
      faults.push(
        `${step.operation} (${status}): ${fault} ${answer.status === status ? "" : answer.text.slice(0, 200)}`,
      );
    }
  };
  const client = step.as ?? ada;
  if (step.access !== "anyone") judge(await topout.anyone.request(method, step.path, step.body), 401);
  if (step.access === "user") judge(await strangers.request(method, step.path, step.body), 403);
  if (step.nothing !== undefined) judge(await client.request(method, step.nothing, step.body), 404);
  if (step.faulty !== undefined) {
    judge(
      await client.request(method, step.faulty.path ?? step.path, step.faulty.body ?? step.body),
      step.faulty.status,
    );
  }
  const answer = await client.request(method, step.path, step.body);
  judge(answer, 200);
  if (step.needs !== undefined) faults.push(...checkNeeds(step.needs, answer.json, step.operation));
  return faults;
}

if (!hasOpenApi) console.warn("\n  The OpenAPI document of Mastodon is not there: conformance is SKIPPED.\n");

test.skipIf(!hasOpenApi)("every operation answers as Mastodon's documentation says", { timeout: 120_000 }, async () => {
  await using topout = await startTopout({ TOPOUT_REGISTRATION: "open" });
  const api = loadOpenApi();
  const populated = await populate(topout);
  const strangers = await topout.signUp("dora", { scopes: ["push"] });
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
    // Before anybody is blocked.
    ...(await collectionWalks(populated)),
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
  ];
  const faultsByOperation = new Map<string, string[]>();
  for (const step of steps) faultsByOperation.set(step.operation, await walk(topout, api, strangers, step, ada));

  const left = api.operations.filter(({ method, path }) => !faultsByOperation.has(`${method} ${path}`));
  const unwalked: string[] = [];
  for (const { method, path } of left) {
    const id = path.startsWith("/api/v1/statuses") ? populated.posts.public : ada.account.id;
    const answer = await ada.request(method, path.replace(/\{[^}]*\}/g, id));
    if (answer.status !== 404) unwalked.push(`${method} ${path}: ${answer.status}`);
  }
  const faults = [...faultsByOperation.values()].flat();
  const invalid = [...faultsByOperation.values()].filter((found) => found.length > 0).length;
  console.log(
    `conformance: operations ${api.operations.length}, implemented ${faultsByOperation.size}, ` +
      `valid ${faultsByOperation.size - invalid}, invalid ${invalid}`,
  );
  expect(faults).toEqual([]);
  expect(unwalked).toEqual([]);
});

import { expect, test } from "vitest";
import { findLocalAccountEvenIfNew, insertAccount } from "../db/account-queries.ts";
import { addRule } from "../domain/about/texts.ts";
import type { Account } from "../domain/accounts/account.ts";
import { newLocalAccount } from "../domain/accounts/create-local-account.ts";
import { allScopes } from "../domain/oauth/scopes.ts";
import { checkNeeds } from "../testing/client-needs.ts";
import { createClient } from "../testing/client.ts";
import { startTopout, testPassword, type TestTopout, type TestUser } from "../testing/start-topout.ts";
import { obtainCode, registerTestApp } from "./oauth/testing/oauth-flow.ts";
import { tokenMaker } from "./testing/token-without.ts";

/** Whether moderators may, and what an administrator is answered of an account, a report or a tag that is not there. */
type Row = readonly [route: string, scope: string, who: "staff" | "admins", status: number];

const crud = (name: string, update: boolean): Row[] => [
  [`GET /api/v1/admin/${name}`, `admin:read:${name}`, "admins", 404],
  [`GET /api/v1/admin/${name}/1`, `admin:read:${name}`, "admins", 404],
  [`POST /api/v1/admin/${name}`, `admin:write:${name}`, "admins", 404],
  [`DELETE /api/v1/admin/${name}/1`, `admin:write:${name}`, "admins", 404],
  ...(update
    ? ["PUT", "PATCH"].map((method): Row => [`${method} /api/v1/admin/${name}/1`, `admin:write:${name}`, "admins", 404])
    : []),
];

/** docs.joinmastodon.org/methods/admin, and what only Mastodon's source tells of tags and of what trends. */
const rows: readonly Row[] = [
  ["GET /api/v1/admin/accounts", "admin:read:accounts", "staff", 200],
  ["GET /api/v2/admin/accounts", "admin:read:accounts", "staff", 200],
  ["GET /api/v1/admin/accounts/1", "admin:read:accounts", "staff", 404],
  ...["approve", "reject", "action", "enable", "unsilence", "unsuspend", "unsensitive"].map((verb): Row => [
    `POST /api/v1/admin/accounts/1/${verb}`,
    "admin:write:accounts",
    "staff",
    404,
  ]),
  ["DELETE /api/v1/admin/accounts/1", "admin:write:accounts", "admins", 404],
  ["GET /api/v1/admin/reports", "admin:read:reports", "staff", 200],
  ["GET /api/v1/admin/reports/1", "admin:read:reports", "staff", 404],
  ["PUT /api/v1/admin/reports/1", "admin:write:reports", "staff", 404],
  ["PATCH /api/v1/admin/reports/1", "admin:write:reports", "staff", 404],
  ...["assign_to_self", "unassign", "resolve", "reopen"].map((verb): Row => [
    `POST /api/v1/admin/reports/1/${verb}`,
    "admin:write:reports",
    "staff",
    404,
  ]),
  ...crud("domain_allows", false),
  ...crud("domain_blocks", true),
  ...crud("email_domain_blocks", false),
  ...crud("canonical_email_blocks", false),
  ["POST /api/v1/admin/canonical_email_blocks/test", "admin:read:canonical_email_blocks", "admins", 404],
  ...crud("ip_blocks", true),
  ...["measures", "dimensions", "retention"].map((name): Row => [
    `POST /api/v1/admin/${name}`,
    "admin:read",
    "staff",
    404,
  ]),
  ...["tags", "statuses", "links"].flatMap((kind): Row[] => [
    [`GET /api/v1/admin/trends/${kind}`, "admin:read", "staff", 200],
    [`POST /api/v1/admin/trends/${kind}/1/approve`, "admin:write", "staff", 404],
    [`POST /api/v1/admin/trends/${kind}/1/reject`, "admin:write", "staff", 404],
  ]),
  ["GET /api/v1/admin/trends/links/publishers", "admin:read", "staff", 404],
  ["POST /api/v1/admin/trends/links/publishers/1/approve", "admin:write", "staff", 404],
  ["POST /api/v1/admin/trends/links/publishers/1/reject", "admin:write", "staff", 404],
  ["GET /api/v1/admin/tags", "admin:read", "staff", 404],
  ["GET /api/v1/admin/tags/1", "admin:read", "staff", 404],
  ["PUT /api/v1/admin/tags/1", "admin:write", "staff", 404],
  ["PATCH /api/v1/admin/tags/1", "admin:write", "staff", 404],
];

test("every documented route of the admin API is for a token with its scope and a role that may", async () => {
  await using topout = await startTopout();
  const boss = await topout.signUp("boss", { role: "admin" });
  const mod = await topout.signUp("milo", { role: "moderator" });
  const ada = await topout.signUp("ada");
  const tokenWithout = await tokenMaker(topout, boss.account);
  for (const [route, scope, who, status] of rows) {
    const [method = "", path = ""] = route.split(" ");
    const told = async (client: typeof topout.anyone) => {
      const answer = await client.request(method, path);
      return [answer.status, answer.status >= 400 ? answer.json : "listed"];
    };
    const notAllowed = [403, { error: "This action is not allowed" }];
    const answered = [status, status === 200 ? "listed" : { error: expect.any(String) }];
    const scopeless = createClient(topout.origin, await tokenWithout([scope]));
    expect(await told(topout.anyone), route).toEqual([401, { error: "The access token is invalid" }]);
    expect(await told(scopeless), route).toEqual([403, { error: "This action is outside the authorized scopes" }]);
    expect(await told(ada), route).toEqual(notAllowed);
    expect(await told(mod), route).toEqual(who === "staff" ? answered : notAllowed);
    expect(await told(boss), route).toEqual(answered);
  }
});

test("an app is registered for every scope of the administrators, and is given those that it asks for", async () => {
  await using topout = await startTopout();
  const boss = await topout.signUp("boss", { role: "admin" });
  const adminScopes = allScopes.filter((scope) => scope.startsWith("admin:"));
  expect(adminScopes).toHaveLength(16);
  const { json: metadata } = await topout.anyone.get("/.well-known/oauth-authorization-server");
  expect(metadata.scopes_supported).toEqual(expect.arrayContaining(adminScopes));
  const app = await registerTestApp(topout, { scopes: adminScopes.join(" ") });
  const scope = "admin:read:accounts admin:write:reports";
  const code = await obtainCode(topout, app, "boss", { scope });
  const exchange = { ...app, grant_type: "authorization_code", redirect_uri: "belay://", code };
  const { json: token } = await topout.anyone.post("/oauth/token", exchange);
  expect(token.scope).toBe(scope);
  const client = createClient(topout.origin, token.access_token);
  expect((await client.get(`/api/v1/admin/accounts/${boss.account.id}`)).status).toBe(200);
  expect((await client.get("/api/v1/admin/reports")).status).toBe(403);
  const asApp = { ...app, grant_type: "client_credentials", scope: "admin:read:accounts" };
  const { json: alone } = await topout.anyone.post("/oauth/token", asApp);
  const answer = await createClient(topout.origin, alone.access_token).get("/api/v1/admin/accounts");
  expect([answer.status, answer.json]).toEqual([403, { error: "This action is not allowed" }]);
});

interface Scene extends AsyncDisposable {
  readonly topout: TestTopout;
  readonly boss: TestUser;
  readonly mod: TestUser;
  readonly ada: TestUser;
  readonly lynn: Account;
  /** Somebody who signed up and waits. */
  apply(username: string): Promise<string>;
}

async function startScene(): Promise<Scene> {
  const topout = await startTopout({ TOPOUT_REGISTRATION: "approval" });
  const { ctx } = topout;
  const boss = await topout.signUp("boss", { role: "admin" });
  const mod = await topout.signUp("milo", { role: "moderator" });
  const ada = await topout.signUp("ada");
  await ada.patch("/api/v1/accounts/update_credentials", { display_name: "Ada L." });
  const remote = { ...newLocalAccount(ctx, "lynn", "Person", ctx.clock.now()), domain: "crag.example" };
  const uris = { uri: "https://crag.example/lynn", url: "https://crag.example/@lynn" };
  const lynn = await ctx.db.write((tx) => insertAccount(tx, { ...remote, ...uris }));
  const { client_id, client_secret } = await registerTestApp(topout);
  const grant = { grant_type: "client_credentials", client_id, client_secret, scope: "write" };
  const { json: token } = await topout.anyone.post("/oauth/token", grant);
  return {
    topout,
    boss,
    mod,
    ada,
    lynn,
    async apply(username) {
      const form = {
        username,
        email: `${username}@example.org`,
        password: testPassword,
        agreement: true,
        locale: "de",
      };
      const given = { ...form, reason: `I am ${username}` };
      await createClient(topout.origin, token.access_token).post("/api/v1/accounts", given);
      const found = await findLocalAccountEvenIfNew(ctx.db.read, username);
      if (found === null) throw new Error(`${username} was not taken`);
      return found.id;
    },
    [Symbol.asyncDispose]: () => topout[Symbol.asyncDispose](),
  };
}

test("staff find accounts by where they are, how they are doing and what they are called", async () => {
  await using scene = await startScene();
  const { boss, mod, ada, topout } = scene;
  await scene.apply("mara");
  const names = async (query: string): Promise<string[]> => {
    const { status, json, text } = await mod.get(`/api/${query}`);
    expect(status, `${query} ${text}`).toBe(200);
    return json.map((account: { username: string }) => account.username);
  };
  const everybody = ["mara", "ada", "milo", "boss"];
  for (const [query, expected] of [
    ["", everybody],
    ["?local=true", everybody],
    ["?remote=true", ["lynn"]],
    ["?pending=true", ["mara"]],
    ["?pending=false", everybody],
    ["?staff=1", ["milo", "boss"]],
    ["?username=M", ["mara", "milo"]],
    ["?username=%25", []],
    ["?display_name=ada", ["ada"]],
    ["?email=BOSS@", ["boss"]],
    ["?ip=127.0.0.1", []],
    ["?by_domain=crag.example&remote=true", ["lynn"]],
    ["?silenced=true", []],
    ["?suspended=true", []],
    ["?limit=2", ["mara", "ada"]],
  ] as const) {
    expect(await names(`v1/admin/accounts${query}`), query).toEqual(expected);
  }
  for (const [query, expected] of [
    ["", ["mara", "lynn", "ada", "milo", "boss"]],
    ["?origin=remote", ["lynn"]],
    ["?origin=local&status=active", everybody],
    ["?status=pending", ["mara"]],
    ["?status=disabled", []],
    ["?permissions=staff", ["milo", "boss"]],
    ["?role_ids[]=3", ["boss"]],
    ["?role_ids[]=3&role_ids[]=2", ["milo", "boss"]],
    ["?role_ids[]=17", []],
    [`?invited_by=${boss.account.id}`, []],
  ] as const) {
    expect(await names(`v2/admin/accounts${query}`), query).toEqual(expected);
  }
  expect((await mod.get("/api/v2/admin/accounts?status=asleep")).json).toEqual({ error: "Unknown status: asleep" });
  expect((await mod.get("/api/v2/admin/accounts?origin=moon")).status).toBe(400);

  const page = await mod.get("/api/v1/admin/accounts?limit=2&username=");
  const next = /<[^>]*(\?[^>]*)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1] ?? "";
  expect(await names(`v1/admin/accounts${next}`)).toEqual(["milo", "boss"]);
  const { json: shown } = await boss.get(`/api/v1/admin/accounts/${ada.account.id}`);
  const { json: seen } = await topout.anyone.get(`/api/v1/accounts/${ada.account.id}`);
  expect(shown).toEqual({
    id: ada.account.id,
    username: "ada",
    domain: null,
    created_at: expect.any(String),
    email: "ada@example.org",
    ip: null,
    ips: [],
    locale: "en",
    invite_request: null,
    role: { id: "-99", name: "", color: "", permissions: "65536", highlighted: false, collection_limit: 10 },
    confirmed: true,
    approved: true,
    disabled: false,
    silenced: false,
    sensitized: false,
    suspended: false,
    // Whether one may feature somebody differs by who asks.
    account: { ...seen, feature_approval: expect.any(Object) },
  });
  const { json: remote } = await boss.get(`/api/v1/admin/accounts/${scene.lynn.id}`);
  expect(remote).toMatchObject({
    domain: "crag.example",
    email: null,
    role: null,
    account: { acct: "lynn@crag.example" },
  });
});

test("staff let in who waits, or turn them away; nobody else can be", async () => {
  await using scene = await startScene();
  const { mod, ada, boss } = scene;
  const [mara, willa] = [await scene.apply("mara"), await scene.apply("willa")];
  const waiting = { username: "mara", approved: false, confirmed: false, invite_request: "I am mara", locale: "de" };
  expect((await mod.get(`/api/v1/admin/accounts/${mara}`)).json).toMatchObject(waiting);
  const decide = (id: string, verb: string) => mod.post(`/api/v1/admin/accounts/${id}/${verb}`);
  expect((await decide(mara, "approve")).json).toMatchObject({ id: mara, approved: true });
  expect((await decide(willa, "reject")).json).toMatchObject({ id: willa, username: "willa", approved: false });
  expect((await mod.get(`/api/v1/admin/accounts/${willa}`)).status).toBe(404);
  const notAllowed = [403, { error: "This action is not allowed" }];
  for (const id of [mara, ada.account.id, boss.account.id, scene.lynn.id]) {
    for (const verb of ["approve", "reject"]) {
      const answer = await decide(id, verb);
      expect([answer.status, answer.json]).toEqual(notAllowed);
    }
  }
  expect((await mod.get(`/api/v1/admin/accounts/${mara}`)).json).toMatchObject({ approved: true });
});

test("staff read the reports, with who is in them, the posts and the rules", async () => {
  await using scene = await startScene();
  const { mod, ada, boss, topout } = scene;
  const rule = await addRule(topout.ctx, { text: "No chipping", hint: "" });
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Made it easier" });
  const about = { account_id: ada.account.id, comment: "Look", status_ids: [post.id], rule_ids: [rule.id] };
  const { json: first } = await boss.post("/api/v1/reports", about);
  const { json: second } = await ada.post("/api/v1/reports", { account_id: boss.account.id, category: "spam" });
  const ids = async (query: string) =>
    (await mod.get(`/api/v1/admin/reports${query}`)).json.map((report: { id: string }) => report.id);
  expect(await ids("")).toEqual([second.id, first.id]);
  expect(await ids("?limit=1")).toEqual([second.id]);
  expect(await ids(`?max_id=${second.id}`)).toEqual([first.id]);
  expect(await ids(`?account_id=${ada.account.id}`)).toEqual([second.id]);
  expect(await ids(`?target_account_id=${ada.account.id}`)).toEqual([first.id]);
  expect(await ids("?account_id=x")).toEqual([]);
  expect(await ids("?resolved=true")).toEqual([]);
  const { json: shown } = await mod.get(`/api/v1/admin/reports/${first.id}`);
  const person = async (id: string) => (await mod.get(`/api/v1/admin/accounts/${id}`)).json;
  expect(shown).toEqual({
    id: first.id,
    action_taken: false,
    action_taken_at: null,
    category: "violation",
    comment: "Look",
    forwarded: false,
    created_at: first.created_at,
    updated_at: first.created_at,
    account: await person(boss.account.id),
    target_account: await person(ada.account.id),
    assigned_account: null,
    action_taken_by_account: null,
    statuses: [(await mod.get(`/api/v1/statuses/${post.id}`)).json],
    rules: [{ id: rule.id, text: "No chipping", hint: "", translations: {} }],
  });
});

test("staff see what trends", async () => {
  await using scene = await startScene();
  const { mod, ada, boss } = scene;
  await ada.patch("/api/v1/accounts/update_credentials", { discoverable: true });
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Dry #granite" });
  await boss.post(`/api/v1/statuses/${post.id}/favourite`);
  const trends = async (kind: string) => (await mod.get(`/api/v1/admin/trends/${kind}`)).json;
  expect(await trends("tags")).toMatchObject([
    { name: "granite", trendable: true, usable: true, requires_review: false },
  ]);
  expect(await trends("statuses")).toMatchObject([{ id: post.id }]);
  expect(checkNeeds("status", await trends("statuses"))).toEqual([]);
  expect(await trends("links")).toEqual([]);
});

import { expect, test } from "vitest";
import { findAppByClientId } from "../../domain/oauth/apps.ts";
import { exchangeCode } from "../../domain/oauth/codes.ts";
import { deleteExpiredGrants } from "../../domain/oauth/sessions.ts";
import { startTopout } from "../../testing/start-topout.ts";
import { authorizePath, obtainCode, registerTestApp, signInAt } from "./testing/oauth-flow.ts";
import { openBrowser } from "./testing/test-browser.ts";

const grantOf = (code: string) => ({ grant_type: "authorization_code", code, redirect_uri: "belay://" });
const userinfo = (accessToken: string) => ["/oauth/userinfo", { authorization: `Bearer ${accessToken}` }] as const;

test("a code works once; a second use also ends the token of the first", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  const app = await registerTestApp(topout);
  const code = await obtainCode(topout, app, "ada");
  const body = { ...app, ...grantOf(code) };
  const first = await topout.anyone.post("/oauth/token", body);
  expect((await topout.anyone.get(...userinfo(first.json.access_token))).status).toBe(200);

  const second = await topout.anyone.post("/oauth/token", body);
  expect(second.status).toBe(400);
  expect(second.json).toEqual({ error: "invalid_grant", error_description: expect.stringContaining("not valid") });
  expect((await topout.anyone.get(...userinfo(first.json.access_token))).status).toBe(401);
});

test("of several exchanges at once none leaves a token behind", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  const app = await registerTestApp(topout);
  const body = { ...app, ...grantOf(await obtainCode(topout, app, "ada")) };
  const answers = await Promise.all([1, 2, 3, 4].map(() => topout.anyone.post("/oauth/token", body)));
  const [granted, ...others] = answers.filter((answer) => answer.status === 200);
  expect(others).toEqual([]);
  expect((await topout.anyone.get(...userinfo(granted?.json.access_token))).status).toBe(401);
});

test("a code is bound to its app and redirect address, and runs out", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  const app = await registerTestApp(topout, { redirect_uris: "belay://\nother://" });
  const stranger = await registerTestApp(topout);
  const code = await obtainCode(topout, app, "ada");
  const refused = async (body: Record<string, unknown>) =>
    (await topout.anyone.post("/oauth/token", { ...app, ...grantOf(code), ...body })).json.error;
  expect(await refused({ ...stranger })).toBe("invalid_grant");
  expect(await refused({ redirect_uri: "other://" })).toBe("invalid_grant");
  expect(await refused({ redirect_uri: undefined })).toBe("invalid_request");
  expect(await refused({ code: "guess" })).toBe("invalid_grant");
  expect(await refused({ code: undefined })).toBe("invalid_request");
  // None of these used the code up.
  expect(await refused({})).toBeUndefined();
});

test("the app names itself in the body, in any encoding, or with Basic", async () => {
  await using topout = await startTopout();
  const app = await registerTestApp(topout);
  const upload = new FormData();
  const given = { ...app, grant_type: "client_credentials", scope: "read" };
  for (const name of ["client_id", "client_secret", "grant_type", "scope"] as const) upload.set(name, given[name]);
  const form = new URLSearchParams({
    client_id: app.client_id,
    client_secret: app.client_secret,
    grant_type: "client_credentials",
  });
  for (const body of [given, form, upload]) {
    const answer = await topout.anyone.post("/oauth/token", body);
    expect(answer.json).toMatchObject({ token_type: "Bearer", scope: "read" });
  }
  const basic = (secret: string) => ({ authorization: `Basic ${btoa(`${app.client_id}:${secret}`)}` });
  const body = { grant_type: "client_credentials", scope: "read:accounts push" };
  const answer = await topout.anyone.post("/oauth/token", body, basic(app.client_secret));
  expect(answer.json.scope).toBe("read:accounts push");
  const wrong = await topout.anyone.post("/oauth/token", body, basic("guess"));
  expect([wrong.status, wrong.json.error]).toEqual([401, "invalid_client"]);
  expect(wrong.headers.get("www-authenticate")).toContain("Basic");
});

test("a token of the app alone is none of a person", async () => {
  await using topout = await startTopout();
  const app = await registerTestApp(topout);
  const { json } = await topout.anyone.post("/oauth/token", { ...app, grant_type: "client_credentials" });
  expect((await topout.anyone.get(...userinfo(json.access_token))).status).toBe(422);
});

test("what cannot be granted is refused in OAuth's form", async () => {
  await using topout = await startTopout();
  const app = await registerTestApp(topout);
  const refused = async (body: Record<string, unknown>) => {
    const answer = await topout.anyone.post("/oauth/token", body);
    expect(answer.json.error_description).toEqual(expect.any(String));
    return [answer.status, answer.json.error];
  };
  expect(await refused({ ...app, grant_type: "password", username: "ada", password: "x" })).toEqual([
    400,
    "unsupported_grant_type",
  ]);
  expect(await refused({ ...app })).toEqual([400, "invalid_request"]);
  expect(await refused({ grant_type: "client_credentials" })).toEqual([401, "invalid_client"]);
  expect(await refused({ ...app, client_secret: "x", grant_type: "client_credentials" })).toEqual([
    401,
    "invalid_client",
  ]);
  expect(await refused({ ...app, client_id: "x", grant_type: "client_credentials" })).toEqual([401, "invalid_client"]);
  expect(await refused({ ...app, grant_type: "client_credentials", scope: "admin:write" })).toEqual([
    400,
    "invalid_scope",
  ]);
});

test("an app ends its own tokens, not those of others", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  const [app, stranger] = [await registerTestApp(topout), await registerTestApp(topout)];
  const { json } = await topout.anyone.post("/oauth/token", {
    ...app,
    ...grantOf(await obtainCode(topout, app, "ada")),
  });
  const token = json.access_token as string;
  for (const who of [stranger, { ...app, client_secret: "x" }, {}]) {
    const refused = await topout.anyone.post("/oauth/revoke", { ...who, token });
    expect([refused.status, refused.json.error]).toEqual([403, "unauthorized_client"]);
  }
  expect((await topout.anyone.get(...userinfo(token))).status).toBe(200);
  // The second time there is nothing left to end, which is as good. The token itself may come along as a header.
  for (const headers of [{ authorization: `Bearer ${token}` }, { authorization: `Bearer ${token}` }]) {
    const revoked = await topout.anyone.post("/oauth/revoke", { ...app, token }, headers);
    expect([revoked.status, revoked.json]).toEqual([200, {}]);
  }
  expect((await topout.anyone.get(...userinfo(token))).status).toBe(401);
});

test("userinfo needs a token that may tell who one is", async () => {
  await using topout = await startTopout();
  const profile = await topout.signUp("ada", { scopes: ["profile"] });
  const writer = await topout.signUp("ben", { scopes: ["write"] });
  expect((await profile.get("/oauth/userinfo")).json.preferred_username).toBe("ada");
  expect((await profile.post("/oauth/userinfo", {})).status).toBe(200);
  expect((await writer.get("/oauth/userinfo")).status).toBe(403);
  expect((await topout.anyone.get("/oauth/userinfo")).status).toBe(401);
});

test("the metadata names the endpoints and what they can", async () => {
  await using topout = await startTopout();
  const { json } = await topout.anyone.get("/.well-known/oauth-authorization-server");
  expect(json).toMatchObject({
    issuer: `${topout.origin}/`,
    authorization_endpoint: `${topout.origin}/oauth/authorize`,
    token_endpoint: `${topout.origin}/oauth/token`,
    code_challenge_methods_supported: ["S256"],
    grant_types_supported: ["authorization_code", "client_credentials"],
  });
  expect(json.scopes_supported).toEqual(
    expect.arrayContaining(["read", "write:statuses", "push", "profile", "admin:read"]),
  );
});

test("codes run out after ten minutes, sessions after thirty days; then both are deleted", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  const app = await registerTestApp(topout);
  const browser = openBrowser(topout.origin);
  await signInAt(browser, authorizePath(app), "ada");
  const code = await obtainCode(topout, app, "ada");
  const later = (ms: number) => ({ db: topout.ctx.db, clock: { now: () => new Date(Date.now() + ms) } });

  const known = await findAppByClientId(topout.ctx, app.client_id);
  if (known === null) throw new Error("The app is gone");
  const exchange = { code, redirectUri: "belay://", codeVerifier: null };
  await expect(exchangeCode(later(11 * 60_000), known, exchange)).rejects.toThrow(/expired/);

  await deleteExpiredGrants(later(23 * 3_600_000));
  expect((await browser.open(authorizePath(app))).text).toContain("@ada@");
  await deleteExpiredGrants(later(31 * 24 * 3_600_000));
  expect((await browser.open(authorizePath(app))).text).toContain('type="password"');
  expect((await topout.anyone.post("/oauth/token", { ...app, ...grantOf(code) })).json.error).toBe("invalid_grant");
});

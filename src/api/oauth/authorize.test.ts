import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { startTopout, testPassword } from "../../testing/start-topout.ts";
import { authorizePath, obtainCode, queryOf, registerTestApp, signInAt } from "./testing/oauth-flow.ts";
import { openBrowser } from "./testing/test-browser.ts";

test("a climber signs in, allows the app, and the app gets a token", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const app = await registerTestApp(topout, { website: "https://belay.example" });
  const browser = openBrowser(topout.origin);

  const consent = await signInAt(browser, authorizePath(app, { state: "a b&c" }), "ada");
  expect(consent.status).toBe(200);
  for (const shown of ["Belay", "https://belay.example", "@ada@", "Read everything you can see", "Act in your name"]) {
    expect(consent.text).toContain(shown);
  }
  expect(consent.text).not.toContain("Receive your notifications");

  const sent = await browser.send(consent, "allow");
  expect(sent.status).toBe(302);
  expect(sent.location).toMatch(/^belay:\/\/\?code=[\w-]{43}&state=a\+b%26c$/);
  const code = queryOf(sent.location ?? "").get("code");

  const before = Math.floor(Date.now() / 1000);
  const body = { ...app, grant_type: "authorization_code", code, redirect_uri: "belay://" };
  const token = await topout.anyone.post("/oauth/token", body);
  expect(token.status).toBe(200);
  expect(token.headers.get("cache-control")).toBe("no-store");
  expect(token.json).toEqual({
    access_token: expect.stringMatching(/^[\w-]{43}$/),
    token_type: "Bearer",
    scope: "read write",
    created_at: expect.any(Number),
  });
  expect(token.json.created_at).toBeGreaterThanOrEqual(before);
  const authorization = `Bearer ${token.json.access_token}`;
  const userinfo = await topout.anyone.get("/oauth/userinfo", { authorization });
  expect(userinfo.json).toEqual({
    iss: `${topout.origin}/`,
    sub: ada.account.uri,
    name: "ada",
    preferred_username: "ada",
    profile: ada.account.url,
    picture: `${topout.origin}/assets/avatar.svg`,
  });
  expect((await topout.anyone.get("/api/v1/apps/verify_credentials", { authorization })).json.name).toBe("Belay");
});

test("the session lasts: a second app asks for consent at once, unless it forces a sign-in", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  await topout.signUp("ben");
  const app = await registerTestApp(topout);
  const browser = openBrowser(topout.origin);
  await signInAt(browser, authorizePath(app), "ada@example.org");
  const secret = browser.cookies.get("topout_session");

  expect((await browser.open(authorizePath(app))).text).toContain("@ada@");
  const forced = await browser.open(authorizePath(app, { force_login: "true", lang: "de" }));
  expect(forced.text).not.toContain("@ada@");
  const other = await browser.send(forced, "sign-in", { login: "Ben", password: testPassword });
  expect(other.text).toContain("@ben@");
  expect(browser.cookies.get("topout_session")).not.toBe(secret);

  // The former session is over, not only forgotten.
  browser.cookies.set("topout_session", secret ?? "");
  expect((await browser.open(authorizePath(app))).text).toContain('type="password"');
});

test("another account can be chosen, which ends the session", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  const app = await registerTestApp(topout);
  const browser = openBrowser(topout.origin);
  const consent = await signInAt(browser, authorizePath(app), "ada");
  const page = await browser.send(consent, "switch");
  expect(page.text).toContain('type="password"');
  expect(browser.cookies.size).toBe(0);
});

test("the session cookie is out of reach of scripts and other sites", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  const app = await registerTestApp(topout);
  const body = new URLSearchParams({ action: "sign-in", login: "ada", password: testPassword });
  const answer = await topout.anyone.post(authorizePath(app), body);
  expect(answer.status).toBe(303);
  const cookie = answer.headers.get("set-cookie") ?? "";
  for (const part of ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"]) expect(cookie).toContain(part);

  await using secure = await startTopout({ TOPOUT_ORIGIN: "https://climb.example" });
  await secure.signUp("ada");
  const answered = await secure.anyone.post(authorizePath(await registerTestApp(secure)), body);
  expect(answered.headers.get("set-cookie")).toMatch(/^__Host-topout_session=.*; Secure/);
});

test("a denied app is told so", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  const app = await registerTestApp(topout);
  const browser = openBrowser(topout.origin);
  const sent = await browser.send(await signInAt(browser, authorizePath(app, { state: "7" }), "ada"), "deny");
  expect(sent.location).toMatch(/^belay:\/\/\?error=access_denied&/);
  expect(queryOf(sent.location ?? "").get("state")).toBe("7");
});

test("without a redirect address the code is shown to copy", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  const redirect_uri = "urn:ietf:wg:oauth:2.0:oob";
  const app = await registerTestApp(topout, { redirect_uris: redirect_uri });
  const browser = openBrowser(topout.origin);
  const shown = await browser.send(await signInAt(browser, authorizePath(app, { redirect_uri }), "ada"), "allow");
  expect(shown.path).toMatch(/^\/oauth\/authorize\/native\?code=/);
  const code = queryOf(shown.path).get("code") ?? "";
  expect(shown.text).toContain(`>${code}<`);
  const token = await topout.anyone.post("/oauth/token", {
    ...app,
    grant_type: "authorization_code",
    code,
    redirect_uri,
  });
  expect(token.status).toBe(200);

  const denied = await browser.send(await browser.open(authorizePath(app, { redirect_uri })), "deny");
  expect(denied.location).toBeNull();
  expect(denied.text).toContain("Denied");
});

test("a redirect address keeps its percent signs and its own query", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  const redirect_uri = "https://elk.example/api/climb.example/oauth/https%3A%2F%2Felk.example?via=1";
  const app = await registerTestApp(topout, { redirect_uris: redirect_uri });
  const browser = openBrowser(topout.origin);
  const sent = await browser.send(await signInAt(browser, authorizePath(app, { redirect_uri }), "ada"), "allow");
  expect(sent.location?.startsWith(`${redirect_uri}&code=`)).toBe(true);
});

test("nobody is redirected to an address that the app did not register, or for an unknown app", async () => {
  await using topout = await startTopout();
  const app = await registerTestApp(topout, { redirect_uris: "https://belay.example/cb" });
  const browser = openBrowser(topout.origin);
  for (const redirect_uri of [
    "https://evil.example/cb",
    "https://belay.example/cb/",
    "https://belay.example/cb?x=1",
    "",
  ]) {
    const page = await browser.open(authorizePath(app, { redirect_uri }));
    expect([page.status, page.location]).toEqual([400, null]);
    expect(page.headers.get("content-type")).toContain("text/html");
  }
  const unknown = await browser.open(authorizePath({ ...app, client_id: "nobody" }));
  expect([unknown.status, unknown.location]).toEqual([400, null]);
});

test("other faults are told to the app", async () => {
  await using topout = await startTopout();
  const app = await registerTestApp(topout);
  const browser = openBrowser(topout.origin);
  const errorFor = async (given: Record<string, string>) => {
    const { location } = await browser.open(authorizePath(app, { state: "s", ...given }));
    expect(queryOf(location ?? "").get("state")).toBe("s");
    return queryOf(location ?? "").get("error");
  };
  expect(await errorFor({ response_type: "token" })).toBe("unsupported_response_type");
  expect(await errorFor({ scope: "read admin:read" })).toBe("invalid_scope");
  expect(await errorFor({ scope: "nonsense" })).toBe("invalid_scope");
  expect(await errorFor({ code_challenge: "x".repeat(43), code_challenge_method: "plain" })).toBe("invalid_request");
  expect(await errorFor({ code_challenge: "x".repeat(43) })).toBe("invalid_request");
  expect(await errorFor({ code_challenge: "short", code_challenge_method: "S256" })).toBe("invalid_request");
});

test("a wrong password and an unknown login look the same, and ten of them are enough", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  const app = await registerTestApp(topout);
  const browser = openBrowser(topout.origin);
  const attempt = async (login: string, password: string) =>
    await browser.send(await browser.open(authorizePath(app)), "sign-in", { login, password });

  const wrong = await attempt("ada", "not it");
  const unknown = await attempt("zoe", "not it");
  expect([wrong.status, unknown.status]).toEqual([422, 422]);
  expect(wrong.text.replaceAll('value="ada"', "")).toBe(unknown.text.replaceAll('value="zoe"', ""));
  expect(wrong.text).toContain('role="alert"');
  expect(wrong.text).not.toContain("not it");
  expect(browser.cookies.size).toBe(0);

  for (let count = 1; count < 10; count++) expect((await attempt("ada", "not it")).status).toBe(422);
  const refused = await attempt("ADA ", testPassword);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(500);
  expect((await attempt("ada@example.org", testPassword)).text).toContain("@ada@");
});

test("a form that is not the session's own, or comes from another site, does nothing", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  const app = await registerTestApp(topout);
  const browser = openBrowser(topout.origin);
  const consent = await signInAt(browser, authorizePath(app), "ada");
  const forged = await browser.send(consent, "allow", { form_token: "guess" });
  expect([forged.status, forged.location]).toEqual([403, null]);

  const body = () => new URLSearchParams({ action: "sign-in", login: "ada", password: testPassword });
  for (const headers of [{ origin: "https://evil.example" }, { origin: "null" }, { "sec-fetch-site": "cross-site" }]) {
    const answer = await topout.anyone.post(authorizePath(app), body(), headers);
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([403, null]);
  }
  browser.cookies.clear();
  expect((await browser.send(consent, "allow")).text).toContain("no longer signed in");
});

test("the pages run no scripts, are framed by nobody, and may send their form on to the app", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  const app = await registerTestApp(topout, {
    client_name: '<b onclick="x">',
    redirect_uris: "belay://\nhttps://belay.example/cb",
  });
  const browser = openBrowser(topout.origin);
  const policyOf = (page: { headers: Headers }) => page.headers.get("content-security-policy") ?? "";

  const signIn = await browser.open(authorizePath(app));
  expect(policyOf(signIn)).toContain("default-src 'none'");
  expect(policyOf(signIn)).toContain("frame-ancestors 'none'");
  expect(policyOf(signIn)).toMatch(/form-action 'self';/);
  expect(signIn.text).toContain("&lt;b onclick=&quot;x&quot;&gt;");
  const consent = await signInAt(browser, authorizePath(app), "ada");
  expect(policyOf(consent)).toMatch(/form-action 'self' belay:;/);
  expect(consent.text).not.toContain("<b onclick");
  const web = await browser.open(authorizePath(app, { redirect_uri: "https://belay.example/cb" }));
  expect(policyOf(web)).toMatch(/form-action 'self' https:;/);

  const address = /href="(\/assets\/topout\.css[^"]*)"/.exec(signIn.text)?.[1] ?? "";
  const stylesheet = await topout.anyone.get(address);
  expect(stylesheet.headers.get("content-type")).toContain("text/css");
  expect(stylesheet.headers.get("cache-control")).toContain("immutable");
});

test("with PKCE only who began can finish", async () => {
  await using topout = await startTopout();
  await topout.signUp("ada");
  const app = await registerTestApp(topout);
  const verifier = "a-verifier-that-is-long-enough-to-be-a-good-one";
  const code_challenge = createHash("sha256").update(verifier).digest("base64url");
  const code = await obtainCode(topout, app, "ada", { code_challenge, code_challenge_method: "S256" });
  const body = { ...app, grant_type: "authorization_code", code, redirect_uri: "belay://" };
  for (const wrong of [{}, { code_verifier: "another" }, { code_verifier: code_challenge }]) {
    expect((await topout.anyone.post("/oauth/token", { ...body, ...wrong })).json.error).toBe("invalid_grant");
  }
  expect((await topout.anyone.post("/oauth/token", { ...body, code_verifier: verifier })).status).toBe(200);
});

import { expect, test } from "vitest";
import { startTopout } from "../../testing/start-topout.ts";
import { registerTestApp } from "./testing/oauth-flow.ts";

test("an app registers with JSON, a form or an upload form and is told its secret", async () => {
  await using topout = await startTopout();
  const given = {
    client_name: "Ice Cubes",
    redirect_uris: "icecubesapp://",
    scopes: "read write follow push",
    website: "https://crag.example",
  };
  const upload = new FormData();
  for (const [name, value] of Object.entries(given)) upload.set(name, value);
  for (const body of [given, new URLSearchParams(given), upload]) {
    const answer = await topout.anyone.post("/api/v1/apps", body);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      id: expect.stringMatching(/^\d{18}$/),
      name: "Ice Cubes",
      website: "https://crag.example",
      scopes: ["read", "write", "follow", "push"],
      redirect_uri: "icecubesapp://",
      redirect_uris: ["icecubesapp://"],
      client_id: expect.stringMatching(/^[\w-]{43}$/),
      client_secret: expect.stringMatching(/^[\w-]{43}$/),
      client_secret_expires_at: 0,
      vapid_key: expect.stringMatching(/^[\w-]{86,87}=*$/),
    });
  }
});

test("several redirect addresses come as lines or as a list, and the scope is read unless given", async () => {
  await using topout = await startTopout();
  const uris = ["https://crag.example/callback", "urn:ietf:wg:oauth:2.0:oob"];
  for (const redirect_uris of [uris, uris.join("\n"), uris.join("\r\n")]) {
    const answer = await topout.anyone.post("/api/v1/apps", { client_name: "Lines", redirect_uris });
    expect(answer.json).toMatchObject({
      redirect_uris: uris,
      redirect_uri: uris.join("\n"),
      scopes: ["read"],
      website: null,
    });
  }
});

test("redirect addresses are taken as they are, with or without a host", async () => {
  await using topout = await startTopout();
  const uris = [
    "icecubesapp://",
    "mastodon://joinmastodon.org/oauth",
    "org.joinmastodon.android-auth://callback",
    "oauth2redirect://com.keylesspalace.tusky/",
    "com.example.app:/oauth",
    "http://localhost:8080/callback?from=login",
    "https://elk.example/api/climb.example/oauth/https%3A%2F%2Felk.example",
  ];
  for (const uri of uris) {
    const answer = await topout.anyone.post("/api/v1/apps", { client_name: "App", redirect_uris: uri });
    expect(answer.json).toMatchObject({ redirect_uris: [uri], redirect_uri: uri });
  }
});

test("unusable registrations are refused with the reason", async () => {
  await using topout = await startTopout();
  const refused = async (given: Record<string, unknown>) => {
    const answer = await topout.anyone.post("/api/v1/apps", { client_name: "App", redirect_uris: "app://", ...given });
    expect(answer.status).toBe(422);
    return answer.json.error as string;
  };
  expect(await refused({ client_name: "" })).toBe("Validation failed: Name can't be blank");
  expect(await refused({ client_name: undefined })).toBe("Validation failed: Name can't be blank");
  expect(await refused({ client_name: "a".repeat(61) })).toMatch(/Name is too long/);
  expect(await refused({ redirect_uris: "" })).toBe("Validation failed: Redirect URI can't be blank");
  expect(await refused({ redirect_uris: "/callback" })).toBe(
    "Validation failed: Redirect URI must be an absolute URI.",
  );
  expect(await refused({ redirect_uris: "https:///callback" })).toMatch(/must be an absolute URI/);
  expect(await refused({ redirect_uris: ["app://", "https://crag.example/#top"] })).toMatch(
    /cannot contain a fragment/,
  );
  for (const uri of [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
  ]) {
    expect(await refused({ redirect_uris: uri })).toMatch(/Redirect URI is forbidden/);
  }
  expect(await refused({ scopes: "read everything" })).toMatch(/Scopes doesn't match/);
  expect(await refused({ website: "javascript:alert(1)" })).toMatch(/Website is not a valid URL/);
  const both = await topout.anyone.post("/api/v1/apps", { redirect_uris: "x" });
  expect(Object.keys(both.json.details)).toEqual(["name", "redirect_uri"]);
});

test("an app can ask what the server knows of it", async () => {
  await using topout = await startTopout();
  const app = await registerTestApp(topout);
  const { json: token } = await topout.anyone.post("/oauth/token", { ...app, grant_type: "client_credentials" });
  const answer = await topout.anyone.get("/api/v1/apps/verify_credentials", {
    authorization: `Bearer ${token.access_token}`,
  });
  expect(answer.json).toEqual({
    id: expect.any(String),
    name: "Belay",
    website: null,
    scopes: ["read", "write", "follow", "push"],
    redirect_uri: "belay://",
    redirect_uris: ["belay://"],
    vapid_key: expect.stringMatching(/^[\w-]{86,87}=*$/),
  });
  expect((await topout.anyone.get("/api/v1/apps/verify_credentials")).status).toBe(401);
});

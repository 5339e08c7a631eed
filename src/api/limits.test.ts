import { request } from "node:http";
import { expect, test } from "vitest";
import { startTopout, type TestTopout } from "../testing/start-topout.ts";

const json = { "content-type": "application/json" };

test("text that is too long is refused, and as long as allowed is taken", async () => {
  await using topout = await startTopout({ TOPOUT_MAX_STATUS_LENGTH: "500" });
  const ada = await topout.signUp("ada");
  expect((await ada.post("/api/v1/statuses", { status: "x".repeat(501) })).status).toBe(422);
  expect((await ada.post("/api/v1/statuses", { status: "x".repeat(490), spoiler_text: "y".repeat(11) })).status).toBe(
    422,
  );
  expect((await ada.post("/api/v1/statuses", { status: "x".repeat(900_000) })).status).toBe(422);
  expect((await ada.post("/api/v1/statuses", { status: "🧗".repeat(500) })).status).toBe(200);
  expect((await ada.patch("/api/v1/accounts/update_credentials", { note: "x".repeat(501) })).status).toBe(422);
  expect((await ada.patch("/api/v1/accounts/update_credentials", { display_name: "x".repeat(31) })).status).toBe(422);
});

test("a body beyond the limit is refused with 413, told or not how long it is", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const answer = await ada.post("/api/v1/statuses", { status: "x".repeat(2 * 1024 * 1024) });
  expect(answer.status).toBe(413);
  expect(answer.json).toEqual({ error: expect.any(String) });
  expect(await sendChunked(topout, ada.token, 2 * 1024 * 1024)).toBe(413);
  expect((await ada.get("/api/v1/timelines/home")).status).toBe(200);
});

/** The status of the answer to a body without a `Content-Length`. */
async function sendChunked(topout: TestTopout, token: string, bytes: number): Promise<number> {
  return await new Promise((resolve, reject) => {
    const headers = { ...json, authorization: `Bearer ${token}`, "transfer-encoding": "chunked" };
    const asked = request(`${topout.origin}/api/v1/statuses`, { method: "POST", headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on("error", reject);
    asked.write('{"status":"');
    asked.end("x".repeat(bytes));
  });
}

test("NUL and half surrogates are taken out of text instead of failing the request", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const answer = await ada.post(
    "/api/v1/statuses",
    '{"status":"a\\u0000b \\ud800c #d\\u0000e","spoiler_text":"\\u0000"}',
    json,
  );
  expect(answer.status, answer.text).toBe(200);
  expect(answer.text).not.toMatch(/\\u0000|\\ud800/i);
  expect(answer.json.content).toContain("ab \ufffdc");
  expect((await ada.get(`/api/v1/statuses/${answer.json.id}/source`)).json.text).toBe("ab \ufffdc #de");
  const profile = await ada.request(
    "PATCH",
    "/api/v1/accounts/update_credentials",
    '{"display_name":"A\\u0000da","note":"\\udfff"}',
    json,
  );
  expect(profile.json.display_name).toBe("Ada");
  const climb = await ada.post("/api/v1/climbs", { route_name: "No\0se", style: "flash", notes: "\0", grade: "5\0.9" });
  expect(climb.json).toMatchObject({ route_name: "Nose", grade: { value: "5.9" } });
  for (const path of [
    "accounts/lookup?acct=a%00",
    "accounts/search?q=%00a",
    "timelines/tag/x?any[]=%00",
    "markers?timeline[]=%00",
  ]) {
    expect((await ada.get(`/api/v1/${path}`)).status, path).toBeLessThan(500);
  }
  expect((await ada.get("/api/v2/search?q=a%00%ED%A0%80")).status).toBe(200);
  expect((await ada.get("/api/v1/timelines/tag/%00")).status).toBe(404);
  expect((await ada.post("/api/v1/statuses", { status: "x" }, { "idempotency-key": "k".repeat(8_000) })).status).toBe(
    200,
  );
});

test("a post that mentions a thousand people is refused", async () => {
  await using topout = await startTopout({ TOPOUT_MAX_STATUS_LENGTH: "100000" });
  const ada = await topout.signUp("ada");
  const names = Array.from({ length: 1_000 }, (_, index) => `@climber${index}`).join(" ");
  const answer = await ada.post("/api/v1/statuses", { status: names });
  expect(answer.status).toBe(422);
  expect(answer.json.error).toContain("mention");
});

test("an error can be read by a web app on another origin", async () => {
  await using topout = await startTopout();
  const origin = { origin: "https://app.example" };
  for (const path of ["/api/v1/timelines/home", "/api/v1/statuses/1", "/api/v1/nothing"]) {
    const answer = await topout.anyone.get(path, origin);
    expect(answer.headers.get("access-control-allow-origin"), path).toBe("*");
  }
  const asked = {
    ...origin,
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,idempotency-key",
  };
  const preflight = await topout.anyone.request("OPTIONS", "/api/v1/statuses", undefined, asked);
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-headers")).toContain("idempotency-key");
});

import { expect, test } from "vitest";
import { checkNeeds } from "../testing/client-needs.ts";
import { checkCounts } from "../testing/check-counts.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

const quoteBy = (user: TestUser, quotedId: string, more: Record<string, unknown> = {}) =>
  user.post("/api/v1/statuses", { status: "Seconded", quoted_status_id: quotedId, ...more });
const seenBy = async (user: TestUser, id: string) => (await user.get(`/api/v1/statuses/${id}`)).json;
const toldTo = async (user: TestUser) =>
  (await user.get("/api/v1/notifications")).json.map((one: { type: string; status?: { id: string } }) => [
    one.type,
    one.status?.id,
  ]);

test("a quote shows what it quotes, counts, is listed and told", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Dry rock" });
  expect(post).toMatchObject({
    quote: null,
    quotes_count: 0,
    quote_approval: { automatic: ["public"], manual: [], current_user: "automatic" },
  });
  const { json: quote } = await quoteBy(ben, post.id);
  expect(quote.quote).toMatchObject({ state: "accepted", quoted_status: { id: post.id, quote: null } });
  expect(checkNeeds("status", quote.quote.quoted_status)).toEqual([]);
  expect(await seenBy(ada, post.id)).toMatchObject({ quotes_count: 1 });
  expect(await toldTo(ada)).toEqual([["quote", quote.id]]);
  const { json: listed } = await ada.get(`/api/v1/statuses/${post.id}/quotes`);
  expect(listed.map((status: { id: string }) => status.id)).toEqual([quote.id]);

  // A quote of the quote tells of the inner one by its id only.
  const { json: outer } = await quoteBy(ada, quote.id, { status: "" });
  expect(outer.quote.quoted_status.quote).toEqual({ state: "accepted", quoted_status_id: post.id });

  await ben.delete(`/api/v1/statuses/${quote.id}`);
  expect(await seenBy(ada, post.id)).toMatchObject({ quotes_count: 0 });
  expect((await seenBy(ada, outer.id)).quote).toEqual({ state: "deleted", quoted_status: null });
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

test("quotes of a post are paged", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Dry rock" });
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) ids.unshift((await quoteBy(ben, post.id)).json.id);
  const first = await ada.get(`/api/v1/statuses/${post.id}/quotes?limit=2`);
  expect(first.json.map((status: { id: string }) => status.id)).toEqual(ids.slice(0, 2));
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
  const { json: second } = await ada.get(next);
  expect(second.map((status: { id: string }) => status.id)).toEqual(ids.slice(2));
});

test("who may quote is its author's choice, then and later", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const { json: closed } = await ada.post("/api/v1/statuses", { status: "Mine", quote_approval_policy: "nobody" });
  expect((await seenBy(ben, closed.id)).quote_approval).toEqual({ automatic: [], manual: [], current_user: "denied" });
  const refused = await quoteBy(ben, closed.id);
  const error = "The post you are trying to quote does not appear to exist.";
  expect([refused.status, refused.json]).toEqual([404, { error }]);
  expect((await quoteBy(ada, closed.id)).status).toBe(200);

  const path = `/api/v1/statuses/${closed.id}/interaction_policy`;
  expect((await ben.put(path, { quote_approval_policy: "public" })).status).toBe(403);
  const changed = await ada.put(path, { quote_approval_policy: "followers" });
  expect(changed.json).toMatchObject({ edited_at: null, quote_approval: { automatic: ["followers"] } });
  expect((await quoteBy(ben, closed.id)).status).toBe(404);
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  expect((await seenBy(ben, closed.id)).quote_approval.current_user).toBe("automatic");
  expect((await quoteBy(ben, closed.id)).status).toBe(200);
});

test("what is not for everybody is quoted by its author alone, for the same people", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const post = async (visibility: string) =>
    (await ada.post("/api/v1/statuses", { status: "@ben psst", visibility, quote_approval_policy: "public" })).json;
  const secret = await post("private");
  const direct = await post("direct");
  expect(secret.quote_approval).toMatchObject({ automatic: [] });
  expect((await quoteBy(ben, secret.id)).status).toBe(404);
  expect((await quoteBy(ben, direct.id)).status).toBe(404);
  expect((await quoteBy(ada, direct.id)).status).toBe(404);
  expect((await quoteBy(ada, "110000000000000000")).status).toBe(404);
  expect((await quoteBy(ada, secret.id)).json).toMatchObject({ visibility: "private", quote: { state: "accepted" } });
});

test("an approval is taken back by its author only, and not given again", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Dry rock" });
  const { json: quote } = await quoteBy(ben, post.id);
  const path = `/api/v1/statuses/${post.id}/quotes/${quote.id}/revoke`;
  expect((await ben.post(path)).json).toEqual({ error: "This action is not allowed" });
  const revoked = await ada.post(path);
  expect(revoked.json).toMatchObject({ id: quote.id, quote: { state: "revoked", quoted_status: null } });
  expect((await ada.post(path)).status).toBe(200);
  expect(await seenBy(ada, post.id)).toMatchObject({ quotes_count: 0 });
  expect((await ada.get(`/api/v1/statuses/${post.id}/quotes`)).json).toEqual([]);
  expect(await toldTo(ada)).toEqual([]);
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

test("a quote shows nobody what they may not see or do not want to see", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const cleo = await topout.signUp("cleo");
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Dry rock" });
  const { json: quote } = await quoteBy(ben, post.id);
  const stateFor = async (user: TestUser) => (await seenBy(user, quote.id)).quote.state;
  await cleo.post(`/api/v1/accounts/${ada.account.id}/mute`);
  expect(await stateFor(cleo)).toBe("muted_account");
  await cleo.post(`/api/v1/accounts/${ada.account.id}/unmute`);
  await cleo.post(`/api/v1/accounts/${ada.account.id}/block`);
  expect(await stateFor(cleo)).toBe("blocked_account");
  await cleo.post(`/api/v1/accounts/${ada.account.id}/unblock`);
  await ada.post(`/api/v1/accounts/${cleo.account.id}/block`);
  expect((await seenBy(cleo, quote.id)).quote).toEqual({ state: "unauthorized", quoted_status: null });
});

test("who quotes a post hears when it is edited", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Dry rock" });
  const { json: quote } = await quoteBy(ben, post.id);
  await ada.put(`/api/v1/statuses/${post.id}`, { status: "Wet rock" });
  expect(await toldTo(ben)).toEqual([["quoted_update", quote.id]]);
});

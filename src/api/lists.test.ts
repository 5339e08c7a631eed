import { expect, test } from "vitest";
import { trimTimelines } from "../domain/timelines/trim.ts";
import type { Answer } from "../testing/client.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

const idsOf = (answer: Answer): string[] => {
  expect(answer.status, answer.text).toBe(200);
  return answer.json.map((entity: { id: string }) => entity.id);
};

const post = async (by: TestUser, status: string, more: Record<string, unknown> = {}): Promise<string> =>
  (await by.post("/api/v1/statuses", { status, ...more })).json.id;
const home = async (user: TestUser): Promise<string[]> => idsOf(await user.get("/api/v1/timelines/home"));
const listed = async (user: TestUser, list: string): Promise<string[]> =>
  idsOf(await user.get(`/api/v1/timelines/list/${list}`));
const act = (user: TestUser, verb: string, whom: TestUser, more?: Record<string, unknown>): Promise<Answer> =>
  user.post(`/api/v1/accounts/${whom.account.id}/${verb}`, more);

async function makeList(owner: TestUser, members: TestUser[], more: Record<string, unknown> = {}): Promise<string> {
  const { json } = await owner.post("/api/v1/lists", { title: "Crew", ...more });
  for (const member of members) if (member !== owner) await act(owner, "follow", member);
  const added = await owner.post(`/api/v1/lists/${json.id}/accounts`, {
    account_ids: members.map((member) => member.account.id),
  });
  expect(added.status, added.text).toBe(200);
  return json.id;
}

async function signUpAll(topout: TestTopout, ...names: string[]): Promise<TestUser[]> {
  const users: TestUser[] = [];
  for (const name of names) users.push(await topout.signUp(name));
  return users;
}

async function three(topout: TestTopout): Promise<[TestUser, TestUser, TestUser]> {
  return [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
}

test("a list is made, changed and deleted by its owner, and nobody else gets to see it", async () => {
  await using topout = await startTopout();
  const [ada, ben] = await three(topout);
  const made = await ada.post("/api/v1/lists", { title: " Crew " });
  expect(made.json).toEqual({ id: expect.any(String), title: "Crew", replies_policy: "list", exclusive: false });
  const path = `/api/v1/lists/${made.json.id}`;
  const changed = await ada.put(path, { title: "Partners", replies_policy: "none" });
  expect(changed.json).toMatchObject({ title: "Partners", replies_policy: "none", exclusive: false });
  // Some apps send only what changes.
  expect((await ada.put(path, { exclusive: "true" })).json).toMatchObject({ title: "Partners", exclusive: true });
  expect((await ada.get(path)).json).toEqual({
    ...made.json,
    title: "Partners",
    replies_policy: "none",
    exclusive: true,
  });
  for (const refused of [
    await ben.get(path),
    await ben.put(path, { title: "Mine" }),
    await ben.delete(path),
    await ben.get(`${path}/accounts`),
    await ben.post(`${path}/accounts`, { account_ids: [ada.account.id] }),
    await ben.get(`/api/v1/timelines/list/${made.json.id}`),
  ]) {
    expect([refused.status, refused.json]).toEqual([404, { error: "Record not found" }]);
  }
  expect((await ben.get("/api/v1/lists")).json).toEqual([]);
  expect((await ada.delete(path)).json).toEqual({});
  expect((await ada.get(path)).status).toBe(404);
  expect((await ada.get("/api/v1/lists")).json).toEqual([]);
});

test("a list needs a title and a policy that there is, and there are fifty at the most", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const blank = await ada.post("/api/v1/lists", { title: "  " });
  expect([blank.status, blank.json]).toEqual([422, { error: "Validation failed: Title can't be blank" }]);
  expect((await ada.post("/api/v1/lists", {})).status).toBe(422);
  expect((await ada.post("/api/v1/lists", { title: "x".repeat(257) })).status).toBe(422);
  expect((await ada.post("/api/v1/lists", { title: "x", replies_policy: "all" })).status).toBe(422);
  for (let index = 0; index < 50; index++) {
    expect((await ada.post("/api/v1/lists", { title: `List ${index}` })).status).toBe(200);
  }
  expect((await ada.post("/api/v1/lists", { title: "One more" })).status).toBe(422);
  const titles = (await ada.get("/api/v1/lists")).json.map((list: { title: string }) => list.title);
  expect(titles).toEqual(Array.from({ length: 50 }, (_, index) => `List ${index}`));
});

test("only whom one follows, and oneself, can be in a list, and each once", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = await three(topout);
  const list = await makeList(ada, [ben]);
  const path = `/api/v1/lists/${list}/accounts`;
  // All or none.
  const unknown = await ada.post(path, { account_ids: [ada.account.id, eve.account.id] });
  expect([unknown.status, unknown.json]).toEqual([404, { error: "Record not found" }]);
  expect(idsOf(await ada.get(path))).toEqual([ben.account.id]);
  const twice = await ada.post(path, { account_ids: [ben.account.id] });
  expect([twice.status, twice.json]).toEqual([422, { error: "Validation failed: Account has already been taken" }]);
  expect((await ada.post(path, { account_ids: ada.account.id })).status).toBe(200);
  expect(idsOf(await ada.get(path)).toSorted()).toEqual([ada.account.id, ben.account.id].toSorted());
  await eve.patch("/api/v1/accounts/update_credentials", { locked: true });
  await act(ada, "follow", eve);
  expect((await ada.post(path, { account_ids: [eve.account.id] })).status, "only asked").toBe(404);
  expect(idsOf(await ada.get(`/api/v1/accounts/${ben.account.id}/lists`))).toEqual([list]);
  expect((await ada.get(`/api/v1/accounts/${eve.account.id}/lists`)).json).toEqual([]);
  expect((await ben.get(`/api/v1/accounts/${ben.account.id}/lists`)).json).toEqual([]);
  const removed = await ada.request(
    "DELETE",
    `${path}?account_ids[]=${ben.account.id}&account_ids[]=${eve.account.id}`,
  );
  expect([removed.status, removed.json]).toEqual([200, {}]);
  expect(idsOf(await ada.get(path))).toEqual([ada.account.id]);
});

test("members are paged, and all are given when the limit is 0", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const members = await signUpAll(topout, "m1", "m2", "m3");
  const list = await makeList(ada, members);
  const expected = members.map((member) => member.account.id).toReversed();
  const first = await ada.get(`/api/v1/lists/${list}/accounts?limit=2`);
  expect(idsOf(first)).toEqual(expected.slice(0, 2));
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
  expect(idsOf(await ada.get(next))).toEqual(expected.slice(2));
  expect(idsOf(await ada.get(`/api/v1/lists/${list}/accounts?limit=0`))).toEqual(expected);
});

test("a list has what its members write and boost, from before and after they joined, and loses it with them", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = await three(topout);
  const before = await post(ben, "before");
  const far = await post(eve, "far away");
  const list = await makeList(ada, [ben]);
  const boost = (await ben.post(`/api/v1/statuses/${far}/reblog`)).json.id;
  const after = await post(ben, "after", { visibility: "private" });
  await post(ben, "@ada between us", { visibility: "direct" });
  await post(ada, "own");
  expect(await listed(ada, list)).toEqual([after, boost, before]);
  expect((await ada.get(`/api/v1/timelines/list/${list}?limit=1`)).headers.get("link")).toContain('rel="next"');
  await ben.post(`/api/v1/statuses/${far}/unreblog`);
  await ben.delete(`/api/v1/statuses/${before}`);
  expect(await listed(ada, list)).toEqual([after]);
  await act(ada, "unfollow", ben);
  expect(await listed(ada, list)).toEqual([]);
  expect((await ada.get(`/api/v1/lists/${list}/accounts`)).json).toEqual([]);
  await act(ada, "follow", ben);
  expect(await listed(ada, list)).toEqual([]);
  await ada.post(`/api/v1/lists/${list}/accounts`, { account_ids: [ben.account.id] });
  expect(await listed(ada, list)).toEqual([after]);
  await act(ben, "block", ada);
  expect(await listed(ada, list)).toEqual([]);
  expect((await ada.get(`/api/v1/lists/${list}/accounts`)).json).toEqual([]);
});

test("boosts are in a list unless its owner wants none of that member", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = await three(topout);
  const list = await makeList(ada, [ben]);
  await act(ada, "follow", ben, { reblogs: false });
  await ben.post(`/api/v1/statuses/${await post(eve, "far away")}/reblog`);
  expect(await listed(ada, list)).toEqual([]);
});

test("a list hides whom its owner blocks or mutes, also when a member boosts them", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = await three(topout);
  const list = await makeList(ada, [ben]);
  const own = await post(ben, "own");
  const boost = (await ben.post(`/api/v1/statuses/${await post(eve, "far away")}/reblog`)).json.id;
  await act(ada, "mute", eve);
  expect(await listed(ada, list)).toEqual([own]);
  await act(ada, "unmute", eve);
  expect(await listed(ada, list)).toEqual([boost, own]);
  await act(ada, "block", eve);
  expect(await listed(ada, list)).toEqual([own]);
});

test("the replies policy lets answers in: to members, to anybody followed, or to nobody", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = await three(topout);
  const [cleo, dora] = [await topout.signUp("cleo"), await topout.signUp("dora")];
  const asked = new Map<TestUser, string>();
  for (const user of [ada, ben, eve, cleo, dora]) asked.set(user, await post(user, "question"));
  // ben and cleo are members, eve is followed, dora is a stranger.
  await act(ada, "follow", eve);
  const listBy = new Map<string, string>();
  for (const policy of ["list", "followed", "none"]) {
    listBy.set(policy, await makeList(ada, [ben, cleo], { replies_policy: policy }));
  }
  const answer = (to: TestUser) => post(ben, "answer", { in_reply_to_id: asked.get(to) });
  const [self, owner, member] = [await answer(ben), await answer(ada), await answer(cleo)];
  const [followed, stranger] = [await answer(eve), await answer(dora)];
  const answers = [self, owner, member, followed, stranger];
  const shown = async (policy: string): Promise<string[]> =>
    (await listed(ada, listBy.get(policy) ?? "")).filter((id) => answers.includes(id)).toReversed();
  expect(await shown("list")).toEqual([self, owner, member]);
  expect(await shown("followed")).toEqual([self, owner, member, followed]);
  expect(await shown("none")).toEqual([self, owner]);
  // Whoever joins later brings the same.
  for (const [policy, list] of listBy) {
    const before = await shown(policy);
    await ada.request("DELETE", `/api/v1/lists/${list}/accounts`, { account_ids: [ben.account.id] });
    expect(await shown(policy)).toEqual([]);
    await ada.post(`/api/v1/lists/${list}/accounts`, { account_ids: [ben.account.id] });
    expect(await shown(policy)).toEqual(before);
  }
});

test("an exclusive list keeps its members' posts out of home until nothing exclusive has them any more", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = await three(topout);
  const [list, other] = [await makeList(ada, [ben]), await makeList(ada, [ben], { title: "Other", exclusive: true })];
  await act(ada, "follow", eve);
  await ada.put(`/api/v1/lists/${other}`, { exclusive: false });
  const [own, byBen, byEve] = [await post(ada, "own"), await post(ben, "first"), await post(eve, "first")];
  const boost = (await ben.post(`/api/v1/statuses/${byEve}/reblog`)).json.id;
  expect(await home(ada)).toEqual([boost, byEve, byBen, own]);

  await ada.put(`/api/v1/lists/${list}`, { exclusive: true });
  expect(await home(ada)).toEqual([byEve, own]);
  const later = await post(ben, "later");
  expect(await home(ada)).toEqual([byEve, own]);
  expect(await listed(ada, list)).toEqual([later, boost, byBen]);

  await ada.put(`/api/v1/lists/${other}`, { exclusive: true });
  await ada.put(`/api/v1/lists/${list}`, { exclusive: false });
  expect(await home(ada), "the other list keeps them").toEqual([byEve, own]);
  await ada.request("DELETE", `/api/v1/lists/${other}/accounts`, { account_ids: [ben.account.id] });
  expect(await home(ada)).toEqual([later, boost, byEve, byBen, own]);

  await ada.post(`/api/v1/lists/${other}/accounts`, { account_ids: [ben.account.id, ada.account.id] });
  expect(await home(ada), "one's own posts stay").toEqual([byEve, own]);
  const mine = await post(ada, "mine");
  expect(await home(ada)).toEqual([mine, byEve, own]);
  await ada.delete(`/api/v1/lists/${other}`);
  expect(await home(ada)).toEqual([mine, later, boost, byEve, byBen, own]);
});

test("home and lists are cut to the configured length", async () => {
  await using topout = await startTopout();
  const [ada, ben] = await three(topout);
  const list = await makeList(ada, [ben]);
  const short = await makeList(ada, [ben, ada]);
  const ids: string[] = [];
  for (let index = 0; index < 5; index++) ids.unshift(await post(ben, `number ${index}`));
  await ada.request("DELETE", `/api/v1/lists/${short}/accounts`, { account_ids: [ben.account.id] });
  const { db, config } = topout.ctx;
  await trimTimelines({ db, config: { ...config, homeLength: 3 } });
  expect(await listed(ada, list)).toEqual(ids.slice(0, 3));
  expect(await home(ada)).toEqual(ids.slice(0, 3));
  expect(await home(ben)).toEqual(ids.slice(0, 3));
  await trimTimelines({ db, config: { ...config, homeLength: 3 } });
  expect(await listed(ada, list)).toEqual(ids.slice(0, 3));
});

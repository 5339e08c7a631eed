import { expect, test } from "vitest";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

const post = async (by: TestUser, body: Record<string, unknown>): Promise<string> =>
  (await by.post("/api/v1/statuses", body)).json.id;

const people = (topout: TestTopout, count: number): Promise<TestUser[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => topout.signUp(`fan${index}`)));

test("what many do alike is one: likes of a post, boosts, follows; mentions stay apart", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const fans = await people(topout, 3);
  const liked = await post(ada, { status: "Sent it" });
  const other = await post(ada, { status: "And again" });
  for (const fan of fans) {
    await fan.post(`/api/v1/statuses/${liked}/favourite`);
    await fan.post(`/api/v1/accounts/${ada.account.id}/follow`);
    await fan.post("/api/v1/statuses", { status: "@ada venga" });
  }
  await fans[0]?.post(`/api/v1/statuses/${other}/favourite`);
  await fans[1]?.post(`/api/v1/statuses/${liked}/reblog`);
  const { json } = await ada.get("/api/v2/notifications");
  const shown = json.notification_groups.map((group: { type: string; notifications_count: number }) => [
    group.type,
    group.notifications_count,
  ]);
  expect(shown).toEqual([
    ["reblog", 1],
    ["favourite", 1],
    ["mention", 1],
    ["follow", 3],
    ["favourite", 3],
    ["mention", 1],
    ["mention", 1],
  ]);
  const [likes] = json.notification_groups.filter(
    (group: { type: string; status_id: string }) => group.type === "favourite" && group.status_id === liked,
  );
  expect(likes.sample_account_ids).toEqual(fans.map((fan) => fan.account.id).toReversed());
  expect(typeof likes.most_recent_notification_id).toBe("string");
  expect(json.accounts.map((account: { id: string }) => account.id).toSorted()).toEqual(
    fans.map((fan) => fan.account.id).toSorted(),
  );
  expect(json.statuses.map((status: { id: string }) => status.id)).toEqual(expect.arrayContaining([liked, other]));
  const apart = await ada.get("/api/v2/notifications?grouped_types[]=follow");
  expect(apart.json.notification_groups).toHaveLength(9);
  const partial = await ada.get("/api/v2/notifications?types[]=follow&expand_accounts=partial_avatars");
  expect(partial.json.accounts).toHaveLength(1);
  expect(partial.json.partial_accounts).toHaveLength(2);

  const all = await ada.get(`/api/v2/notifications/${likes.group_key}/accounts`);
  expect(all.json).toHaveLength(3);
  expect(
    (await ada.get(`/api/v2/notifications/${likes.group_key}`)).json.notification_groups[0].notifications_count,
  ).toBe(3);
  expect((await fans[0]?.get(`/api/v2/notifications/${likes.group_key}`))?.status).toBe(404);
  expect((await ada.post(`/api/v2/notifications/${likes.group_key}/dismiss`)).status).toBe(200);
  expect((await ada.get("/api/v1/notifications?types[]=favourite")).json).toHaveLength(1);
});

test("groups are paged without losing or repeating one, and unread ones are counted from the marker on", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const [ben, cleo] = await people(topout, 2);
  const posts: string[] = [];
  for (let index = 0; index < 5; index++) posts.push(await post(ada, { status: `Pitch ${index}` }));
  for (const id of posts) for (const fan of [ben, cleo]) await fan?.post(`/api/v1/statuses/${id}/favourite`);
  expect((await ada.get("/api/v1/notifications/unread_count")).json).toEqual({ count: 10 });
  expect((await ada.get("/api/v2/notifications/unread_count")).json).toEqual({ count: 5 });
  const seen: string[] = [];
  let path: string | undefined = "/api/v2/notifications?limit=2";
  let pages = 0;
  while (path !== undefined && pages++ < 10) {
    const page = await ada.get(path);
    seen.push(...page.json.notification_groups.map((group: { status_id: string }) => group.status_id));
    path = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
  }
  expect(seen).toEqual(posts.toReversed());
  const [newest] = (await ada.get("/api/v1/notifications?limit=1")).json;
  await ada.post("/api/v1/markers", { notifications: { last_read_id: newest.id } });
  expect((await ada.get("/api/v2/notifications/unread_count")).json).toEqual({ count: 0 });
});

test("a stranger's private mention waits until it is let in; a friend's does not", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const cleo = await topout.signUp("cleo");
  await ada.post(`/api/v1/accounts/${cleo.account.id}/follow`);
  await cleo.post("/api/v1/statuses", { status: "@ada Sunday?", visibility: "direct" });
  const first = await post(ben, { status: "@ada psst", visibility: "direct" });
  await post(ben, { status: "@ada hey", visibility: "direct" });
  const mentions = async () => (await ada.get("/api/v1/notifications?types[]=mention")).json;
  expect((await mentions()).map((one: { account: { id: string } }) => one.account.id)).toEqual([cleo.account.id]);
  expect((await ada.get("/api/v1/notifications?types[]=mention&include_filtered=true")).json).toHaveLength(3);
  const { json: requests } = await ada.get("/api/v1/notifications/requests");
  expect(requests).toMatchObject([{ account: { id: ben.account.id }, notifications_count: "2" }]);
  expect((await ada.get("/api/v2/notifications/policy")).json).toMatchObject({
    for_private_mentions: "filter",
    summary: { pending_requests_count: 1, pending_notifications_count: 2 },
  });
  expect((await ben.post(`/api/v1/notifications/requests/${requests[0].id}/accept`)).status).toBe(404);
  expect((await ada.post(`/api/v1/notifications/requests/${requests[0].id}/accept`)).status).toBe(200);
  expect(await mentions()).toHaveLength(3);
  await post(ben, { status: "@ada thanks", visibility: "direct", in_reply_to_id: first });
  expect(await mentions()).toHaveLength(4);
  expect((await ada.get("/api/v1/notifications/requests")).json).toEqual([]);
});

test("a policy drops or holds back whom it names, in the words of both versions", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const changed = await ada.patch("/api/v2/notifications/policy", { for_not_following: "drop" });
  expect(changed.json.for_not_following).toBe("drop");
  expect((await ada.get("/api/v1/notifications/policy")).json.filter_not_following).toBe(true);
  const id = await post(ada, { status: "Sent it" });
  await ben.post(`/api/v1/statuses/${id}/favourite`);
  expect((await ada.get("/api/v1/notifications?include_filtered=true")).json).toEqual([]);
  await ada.put("/api/v1/notifications/policy", { filter_not_following: false });
  await ben.post(`/api/v1/statuses/${id}/reblog`);
  expect((await ada.get("/api/v1/notifications")).json).toMatchObject([{ type: "reblog" }]);
  expect((await ada.patch("/api/v2/notifications/policy", { for_not_following: "perhaps" })).status).toBe(422);
});

test("direct posts gather into conversations by who is in them, unread until they are read", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const cleo = await topout.signUp("cleo");
  const first = await post(ada, { status: "@ben Sunday?", visibility: "direct" });
  const reply = await post(ben, { status: "@ada yes", visibility: "direct", in_reply_to_id: first });
  const three = await post(ada, { status: "@ben @cleo all of us?", visibility: "direct" });
  await post(ada, { status: "Not here" });
  const { json: ofAda } = await ada.get("/api/v1/conversations");
  expect(
    ofAda.map((one: { unread: boolean; last_status: { id: string }; accounts: { acct: string }[] }) => [
      one.unread,
      one.last_status.id,
      one.accounts.map((account) => account.acct).toSorted(),
    ]),
  ).toEqual([
    [false, three, ["ben", "cleo"]],
    [true, reply, ["ben"]],
  ]);
  expect((await cleo.get("/api/v1/conversations")).json).toMatchObject([{ unread: true }]);
  const read = await ada.post(`/api/v1/conversations/${ofAda[1].id}/read`);
  expect(read.json).toMatchObject({ id: ofAda[1].id, unread: false });
  expect((await ben.post(`/api/v1/conversations/${ofAda[1].id}/read`)).status).toBe(404);
  // Its last post goes: the one before is the last.
  await ben.delete(`/api/v1/statuses/${reply}`);
  expect((await ada.get("/api/v1/conversations")).json[1].last_status.id).toBe(first);
  await ada.delete(`/api/v1/statuses/${first}`);
  expect((await ben.get("/api/v1/conversations")).json).toHaveLength(1);
  const [left] = (await ada.get("/api/v1/conversations")).json;
  expect((await ada.delete(`/api/v1/conversations/${left.id}`)).status).toBe(200);
  expect((await ada.get("/api/v1/conversations")).json).toEqual([]);
  expect((await ada.get(`/api/v1/statuses/${three}`)).status).toBe(200);
});

test("the accounts of a group come page by page, and dismissing what is not there is no fault", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const fans = await people(topout, 3);
  for (const fan of fans) await fan.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const [group] = (await ada.get("/api/v2/notifications")).json.notification_groups;
  const path = `/api/v2/notifications/${group.group_key}/accounts`;
  const idsAt = async (url: string) => {
    const { json, headers } = await ada.get(url);
    const next = /<([^>]+)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
    return { ids: json.map((account: { id: string }) => account.id), next };
  };
  const ids = fans.map((fan) => fan.account.id).toReversed();
  const first = await idsAt(`${path}?limit=2`);
  expect(first.ids).toEqual(ids.slice(0, 2));
  expect((await idsAt(first.next ?? "")).ids).toEqual(ids.slice(2));
  expect((await idsAt(path)).ids).toEqual(ids);
  expect((await idsAt("/api/v2/notifications/follow-1/accounts")).ids).toEqual([]);
  for (const key of [group.group_key, group.group_key, "ungrouped-1", "nonsense"])
    expect((await ada.post(`/api/v2/notifications/${key}/dismiss`)).json).toEqual({});
  expect((await ada.get("/api/v2/notifications")).json.notification_groups).toEqual([]);
});

test("kinds that nobody knows count nothing; clearing clears in both versions", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  for (const version of ["v1", "v2"]) {
    const count = async (query: string) =>
      (await ada.get(`/api/${version}/notifications/unread_count?${query}`)).json.count;
    expect(await count("types[]=annual_report")).toBe(0);
    expect(await count("types[]=annual_report&types[]=follow")).toBe(1);
    expect(await count("exclude_types[]=annual_report")).toBe(1);
  }
  expect((await ada.post("/api/v2/notifications/clear")).json).toEqual({});
  expect((await ada.get("/api/v1/notifications")).json).toEqual([]);
});

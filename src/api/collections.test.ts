import { expect, test } from "vitest";
import { checkNeeds } from "../testing/client-needs.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

const path = "/api/v1/collections";
const notAllowed = { error: "This action is not allowed" };
const nobody = "110000000000000000";

async function scene() {
  const topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const cleo = await topout.signUp("cleo");
  const made = (members: TestUser[], more: Record<string, unknown> = {}) =>
    ada.post(path, { name: "Slab lovers", account_ids: members.map((user) => user.account.id), ...more });
  return { topout, ada, ben, cleo, made, [Symbol.asyncDispose]: () => topout[Symbol.asyncDispose]() };
}

const namesIn = async (user: TestUser) =>
  (await user.get(`/api/v1/accounts/${user.account.id}/in_collections`)).json.collections.map(
    (collection: { name: string }) => collection.name,
  );
const membersOf = (collection: { items: { account_id: string }[] }) => collection.items.map((item) => item.account_id);
const toldTo = async (user: TestUser) =>
  (await user.get("/api/v1/notifications")).json.map((one: { type: string; collection?: { name: string } }) => [
    one.type,
    one.collection?.name,
  ]);

test("a collection is made, shown to everybody, changed and deleted", async () => {
  await using s = await scene();
  const { topout, ada, ben, cleo } = s;
  const created = await s.made([ben, cleo], { description: "Friction", language: "en", tag_name: "#Slab" });
  expect(created.status, created.text).toBe(200);
  const { collection } = created.json;
  expect(collection).toMatchObject({
    account_id: ada.account.id,
    name: "Slab lovers",
    description: "Friction",
    language: "en",
    local: true,
    sensitive: false,
    discoverable: true,
    tag: { name: "slab", url: `${topout.origin}/tags/slab` },
    item_count: 2,
  });
  expect(collection.items.map((item: { state: string }) => item.state)).toEqual(["accepted", "accepted"]);
  expect(membersOf(collection)).toEqual([ben.account.id, cleo.account.id]);

  const shown = await topout.anyone.get(`${path}/${collection.id}`);
  expect(shown.json.collection).toEqual(collection);
  expect(shown.json.accounts.map((one: { id: string }) => one.id)).toEqual([
    ada.account.id,
    ben.account.id,
    cleo.account.id,
  ]);
  expect(checkNeeds("account", shown.json.accounts[0])).toEqual([]);

  const changed = await ada.patch(`${path}/${collection.id}`, { name: "Smearers", tag_name: "", sensitive: true });
  expect(changed.json.collection).toMatchObject({
    name: "Smearers",
    description: "Friction",
    tag: null,
    sensitive: true,
  });
  expect((await ada.put(`${path}/${collection.id}`, { language: "de" })).json.collection).toMatchObject({
    name: "Smearers",
    language: "de",
  });

  expect((await ada.delete(`${path}/${collection.id}`)).status).toBe(200);
  expect((await ada.get(`${path}/${collection.id}`)).status).toBe(404);
});

test("faults are told by field, inside the error", async () => {
  await using s = await scene();
  const tooLong = await s.made([], { name: "x".repeat(41) });
  expect([tooLong.status, tooLong.json]).toEqual([
    422,
    {
      error: {
        error: "Validation failed: Name is too long (maximum is 40 characters)",
        details: { name: [{ error: "ERR_TOO_LONG", description: "is too long (maximum is 40 characters)" }] },
      },
    },
  ]);
  for (const bad of [
    { name: " " },
    { description: "x".repeat(101) },
    { language: "Englisch" },
    { tag_name: "no tag" },
    { sensitive: [] },
  ]) {
    const refused = await s.made([], bad);
    expect([bad, refused.status, typeof refused.json.error.error]).toEqual([bad, 422, "string"]);
  }
  expect((await s.made([], { account_ids: ["x"] })).status).toBe(404);
  expect((await s.made([], { name: "🧗".repeat(40), description: "🧗".repeat(100) })).status).toBe(200);
  const { json } = await s.made([]);
  const blank = await s.ada.patch(`${path}/${json.collection.id}`, { name: "" });
  expect([blank.status, blank.json.error.details]).toEqual([
    422,
    { name: [{ error: "ERR_BLANK", description: "can't be blank" }] },
  ]);
});

test("there is a limit to collections and to what is in them", async () => {
  await using s = await scene();
  for (let count = 0; count < 10; count++) expect((await s.made([])).status).toBe(200);
  expect((await s.made([])).status).toBe(422);

  const dora = await s.topout.signUp("dora");
  const { json } = await dora.post(path, { name: "Crowd" });
  const items = `${path}/${json.collection.id}/items`;
  const crowd: string[] = [];
  for (let count = 0; count < 26; count++) crowd.push((await s.topout.signUp(`fan${count}`)).account.id);
  expect((await dora.post(path, { name: "All", account_ids: crowd })).status).toBe(422);
  for (const account_id of crowd.slice(0, 25)) expect((await dora.post(items, { account_id })).status).toBe(200);
  expect((await dora.post(items, { account_id: crowd[25] })).status).toBe(422);
});

test("accounts are added and removed by whoever made the collection alone", async () => {
  await using s = await scene();
  const { ada, ben, cleo } = s;
  const { json } = await s.made([ben]);
  const one = `${path}/${json.collection.id}`;
  const added = await ada.post(`${one}/items`, { account_id: cleo.account.id });
  expect(added.json.collection_item).toMatchObject({ account_id: cleo.account.id, state: "accepted" });
  const again = await ada.post(`${one}/items`, { account_id: cleo.account.id });
  expect([again.status, again.json]).toEqual([422, { error: "Validation failed: Account has already been taken" }]);
  const empty = await ada.post(`${one}/items`, {});
  expect([empty.status, empty.json]).toEqual([422, { error: "`account_id` parameter is missing" }]);
  expect((await ada.post(`${one}/items`, { account_id: nobody })).status).toBe(404);

  const item = `${one}/items/${added.json.collection_item.id}`;
  for (const refused of [
    await cleo.post(`${one}/items`, { account_id: cleo.account.id }),
    await cleo.patch(one, { name: "Mine" }),
    await cleo.delete(one),
    await cleo.delete(item),
    await ada.post(`${item}/revoke`),
  ]) {
    expect([refused.status, refused.json]).toEqual([403, notAllowed]);
  }
  expect((await ada.delete(item)).status).toBe(200);
  expect((await ada.delete(item)).status).toBe(404);
  expect(membersOf((await ada.get(one)).json.collection)).toEqual([ben.account.id]);
  expect((await ada.post(`${one}/items`, { account_id: cleo.account.id })).status).toBe(200);
});

test("who takes themselves out stays out", async () => {
  await using s = await scene();
  const { ada, ben } = s;
  const { json } = await s.made([ben]);
  const one = `${path}/${json.collection.id}`;
  const item = `${one}/items/${json.collection.items[0].id}`;
  expect(await namesIn(ben)).toEqual(["Slab lovers"]);
  expect((await ben.post(`${item}/revoke`)).status).toBe(200);
  expect((await ben.post(`${item}/revoke`)).status).toBe(200);
  expect(await namesIn(ben)).toEqual([]);
  expect((await ada.get(one)).json.collection).toMatchObject({ item_count: 0, items: [] });
  expect((await ada.delete(item)).status).toBe(404);
  expect((await ada.post(`${one}/items`, { account_id: ben.account.id })).status).toBe(422);
});

test("nobody is put into a collection who does not want it", async () => {
  await using s = await scene();
  const { ada, ben } = s;
  const approvalOf = async (user: TestUser, by: TestUser = ada) =>
    (await by.get(`/api/v1/accounts/${user.account.id}`)).json.feature_approval;
  expect(await approvalOf(ben)).toEqual({ automatic: ["public"], manual: [], current_user: "automatic" });
  expect((await s.topout.anyone.get(`/api/v1/accounts/${ben.account.id}`)).json.feature_approval.current_user).toBe(
    "denied",
  );

  const dora = await s.topout.signUp("dora");
  await dora.patch("/api/v1/accounts/update_credentials", { discoverable: false });
  expect(await approvalOf(dora)).toEqual({ automatic: [], manual: [], current_user: "denied" });
  const refused = await s.made([ben, dora]);
  expect([refused.status, refused.json]).toEqual([403, notAllowed]);
  expect((await ada.get(`/api/v1/accounts/${ada.account.id}/collections`)).json).toEqual({ collections: [] });

  await ben.patch("/api/v1/accounts/update_credentials", { locked: true });
  expect(await approvalOf(ben)).toEqual({ automatic: ["followers"], manual: [], current_user: "denied" });
  expect((await s.made([ben])).status).toBe(403);
  await ada.post(`/api/v1/accounts/${ben.account.id}/follow`);
  await ben.post(`/api/v1/follow_requests/${ada.account.id}/authorize`);
  expect((await approvalOf(ben)).current_user).toBe("automatic");
  expect((await approvalOf(ben, ben)).current_user).toBe("automatic");
  expect((await s.made([ben])).status).toBe(200);

  await ada.post(`/api/v1/accounts/${s.cleo.account.id}/block`);
  expect((await s.made([s.cleo])).status).toBe(403);
});

test("a block takes both out of each other's collections", async () => {
  await using s = await scene();
  const { ada, ben, cleo } = s;
  const { json: adas } = await s.made([ben, cleo]);
  const { json: bens } = await ben.post(path, { name: "Roofs", account_ids: [ada.account.id, cleo.account.id] });
  expect(await toldTo(ben)).toEqual([["added_to_collection", "Slab lovers"]]);
  await ben.post(`/api/v1/accounts/${ada.account.id}/block`);
  const seenByCleo = async (id: string) => membersOf((await cleo.get(`${path}/${id}`)).json.collection);
  expect(await seenByCleo(adas.collection.id)).toEqual([cleo.account.id]);
  expect(await seenByCleo(bens.collection.id)).toEqual([cleo.account.id]);
  expect(await toldTo(ada)).toEqual([]);

  // And what the one makes is not shown to the other.
  const hidden = await ada.get(`${path}/${bens.collection.id}`);
  expect([hidden.status, hidden.json]).toEqual([403, notAllowed]);
  expect((await ada.get(`/api/v1/accounts/${ben.account.id}/collections`)).json).toEqual({ collections: [] });
  await ben.post(`/api/v1/accounts/${ada.account.id}/unblock`);
  expect((await ada.post(`${path}/${adas.collection.id}/items`, { account_id: ben.account.id })).status).toBe(422);
});

test("whom the viewer blocks is not shown among the others", async () => {
  await using s = await scene();
  const { json } = await s.made([s.ben, s.cleo]);
  const dora = await s.topout.signUp("dora");
  await dora.post(`/api/v1/accounts/${s.ben.account.id}/block`);
  const shown = await dora.get(`${path}/${json.collection.id}`);
  expect(shown.json.collection.items.map((item: { account_id: string }) => item.account_id)).toEqual([
    s.cleo.account.id,
  ]);
  expect(shown.json.accounts.map((one: { id: string }) => one.id)).toEqual([s.ada.account.id, s.cleo.account.id]);
});

test("an account's collections are paged, and others see those that are not unlisted", async () => {
  await using s = await scene();
  const { ada, ben } = s;
  for (const name of ["First", "Second", "Third"]) await s.made([ben], { name });
  const { json: unlisted } = await s.made([ben], { name: "Unlisted", discoverable: false });
  const of = `/api/v1/accounts/${ada.account.id}/collections`;
  const namesOf = (json: { collections: { name: string }[] }) => json.collections.map((one) => one.name);
  expect(namesOf((await ada.get(of)).json)).toEqual(["Unlisted", "Third", "Second", "First"]);
  expect(namesOf((await s.topout.anyone.get(of)).json)).toEqual(["Third", "Second", "First"]);
  expect((await s.topout.anyone.get(`${path}/${unlisted.collection.id}`)).status).toBe(200);

  const linkOf = (answer: { headers: Headers }, rel: string) =>
    new RegExp(`<([^>]+)>; rel="${rel}"`).exec(answer.headers.get("link") ?? "")?.[1] ?? null;
  const first = await ada.get(`${of}?limit=3`);
  expect([namesOf(first.json), linkOf(first, "prev")]).toEqual([["Unlisted", "Third", "Second"], null]);
  const second = await ada.get(linkOf(first, "next") ?? "");
  expect([namesOf(second.json), linkOf(second, "next")]).toEqual([["First"], null]);
  expect(namesOf((await ada.get(linkOf(second, "prev") ?? "")).json)).toEqual(["Unlisted", "Third", "Second"]);
  expect(await namesIn(ben)).toEqual(["Unlisted", "Third", "Second", "First"]);
  const others = await ada.get(`/api/v1/accounts/${ben.account.id}/in_collections`);
  expect([others.status, others.json]).toEqual([403, notAllowed]);
});

test("a token needs the scope of collections", async () => {
  await using topout = await startTopout();
  const reader = await topout.signUp("ada", { scopes: ["read:collections"] });
  expect((await reader.get(`/api/v1/accounts/${reader.account.id}/in_collections`)).status).toBe(200);
  expect((await reader.post(path, { name: "Mine" })).status).toBe(403);
  const writer = await topout.signUp("ben", { scopes: ["write:collections"] });
  expect((await writer.post(path, { name: "Mine" })).status).toBe(200);
  expect((await writer.get(`/api/v1/accounts/${writer.account.id}/in_collections`)).status).toBe(403);
});

test("who is in a collection hears of it, and of its new words", async () => {
  await using s = await scene();
  const { ada, ben, cleo } = s;
  const { json } = await s.made([ben]);
  const one = `${path}/${json.collection.id}`;
  const added = await ada.post(`${one}/items`, { account_id: cleo.account.id });
  expect(await toldTo(cleo)).toEqual([["added_to_collection", "Slab lovers"]]);
  await ada.patch(one, { discoverable: false });
  expect(await toldTo(ben)).toEqual([["added_to_collection", "Slab lovers"]]);
  await ada.patch(one, { name: "Smearers" });
  await ada.patch(one, { description: "On granite" });
  const told = [
    ["collection_update", "Smearers"],
    ["added_to_collection", "Smearers"],
  ];
  expect(await toldTo(ben)).toEqual(told);
  expect(await toldTo(ada)).toEqual([]);

  const { json: grouped } = await ben.get("/api/v2/notifications");
  expect(grouped.notification_groups.map((group: { type: string }) => group.type)).toEqual([
    "collection_update",
    "added_to_collection",
  ]);
  expect(grouped.notification_groups[0].collection).toMatchObject({ id: json.collection.id, name: "Smearers" });
  expect((await ben.get("/api/v1/notifications?types[]=added_to_collection")).json).toHaveLength(1);

  await ada.delete(`${one}/items/${added.json.collection_item.id}`);
  expect(await toldTo(cleo)).toEqual([]);
  await ada.delete(one);
  expect(await toldTo(ben)).toEqual([]);
});

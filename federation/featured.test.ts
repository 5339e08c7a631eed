import { expect, test } from "vitest";
import { eventually } from "../src/testing/eventually.ts";
import { startTopout, type TestTopout, type TestUser } from "../src/testing/start-topout.ts";
import { findAccount } from "./testing/follow-across.ts";

const activityJson = { accept: "application/activity+json" };
const path = "/api/v1/collections";

/** Ada on one server, Bob on another. */
async function twoServers(): Promise<[TestTopout, TestTopout, TestUser, TestUser]> {
  const crag = await startTopout();
  const gym = await startTopout();
  return [crag, gym, await crag.signUp("ada"), await gym.signUp("bob")];
}

async function findCollection(user: TestUser, uri: string) {
  const { json } = await user.get(`/api/v2/search?q=${encodeURIComponent(uri)}&resolve=true`);
  return json.collections[0];
}

const seenBy = async (user: Pick<TestUser, "get">, id: string) => (await user.get(`${path}/${id}`)).json.collection;
const documentAt = async (uri: string) => (await fetch(uri, { headers: activityJson })).json();

/** Waits until the user sees so many accounts in it, in this state. */
const becomes = (user: TestUser, id: string, count: number, state = "accepted") =>
  eventually(async () => {
    const collection = await seenBy(user, id);
    const items = (collection?.items ?? []).filter((item: { state: string }) => item.state === state);
    return items.length === count && collection;
  });

async function follow(follower: TestUser, followed: TestUser): Promise<void> {
  const { id } = await findAccount(follower, followed.account.uri);
  await follower.post(`/api/v1/accounts/${id}/follow`);
  const isFollowed = async () =>
    (await followed.get(`/api/v1/accounts/${followed.account.id}`)).json.followers_count === 1;
  await eventually(isFollowed);
}

test("an account of another server is asked, stamps, is in the collection, and takes itself out again", async () => {
  const [crag, gym, ada, bob] = await twoServers();
  await using _crag = crag;
  await using _gym = gym;
  const found = await findAccount(ada, bob.account.uri);
  expect(found.feature_approval).toEqual({ automatic: ["public"], manual: [], current_user: "automatic" });
  const { json } = await ada.post(path, {
    name: "Slab lovers",
    language: "en",
    tag_name: "slab",
    account_ids: [found.id],
  });
  const { id, uri } = json.collection;
  expect(json.collection.items).toMatchObject([{ account_id: found.id, state: "pending" }]);
  await becomes(ada, id, 1);

  const { json: told } = await bob.get("/api/v1/notifications");
  expect(told).toMatchObject([{ type: "added_to_collection", collection: { uri, name: "Slab lovers", local: false } }]);
  const { json: listed } = await bob.get(`/api/v1/accounts/${bob.account.id}/in_collections`);
  expect(listed.collections).toMatchObject([{ uri, url: json.collection.url, language: "en", tag: { name: "slab" } }]);

  const document = await documentAt(uri);
  expect(document).toMatchObject({
    id: uri,
    type: "FeaturedCollection",
    attributedTo: ada.account.uri,
    name: "Slab lovers",
    summaryMap: { en: "" },
    topic: { type: "Hashtag", name: "#slab" },
    totalItems: 1,
    sensitive: false,
    discoverable: true,
    orderedItems: [{ type: "FeaturedItem", featuredObject: bob.account.uri, featuredObjectType: "Person" }],
  });
  const stampUri = document.orderedItems[0].featureAuthorization;
  expect(await documentAt(stampUri)).toMatchObject({
    type: "FeatureAuthorization",
    interactingObject: uri,
    interactionTarget: bob.account.uri,
  });

  const [mine] = listed.collections;
  expect((await bob.post(`${path}/${mine.id}/items/${mine.items[0].id}/revoke`)).status).toBe(200);
  expect((await fetch(stampUri, { headers: activityJson })).status).toBe(404);
  await becomes(ada, id, 0);
  expect((await documentAt(uri)).totalItems).toBe(0);
  expect((await ada.post(`${path}/${id}/items`, { account_id: found.id })).status).toBe(422);
});

test("followers elsewhere see what becomes of a collection", async () => {
  const [crag, gym, ada, bob] = await twoServers();
  await using _crag = crag;
  await using _gym = gym;
  const cleo = await crag.signUp("cleo");
  await follow(bob, ada);
  const { json } = await ada.post(path, { name: "Slab lovers", account_ids: [cleo.account.id] });
  const { id } = await findAccount(bob, ada.account.uri);
  const made = async () => (await bob.get(`/api/v1/accounts/${id}/collections`)).json.collections;
  const [seen] = await eventually(async () => (await made()).length === 1 && (await made()));
  expect(seen).toMatchObject({ uri: json.collection.uri, local: false });
  const shown = await becomes(bob, seen.id, 1);
  const { json: whole } = await bob.get(`${path}/${seen.id}`);
  expect(whole.accounts.map((one: { acct: string }) => one.acct.split("@")[0])).toEqual(["ada", "cleo"]);
  expect(shown.item_count).toBe(1);

  await ada.patch(`${path}/${json.collection.id}`, { name: "Smearers", sensitive: true });
  await eventually(async () => (await seenBy(bob, seen.id)).name === "Smearers");
  expect(await seenBy(bob, seen.id)).toMatchObject({ sensitive: true, item_count: 1 });
  expect((await bob.patch(`${path}/${seen.id}`, { name: "Mine" })).status).toBe(403);

  const dora = await crag.signUp("dora");
  await ada.post(`${path}/${json.collection.id}/items`, { account_id: dora.account.id });
  await becomes(bob, seen.id, 2);
  await ada.delete(`${path}/${json.collection.id}/items/${json.collection.items[0].id}`);
  await becomes(bob, seen.id, 1);
  await ada.delete(`${path}/${json.collection.id}`);
  await eventually(async () => (await made()).length === 0);
});

test("a collection is found by its address, and its page", async () => {
  const [crag, gym, ada, bob] = await twoServers();
  await using _crag = crag;
  await using _gym = gym;
  const cleo = await crag.signUp("cleo");
  const { json } = await ada.post(path, { name: "Slab lovers", account_ids: [cleo.account.id] });
  const { uri, url } = json.collection;
  expect((await documentAt(url)).id).toBe(uri);
  const found = await findCollection(bob, url);
  expect(found).toMatchObject({ uri, url, name: "Slab lovers" });
  await becomes(bob, found.id, 1);
  expect(await findCollection(ada, uri)).toMatchObject({ id: json.collection.id });
  const list = await documentAt((await documentAt(ada.account.uri)).featuredCollections);
  expect(list).toMatchObject({ type: "Collection", totalItems: 1, items: [{ id: uri, type: "FeaturedCollection" }] });
});

test("who does not want to be in collections is put into none, and a change of mind is heard", async () => {
  const [crag, gym, ada, bob] = await twoServers();
  await using _crag = crag;
  await using _gym = gym;
  await follow(ada, bob);
  const found = await findAccount(ada, bob.account.uri);
  await bob.patch("/api/v1/accounts/update_credentials", { discoverable: false });
  const denied = async () => {
    const { json } = await ada.get(`/api/v1/accounts/${found.id}`);
    return json.feature_approval.current_user === "denied" && json.feature_approval;
  };
  expect(await eventually(denied)).toEqual({ automatic: [], manual: [], current_user: "denied" });
  expect((await ada.post(path, { name: "Slab lovers", account_ids: [found.id] })).status).toBe(403);

  await bob.patch("/api/v1/accounts/update_credentials", { discoverable: true, locked: true });
  await eventually(async () => (await ada.get(`/api/v1/accounts/${found.id}`)).json.locked);
  const { json } = await ada.get(`/api/v1/accounts/${found.id}`);
  expect(json.feature_approval).toEqual({ automatic: ["followers"], manual: [], current_user: "automatic" });
  expect((await ada.post(path, { name: "Slab lovers", account_ids: [found.id] })).status).toBe(200);
});

test("a block takes somebody of another server out of a collection", async () => {
  const [crag, gym, ada, bob] = await twoServers();
  await using _crag = crag;
  await using _gym = gym;
  const found = await findAccount(ada, bob.account.uri);
  const { json } = await ada.post(path, { name: "Slab lovers", account_ids: [found.id] });
  await becomes(ada, json.collection.id, 1);
  const here = await findAccount(bob, ada.account.uri);
  await bob.post(`/api/v1/accounts/${here.id}/block`);
  await becomes(ada, json.collection.id, 0);
});

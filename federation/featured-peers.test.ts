import { expect, test } from "vitest";
import { eventually } from "../src/testing/eventually.ts";
import { publicUri } from "./testing/activities.ts";
import { findAccount } from "./testing/follow-across.ts";
import { follow, startPlainScene, type Scene } from "./testing/peer-scene.ts";

// The shapes are Mastodon's (app/serializers/activitypub/*feature*): no id on Add and Remove, no actor on FeatureRequest.

const path = "/api/v1/collections";
const fep = "https://w3id.org/fep/7aa9#";
const context = [
  "https://www.w3.org/ns/activitystreams",
  {
    Hashtag: "as:Hashtag",
    sensitive: "as:sensitive",
    toot: "http://joinmastodon.org/ns#",
    discoverable: "toot:discoverable",
    gts: "https://gotosocial.org/ns#",
    interactionPolicy: { "@id": "gts:interactionPolicy", "@type": "@id" },
    canFeature: { "@id": `${fep}canFeature`, "@type": "@id" },
    automaticApproval: { "@id": "gts:automaticApproval", "@type": "@id" },
    manualApproval: { "@id": "gts:manualApproval", "@type": "@id" },
    interactingObject: { "@id": "gts:interactingObject", "@type": "@id" },
    interactionTarget: { "@id": "gts:interactionTarget", "@type": "@id" },
    FeaturedCollection: `${fep}FeaturedCollection`,
    FeaturedItem: `${fep}FeaturedItem`,
    FeatureRequest: `${fep}FeatureRequest`,
    FeatureAuthorization: `${fep}FeatureAuthorization`,
    topic: { "@id": `${fep}topic`, "@type": "@id" },
    featuredObject: { "@id": `${fep}featuredObject`, "@type": "@id" },
    featureAuthorization: { "@id": `${fep}featureAuthorization`, "@type": "@id" },
  },
];

interface NoraScene extends Scene {
  readonly nora: string;
  /** Where her collections are, and one of them. */
  readonly list: string;
  readonly uri: string;
  /** The document of that collection. */
  collection(items: unknown[], more?: Record<string, unknown>): Record<string, unknown>;
  /** An item with a stamp that is served, for an actor of the peer's. */
  item(actor: string, number?: number): Record<string, unknown>;
  send(activity: Record<string, unknown>): Promise<void>;
}

/** Nora, on a Mastodon; Ada follows her unless told otherwise. */
async function startWithNora({ isFollowed = true, policy = [publicUri] } = {}): Promise<NoraScene> {
  const scene = await startPlainScene();
  const { peer } = scene;
  const nora = peer.serveActor("nora", {
    "@context": [...context, "https://w3id.org/security/v1"],
    featuredCollections: `${peer.origin}/ap/users/1/featured_collections`,
    interactionPolicy: { canFeature: { automaticApproval: policy } },
  });
  if (isFollowed) await follow(scene, nora);
  const uri = `${peer.origin}/ap/users/1/collections/7`;
  return {
    ...scene,
    nora,
    list: `${peer.origin}/ap/users/1/featured_collections`,
    uri,
    collection: (items, more = {}) => ({
      id: uri,
      type: "FeaturedCollection",
      totalItems: items.length,
      name: "Trad",
      attributedTo: nora,
      url: `${peer.origin}/collections/7`,
      sensitive: false,
      discoverable: true,
      published: "2026-05-01T10:00:00Z",
      updated: "2026-05-01T10:00:00Z",
      summaryMap: { en: "<p>Well <script>x</script>placed</p>" },
      topic: { type: "Hashtag", href: `${peer.origin}/tags/trad`, name: "#Trad" },
      orderedItems: items,
      ...more,
    }),
    item(actor, number = 1) {
      const stamp = `${peer.origin}/stamps/${number}`;
      peer.serve(`/stamps/${number}`, {
        "@context": context,
        id: stamp,
        type: "FeatureAuthorization",
        interactingObject: uri,
        interactionTarget: actor,
      });
      return {
        id: `${uri}/items/${number}`,
        type: "FeaturedItem",
        featuredObject: actor,
        featuredObjectType: "Person",
        featureAuthorization: stamp,
      };
    },
    async send(activity) {
      await scene.deliver({ "@context": context, actor: nora, ...activity }, { as: nora });
      await scene.settle();
    },
  };
}

const find = (scene: Scene, uri: string) => findAccount(scene.ada, uri);

const idOf = async (scene: Scene, uri: string): Promise<string> => (await find(scene, uri)).id;
const made = async (scene: NoraScene) =>
  (await scene.ada.get(`/api/v1/accounts/${await idOf(scene, scene.nora)}/collections`)).json.collections;
const sentOf = (scene: Scene, type: string) =>
  scene.peer.inbox.map(({ activity }) => activity).filter((activity) => activity.type === type);

test("Mastodon's collection is added, gets an account, changes, loses it, and goes", async () => {
  await using scene = await startWithNora();
  const { nora, peer, uri, list, collection, item } = scene;
  const omar = peer.serveActor("omar");
  await scene.send({ type: "Add", target: list, object: collection([item(omar)]) });
  const [seen] = await made(scene);
  expect(seen).toMatchObject({
    uri,
    url: `${peer.origin}/collections/7`,
    name: "Trad",
    language: "en",
    local: false,
    tag: { name: "trad" },
    item_count: 1,
    items: [{ state: "accepted" }],
  });
  expect(seen.description).not.toContain("script");
  const { json: whole } = await scene.ada.get(`${path}/${seen.id}`);
  expect(whole.accounts.map((account: { uri: string }) => account.uri)).toEqual([nora, omar]);

  const pia = peer.serveActor("pia");
  await scene.send({ type: "Add", target: uri, object: item(pia, 2) });
  expect((await made(scene))[0].item_count).toBe(2);
  const object = collection([item(pia, 2)], { name: "Only trad" });
  await scene.send({ id: `${uri}#updates/1`, type: "Update", to: [publicUri], object });
  expect((await made(scene))[0]).toMatchObject({ name: "Only trad", item_count: 1 });
  await scene.send({ type: "Remove", target: uri, object: `${uri}/items/2` });
  expect((await made(scene))[0].item_count).toBe(0);
  await scene.send({ type: "Remove", target: list, object: uri });
  expect(await made(scene)).toEqual([]);
});

test("older news of a collection does not undo newer", async () => {
  await using scene = await startWithNora();
  const { uri, list, collection } = scene;
  const edited = collection([], { name: "Only trad", updated: "2026-05-02T10:00:00Z" });
  await scene.send({ type: "Add", target: list, object: edited });
  await scene.send({ id: `${uri}#updates/1`, type: "Update", to: [publicUri], object: collection([]) });
  expect(await made(scene)).toMatchObject([{ name: "Only trad" }]);
});

test("news of a collection without a date is taken, and what is dated after it, too", async () => {
  await using scene = await startWithNora();
  const { uri, list, collection } = scene;
  let count = 0;
  const send = async (name: string, updated?: string) => {
    const news = count === 0 ? { type: "Add", target: list } : { type: "Update", to: [publicUri] };
    await scene.send({ id: `${uri}#news/${count++}`, ...news, object: collection([], { name, updated }) });
    return (await made(scene))[0].name;
  };
  expect(await send("One")).toBe("One");
  expect(await send("Two", "2026-05-02T10:00:00Z")).toBe("Two");
  expect(await send("Three")).toBe("Three");
  expect(await send("Older", "2026-05-01T10:00:00Z")).toBe("Three");
  expect(await send("Four", "2026-05-03T10:00:00Z")).toBe("Four");
});

test("what somebody has made before they are followed is read then, page by page", async () => {
  await using scene = await startWithNora({ isFollowed: false });
  const { peer, nora, list, uri, collection, item } = scene;
  const page = (number: number) => `${list}?page=${number}`;
  const first = { "@context": context, id: list, type: "Collection", totalItems: 2, first: page(1) };
  const pageOf = (number: number, items: unknown[], more = {}) =>
    peer.serve(page(number).slice(peer.origin.length), {
      "@context": context,
      id: page(number),
      type: "CollectionPage",
      partOf: list,
      items,
      ...more,
    });
  const other = `${peer.origin}/ap/users/1/collections/8`;
  peer.serve(new URL(list).pathname, first);
  pageOf(1, [collection([item(peer.serveActor("omar"))])], { next: page(2) });
  pageOf(2, [other]);
  peer.serve(new URL(other).pathname, { "@context": context, ...collection([], { id: other, name: "Ice" }) });
  await follow(scene, nora);
  await scene.settle();
  const seen = await made(scene);
  expect(seen).toHaveLength(2);
  expect(seen.find((one: { uri: string }) => one.uri === uri)).toMatchObject({ name: "Trad", item_count: 1 });
  expect(seen.find((one: { uri: string }) => one.uri === other)).toMatchObject({ name: "Ice" });
});

test("an account without its own stamp is in no collection", async () => {
  await using scene = await startWithNora();
  const { peer, uri, list, collection, item, ada } = scene;
  const [omar, pia, quinn] = ["omar", "pia", "quinn"].map((name) => peer.serveActor(name));
  const forOther = { ...item(omar ?? "", 1), featuredObject: pia };
  const unstamped = { ...item(quinn ?? "", 2), featureAuthorization: undefined };
  const gone = { ...item(omar ?? "", 3), featureAuthorization: `${peer.origin}/stamps/none` };
  const foreign = { ...item(omar ?? "", 4), featuredObject: `${peer.otherOrigin}/users/rosa` };
  const here = { ...item(omar ?? "", 5), featuredObject: ada.account.uri };
  await scene.send({ type: "Add", target: list, object: collection([forOther, unstamped, gone, foreign, here]) });
  expect((await made(scene))[0]).toMatchObject({ uri, item_count: 0 });
  expect((await ada.get(`/api/v1/accounts/${ada.account.id}/in_collections`)).json.collections).toEqual([]);
});

test("what others tell of somebody's collection is not believed", async () => {
  await using scene = await startWithNora();
  const { peer, uri, list, collection, nora } = scene;
  const eve = peer.serveActor("eve", { featuredCollections: list });
  await follow(scene, eve);
  await scene.deliver(
    { "@context": context, actor: eve, type: "Add", target: list, object: collection([]) },
    { as: eve },
  );
  await scene.settle();
  expect(await made(scene)).toEqual([]);
  await scene.send({ type: "Add", target: list, object: collection([]) });
  for (const activity of [
    { type: "Update", object: collection([], { name: "Eve's" }) },
    { type: "Remove", target: list, object: uri },
    { type: "Delete", object: uri },
  ]) {
    await scene.deliver({ "@context": context, actor: eve, id: `${eve}#${activity.type}`, ...activity }, { as: eve });
  }
  await scene.settle();
  expect(await made(scene)).toMatchObject([{ name: "Trad" }]);
  expect(nora).not.toBe(eve);
});

test("a collection of somebody whom nobody here follows is not kept, unless it is looked for", async () => {
  await using scene = await startWithNora({ isFollowed: false });
  const { peer, uri, list, collection } = scene;
  await scene.send({ type: "Add", target: list, object: collection([]) });
  expect(await made(scene)).toEqual([]);
  peer.serve(new URL(uri).pathname, { "@context": context, ...collection([]) });
  const { json } = await scene.ada.get(`/api/v2/search?q=${encodeURIComponent(uri)}&resolve=true`);
  expect(json.collections).toMatchObject([{ uri, name: "Trad" }]);
  expect(await made(scene)).toHaveLength(1);
});

test("Mastodon's FeatureRequest is answered with a stamp, once and again the same, and not after it was taken back", async () => {
  await using scene = await startWithNora({ isFollowed: false });
  const { peer, nora, uri, collection, ada } = scene;
  peer.serve(new URL(uri).pathname, { "@context": context, ...collection([]) });
  const request = (number: number) => ({
    "@context": context,
    id: `${nora}/feature_requests/${number}`,
    type: "FeatureRequest",
    instrument: uri,
    object: ada.account.uri,
  });
  const ask = async (number: number) => {
    await scene.deliver(request(number), { as: nora });
    await scene.settle();
  };
  await ask(1);
  await ask(2);
  const [first, second] = sentOf(scene, "Accept");
  expect(first).toMatchObject({
    actor: ada.account.uri,
    to: [nora],
    object: { id: request(1).id, type: "FeatureRequest" },
  });
  expect(second.result).toBe(first.result);
  const stamp = await (await fetch(first.result, { headers: { accept: "application/activity+json" } })).json();
  expect(stamp).toMatchObject({ interactingObject: uri, interactionTarget: ada.account.uri });
  const { json: mine } = await ada.get(`/api/v1/accounts/${ada.account.id}/in_collections`);
  expect(mine.collections).toMatchObject([{ uri, item_count: 1 }]);
  expect((await ada.get("/api/v1/notifications")).json).toMatchObject([{ type: "added_to_collection" }]);

  const [one] = mine.collections;
  await ada.post(`${path}/${one.id}/items/${one.items[0].id}/revoke`);
  await scene.settle();
  expect(sentOf(scene, "Delete")).toMatchObject([{ object: { id: first.result, type: "FeatureAuthorization" } }]);
  await ask(3);
  expect(sentOf(scene, "Reject")).toMatchObject([{ object: { id: request(3).id } }]);
});

test("a FeatureRequest for who does not want it is refused, and one in another's name is not heard", async () => {
  await using scene = await startWithNora({ isFollowed: false });
  const { peer, nora, uri, collection, ada } = scene;
  await ada.patch("/api/v1/accounts/update_credentials", { discoverable: false });
  peer.serve(new URL(uri).pathname, { "@context": context, ...collection([]) });
  const request = { "@context": context, id: `${nora}/requests/1`, type: "FeatureRequest", instrument: uri };
  await scene.deliver({ ...request, object: ada.account.uri }, { as: nora });
  await scene.settle();
  expect(sentOf(scene, "Reject")).toHaveLength(1);
  expect((await ada.get(`/api/v1/accounts/${ada.account.id}/in_collections`)).json.collections).toEqual([]);

  const eve = peer.serveActor("eve");
  expect(await scene.knock({ ...request, actor: nora, object: ada.account.uri }, { as: eve })).toBe(401);
  await scene.deliver({ ...request, id: `${eve}/requests/1`, object: ada.account.uri }, { as: eve });
  await scene.settle();
  expect(sentOf(scene, "Reject")).toHaveLength(1);
});

test("who is asked and agrees is in the collection until they take it back", async () => {
  await using scene = await startWithNora();
  const { nora, ada, peer } = scene;
  const { json } = await ada.post(path, { name: "Slab lovers", account_ids: [await idOf(scene, nora)] });
  const { id, items } = json.collection;
  const object = `${ada.account.uri}#feature-requests/${items[0].id}`;
  const accept = { id: `${nora}#accepts/1`, type: "Accept", to: ada.account.uri, object };
  const states = async () =>
    (await ada.get(`${path}/${id}`)).json.collection.items.map((item: { state: string }) => item.state);
  await scene.send({ ...accept, result: "https://elsewhere.example/stamps/1" });
  expect(await states()).toEqual(["pending"]);
  const result = `${peer.origin}/stamps/1`;
  await scene.send({ ...accept, id: `${nora}#accepts/2`, result });
  expect(await states()).toEqual(["accepted"]);
  const stamp = { id: result, type: "FeatureAuthorization" };
  await scene.send({ id: `${result}#delete`, type: "Delete", to: [publicUri], object: stamp });
  expect(await states()).toEqual([]);
});

test("a request that is not taken is sent again, in the same words", async () => {
  await using scene = await startWithNora();
  const { nora, ada, peer } = scene;
  const bodies: string[] = [];
  peer.answer("/inbox", (request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      bodies.push(body);
      response.writeHead(bodies.length === 1 ? 503 : 202).end();
    });
  });
  await ada.post(path, { name: "Slab lovers", account_ids: [await idOf(scene, nora)] });
  await eventually(async () => bodies.length > 1);
  expect(bodies[1]).toBe(bodies[0]);
  expect(JSON.parse(bodies[1] ?? "")).toMatchObject({ type: "FeatureRequest", object: nora });
});

test("who is asked and says no is not in the collection", async () => {
  await using scene = await startWithNora();
  const { nora, ada } = scene;
  const { json } = await ada.post(path, { name: "Slab lovers", account_ids: [await idOf(scene, nora)] });
  const [item] = json.collection.items;
  const asked = await eventually(async () => sentOf(scene, "FeatureRequest")[0]);
  expect(asked).toMatchObject({ actor: ada.account.uri, object: nora, instrument: json.collection.uri });
  expect(asked.id).toBe(`${ada.account.uri}#feature-requests/${item.id}`);
  await scene.send({ id: `${nora}#rejects/1`, type: "Reject", object: asked.id });
  expect((await ada.get(`${path}/${json.collection.id}`)).json.collection.items).toEqual([]);
});

test.each([
  ["nobody", (nora: string) => [nora], { automatic: [], current_user: "denied" }],
  ["followers", (nora: string) => [`${nora}/followers`], { automatic: ["followers"], current_user: "automatic" }],
  ["whom she follows", (nora: string) => [`${nora}/following`], { automatic: ["following"], current_user: "denied" }],
  ["some", () => ["https://other.example/list"], { automatic: ["unsupported_policy"], current_user: "unknown" }],
])("a policy for %s is read as Mastodon does", async (_name, policyOf, expected) => {
  await using scene = await startPlainScene();
  const actor = `${scene.peer.origin}/users/nora`;
  scene.peer.serveActor("nora", {
    "@context": [...context, "https://w3id.org/security/v1"],
    interactionPolicy: { canFeature: { automaticApproval: policyOf(actor) } },
  });
  await follow(scene, actor);
  expect((await find(scene, actor)).feature_approval).toMatchObject({ manual: [], ...expected });
});

test("a post that links to a collection is read as any other", async () => {
  await using scene = await startWithNora();
  const { nora, uri, peer } = scene;
  const id = `${nora}/statuses/1`;
  const tag = [{ type: "FeaturedCollection", id: uri, name: "Trad" }];
  const content = `<p>Look: <a href="${peer.origin}/collections/7">Trad</a></p>`;
  const object = { id, type: "Note", attributedTo: nora, to: [publicUri], content, tag };
  await scene.send({ type: "Add", target: scene.list, object: scene.collection([]) });
  await scene.send({ id: `${id}/activity`, type: "Create", to: [publicUri], object });
  expect(await scene.seen(id)).toMatchObject({ tagged_collections: [{ uri, name: "Trad" }] });
});

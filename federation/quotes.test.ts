import { expect, test } from "vitest";
import { checkCounts } from "../src/testing/check-counts.ts";
import { eventually } from "../src/testing/eventually.ts";
import { startTopout, type TestTopout, type TestUser } from "../src/testing/start-topout.ts";
import type { Peer } from "./fixtures/index.ts";
import { activityBy, createOf, noteBy, publicUri } from "./testing/activities.ts";
import { startPlainScene, startScene, type Scene } from "./testing/peer-scene.ts";

const activityJson = { accept: "application/activity+json" };
const quoteTerms = {
  quote: { "@id": "https://w3id.org/fep/044f#quote", "@type": "@id" },
  quoteAuthorization: { "@id": "https://w3id.org/fep/044f#quoteAuthorization", "@type": "@id" },
  QuoteRequest: "https://w3id.org/fep/044f#QuoteRequest",
  QuoteAuthorization: "https://w3id.org/fep/044f#QuoteAuthorization",
  gts: "https://gotosocial.org/ns#",
  interactionPolicy: { "@id": "gts:interactionPolicy", "@type": "@id" },
  canQuote: { "@id": "gts:canQuote", "@type": "@id" },
  automaticApproval: { "@id": "gts:automaticApproval", "@type": "@id" },
  interactingObject: { "@id": "gts:interactingObject", "@type": "@id" },
  interactionTarget: { "@id": "gts:interactionTarget", "@type": "@id" },
};
const context = ["https://www.w3.org/ns/activitystreams", quoteTerms];

async function find(user: TestUser, uri: string) {
  const { json } = await user.get(`/api/v2/search?q=${encodeURIComponent(uri)}&resolve=true&type=statuses`);
  return json.statuses[0];
}

const statusOf = async (user: Pick<TestUser, "get">, id: string) => (await user.get(`/api/v1/statuses/${id}`)).json;

/** Waits until the user sees the quote in this state. */
const becomes = (user: TestUser, id: string, state: string) =>
  eventually(async () => {
    const status = await statusOf(user, id);
    return status.quote?.state === state && status;
  });

async function twoServers(): Promise<[TestTopout, TestTopout, TestUser, TestUser]> {
  const crag = await startTopout();
  const gym = await startTopout();
  return [crag, gym, await crag.signUp("ada"), await gym.signUp("bob")];
}

test("a quote of another server's post is asked for, stamped, shown, and taken back", async () => {
  const [crag, gym, ada, bob] = await twoServers();
  await using _crag = crag;
  await using _gym = gym;
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Dry rock" });
  const found = await find(bob, post.uri);
  expect(found.quote_approval).toMatchObject({ automatic: ["public"], current_user: "automatic" });
  const { json: quote } = await bob.post("/api/v1/statuses", { status: "Seconded", quoted_status_id: found.id });
  await becomes(bob, quote.id, "accepted");

  const { json: listed } = await ada.get(`/api/v1/statuses/${post.id}/quotes`);
  expect(listed).toMatchObject([{ uri: quote.uri, quote: { state: "accepted", quoted_status: { id: post.id } } }]);
  expect(await statusOf(ada, post.id)).toMatchObject({ quotes_count: 1 });
  expect((await ada.get("/api/v1/notifications")).json).toMatchObject([{ type: "quote", status: { uri: quote.uri } }]);

  const document = await (await fetch(quote.uri, { headers: activityJson })).json();
  expect(document).toMatchObject({ quote: post.uri, quoteUrl: post.uri, _misskey_quote: post.uri });
  expect(document.content).toContain(`<p class="quote-inline">RE: <a href="${post.uri}"`);
  const stamp = await fetch(document.quoteAuthorization, { headers: activityJson });
  expect(await stamp.json()).toMatchObject({
    type: "QuoteAuthorization",
    attributedTo: ada.account.uri,
    interactingObject: quote.uri,
    interactionTarget: post.uri,
  });

  await ada.post(`/api/v1/statuses/${post.id}/quotes/${listed[0].id}/revoke`);
  expect((await fetch(document.quoteAuthorization, { headers: activityJson })).status).toBe(404);
  await becomes(bob, quote.id, "revoked");
  expect(await statusOf(ada, post.id)).toMatchObject({ quotes_count: 0 });
  expect(await checkCounts(crag.ctx.db.read)).toEqual([]);
  expect(await checkCounts(gym.ctx.db.read)).toEqual([]);
});

test("a change of policy arrives without looking like an edit, and a quote that came too late is refused", async () => {
  const [crag, gym, ada, bob] = await twoServers();
  await using _crag = crag;
  await using _gym = gym;
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Dry rock" });
  const found = await find(bob, post.uri);
  // Nobody there follows ada, so her change does not reach the gym.
  await ada.put(`/api/v1/statuses/${post.id}/interaction_policy`, { quote_approval_policy: "nobody" });
  const { json: quote } = await bob.post("/api/v1/statuses", { status: "Seconded", quoted_status_id: found.id });
  await becomes(bob, quote.id, "rejected");
  expect(await statusOf(ada, post.id)).toMatchObject({ quotes_count: 0 });

  const { json: accounts } = await bob.get(`/api/v2/search?q=${encodeURIComponent(ada.account.uri)}&resolve=true`);
  await bob.post(`/api/v1/accounts/${accounts.accounts[0].id}/follow`);
  await eventually(async () => (await ada.get(`/api/v1/accounts/${ada.account.id}`)).json.followers_count === 1);
  await ada.put(`/api/v1/statuses/${post.id}/interaction_policy`, { quote_approval_policy: "followers" });
  const changed = await eventually(async () => {
    const status = await statusOf(bob, found.id);
    return status.quote_approval.automatic[0] === "followers" && status;
  });
  expect(changed.edited_at).toBeNull();
});

test("a post of another server that says nothing of quotes is quoted by nobody", async () => {
  await using scene = await startPlainScene();
  const { ada, peer } = scene;
  const author = peer.serveActor("lynn");
  const note = noteBy(author, "silent");
  const approving = { canQuote: { automaticApproval: [publicUri] } };
  const open = noteBy(author, "open", { "@context": context, interactionPolicy: approving });
  for (const post of [note, open]) peer.serve(new URL(post.id).pathname, post);
  const silent = await find(ada, note.id);
  expect(silent.quote_approval).toEqual({ automatic: [], manual: [], current_user: "denied" });
  const refused = await ada.post("/api/v1/statuses", { status: "Seconded", quoted_status_id: silent.id });
  expect(refused.status).toBe(404);
  const agreeing = await find(ada, open.id);
  expect(agreeing.quote_approval.current_user).toBe("automatic");
  const asked = await ada.post("/api/v1/statuses", { status: "Seconded", quoted_status_id: agreeing.id });
  expect(asked.json.quote).toEqual({ state: "pending", quoted_status: null });
});

const quotesOfNote = async ({ ada, note }: Scene) => (await ada.get(`/api/v1/statuses/${note.id}/quotes`)).json;

test.each<[Peer, string]>([
  ["misskey", "create-note-quote"],
  ["sharkey", "create-note-quote"],
  ["akkoma", "create-note-unlisted-quote"],
])("%s's quote of a post that all may quote is one", async (kind, name) => {
  await using scene = await startScene(kind);
  await scene.deliver(scene.load(name));
  await scene.settle();
  expect(await quotesOfNote(scene)).toMatchObject([
    { quote: { state: "accepted", quoted_status: { id: scene.note.id } } },
  ]);
});

test("an old form of quote of a post that nobody may quote shows nothing of it", async () => {
  await using scene = await startScene("misskey");
  const path = `/api/v1/statuses/${scene.note.id}/interaction_policy`;
  await scene.ada.put(path, { quote_approval_policy: "nobody" });
  const create = scene.load("create-note-quote");
  await scene.deliver(create);
  expect((await scene.seen(create.object.id)).quote).toEqual({ state: "rejected", quoted_status: null });
  expect(await quotesOfNote(scene)).toEqual([]);
});

test("Mastodon's QuoteRequest is answered with a stamp, once and again the same", async () => {
  await using scene = await startScene("mastodon");
  const request = scene.load("quote-request");
  await scene.deliver(request);
  await scene.settle();
  await scene.deliver({ ...request, id: `${request.id}-again` });
  await scene.settle();
  const answers = scene.peer.inbox.map(({ activity }) => activity).filter(({ type }) => type === "Accept");
  expect(answers).toHaveLength(2);
  const [first, second] = answers;
  expect(first.object).toMatchObject({ type: "QuoteRequest", id: request.id, object: scene.note.uri });
  expect(first.object.instrument).toBe(request.instrument.id);
  expect(second.result).toBe(first.result);
  const stamp = await (await fetch(first.result, { headers: activityJson })).json();
  expect(stamp).toMatchObject({ interactingObject: request.instrument.id, interactionTarget: scene.note.uri });
  expect(await quotesOfNote(scene)).toMatchObject([{ uri: request.instrument.id, quote: { state: "accepted" } }]);
});

test("a QuoteRequest for what nobody may quote is refused", async () => {
  await using scene = await startScene("mastodon");
  const path = `/api/v1/statuses/${scene.note.id}/interaction_policy`;
  await scene.ada.put(path, { quote_approval_policy: "nobody" });
  const request = scene.load("quote-request");
  await scene.deliver(request);
  const rejected = await eventually(async () => scene.peer.inbox.find(({ activity }) => activity.type === "Reject"));
  expect(rejected.activity.object).toMatchObject({ type: "QuoteRequest", id: request.id });
  expect(await quotesOfNote(scene)).toEqual([]);
});

/** Lynn's note on the peer quotes Kim's; what they are stamped with, the test says. */
async function stampedNotes(scene: Scene, stamp: (uris: { quoting: string; quoted: string }) => object) {
  const { peer, actorUri: _actorUri } = scene;
  const kim = peer.serveActor("kim");
  const lynn = peer.serveActor("lynn");
  const quoted = noteBy(kim, "slab");
  const approvalUri = `${kim}/stamps/1`;
  const quoting = noteBy(lynn, "second", {
    "@context": context,
    quote: quoted.id,
    quoteAuthorization: approvalUri,
    content: `<p>Seconded @ada</p>`,
    tag: [{ type: "Mention", href: scene.ada.account.uri, name: "@ada" }],
  });
  for (const note of [quoted, quoting]) peer.serve(new URL(note.id).pathname, note);
  const uris = { quoting: quoting.id, quoted: quoted.id };
  const plain = { "@context": context, type: "QuoteAuthorization", id: approvalUri, attributedTo: kim };
  peer.serve("/users/kim/stamps/1", {
    ...plain,
    interactingObject: uris.quoting,
    interactionTarget: uris.quoted,
    ...stamp(uris),
  });
  return { kim, lynn, quoted, quoting, approvalUri };
}

test("a stamped quote between others is shown with what it quotes, until the stamp is taken back", async () => {
  await using scene = await startPlainScene();
  const { kim, lynn, quoted, quoting, approvalUri } = await stampedNotes(scene, () => ({}));
  await scene.deliver(createOf(quoting));
  const seen = await scene.seen(quoting.id);
  expect(seen.quote).toMatchObject({ state: "accepted", quoted_status: { uri: quoted.id } });
  await scene.deliver(activityBy(lynn, "Delete", approvalUri));
  await scene.settle();
  expect((await statusOf(scene.ada, seen.id)).quote.state).toBe("accepted");
  await scene.deliver(activityBy(kim, "Delete", approvalUri));
  await becomes(scene.ada, seen.id, "revoked");
});

test.each([
  ["for another post", () => ({ interactionTarget: "https://crag.example/notes/1" })],
  ["for another quote", () => ({ interactingObject: "https://crag.example/notes/1" })],
  ["of somebody else", ({ quoting }: { quoting: string }) => ({ attributedTo: quoting.split("/notes")[0] })],
])("a stamp %s shows nothing", async (_name, stamp) => {
  await using scene = await startPlainScene();
  const { quoting } = await stampedNotes(scene, stamp);
  await scene.deliver(createOf(quoting));
  expect((await scene.seen(quoting.id)).quote).toEqual({ state: "pending", quoted_status: null });
});

test("our notes say who may quote them", async () => {
  await using scene = await startPlainScene();
  const { ada } = scene;
  const policyOf = async (policy: string) => {
    const { json } = await ada.post("/api/v1/statuses", { status: policy, quote_approval_policy: policy });
    const document = await (await fetch(json.uri, { headers: activityJson })).json();
    return document.interactionPolicy.canQuote.automaticApproval;
  };
  expect(await policyOf("public")).toEqual([publicUri]);
  expect(await policyOf("followers")).toEqual([`${ada.account.uri}/followers`]);
  expect(await policyOf("nobody")).toEqual([ada.account.uri]);
});

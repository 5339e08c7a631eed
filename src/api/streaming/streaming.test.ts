import { expect, test } from "vitest";
import { checkNeeds } from "../../testing/client-needs.ts";
import { startPeer } from "../../testing/start-peer.ts";
import { startTopout } from "../../testing/start-topout.ts";
import { openEvents, openSocket, type Heard } from "./testing/open-streams.ts";

const events = (heard: readonly Heard[]): string[] => heard.map(({ event, stream }) => `${stream.join(" ")}: ${event}`);

test("the home stream brings posts of the followed, their edits and deletions, as apps read them", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  await using stream = await openSocket(topout.origin, { access_token: ben.token, stream: "user" });

  const { id } = (await ada.post("/api/v1/statuses", { status: "Dry at last", visibility: "private" })).json;
  const update = await stream.next("update");
  expect(update.stream).toEqual(["user"]);
  expect(update.payload).toMatchObject({ id, content: "<p>Dry at last</p>", favourited: false });
  expect(checkNeeds("status", update.payload, "update")).toEqual([]);

  await ada.put(`/api/v1/statuses/${id}`, { status: "Wet again" });
  expect((await stream.next("status.update")).payload).toMatchObject({ id, content: "<p>Wet again</p>" });

  await ada.delete(`/api/v1/statuses/${id}`);
  expect((await stream.next("delete")).payload).toBe(id);
  expect(events(stream.heard)).toEqual(["user: update", "user: status.update", "user: delete"]);
});

test("boosts come home, and go when they are taken back", async () => {
  await using topout = await startTopout();
  const [ada, ben, cleo] = await Promise.all(["ada", "ben", "cleo"].map((name) => topout.signUp(name)));
  if (!ada || !ben || !cleo) throw new Error("Nobody there");
  await cleo.post(`/api/v1/accounts/${ben.account.id}/follow`);
  const { id } = (await ada.post("/api/v1/statuses", { status: "Worth a look" })).json;
  await using stream = await openEvents(topout.origin, "/api/v1/streaming/user", cleo.token);
  const boost = (await ben.post(`/api/v1/statuses/${id}/reblog`)).json;
  expect((await stream.next("update")).payload).toMatchObject({ id: boost.id, reblog: { id } });
  await ben.post(`/api/v1/statuses/${id}/unreblog`);
  expect((await stream.next("delete")).payload).toBe(boost.id);
});

test("notifications come on both streams of the user, and only there with the scope for them", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const { id } = (await ada.post("/api/v1/statuses", { status: "Sent it" })).json;
  await using user = await openEvents(topout.origin, "/api/v1/streaming/user", ada.token);
  await using only = await openEvents(topout.origin, "/api/v1/streaming/user/notification", ada.token);
  await ben.post(`/api/v1/statuses/${id}/favourite`);
  for (const stream of [user, only]) {
    const { payload } = await stream.next("notification");
    expect(payload).toMatchObject({ type: "favourite", account: { username: "ben" }, status: { id } });
    expect(checkNeeds("notification", payload, "notification")).toEqual([]);
  }
  const reader = await topout.signUp("cleo", { scopes: ["read:statuses"] });
  await using narrow = await openEvents(topout.origin, "/api/v1/streaming/user", reader.token);
  await ben.post("/api/v1/statuses", { status: "@cleo hello" });
  await ben.post(`/api/v1/accounts/${reader.account.id}/follow`);
  const refused = await openEvents(topout.origin, "/api/v1/streaming/user/notification", reader.token);
  expect(refused.response.status).toBe(401);
  expect(await refused.response.json()).toEqual({ error: "Access token does not have the required scopes" });
  await user.next("notification");
  expect(narrow.heard).toEqual([]);
});

test("public streams and hashtags bring what belongs there, and nothing private", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  await using socket = await openSocket(topout.origin, { access_token: ben.token });
  for (const stream of ["public", "public:local", "public:remote", "public:media", "public:local:media", "user"])
    socket.say({ type: "subscribe", stream });
  socket.say({ type: "subscribe", stream: "hashtag", tag: "Granite" });
  socket.say({ type: "subscribe", stream: "hashtag:local", tag: "granite" });
  socket.say({ type: "subscribe", stream: "hashtag", tag: "limestone" });
  await using refusal = await openSocket(topout.origin, { access_token: ben.token });
  refusal.say({ type: "subscribe", stream: "nonsense" });

  for (const visibility of ["unlisted", "private", "direct"])
    await ada.post("/api/v1/statuses", { status: `#granite for ${visibility}`, visibility });
  const { id } = (await ada.post("/api/v1/statuses", { status: "#granite for all" })).json;
  await ada.post("/api/v1/statuses", { status: "an answer", in_reply_to_id: id, visibility: "private" });
  await socket.next("update");
  await ada.delete(`/api/v1/statuses/${id}`);
  await socket.next("delete");
  const where = ["public", "public:local", "hashtag Granite", "hashtag:local granite"];
  expect(events(socket.heard).toSorted()).toEqual(
    where.flatMap((name) => [`${name}: delete`, `${name}: update`]).toSorted(),
  );
  expect(socket.heard.map(({ payload }) => payload.id ?? payload)).toEqual(Array(8).fill(id));
});

test("posts of other servers, and those with media, have streams of their own", async () => {
  await using topout = await startTopout();
  await using peer = await startPeer();
  const ada = await topout.signUp("ada");
  const actor = peer.serveActor("nora");
  const send = async (name: string, extra: Record<string, unknown>): Promise<void> => {
    const id = `${peer.origin}/notes/${name}`;
    const mention = { type: "Mention", href: ada.account.uri };
    const to = "https://www.w3.org/ns/activitystreams#Public";
    const audience = { to: [to], cc: [ada.account.uri] };
    const published = new Date().toISOString();
    const object = {
      id,
      type: "Note",
      attributedTo: actor,
      content: name,
      published,
      tag: [mention],
      ...audience,
      ...extra,
    };
    const create = { "@context": "https://www.w3.org/ns/activitystreams", id: `${id}/create`, type: "Create" };
    const answer = await peer.post(`${topout.origin}/inbox`, { ...create, actor, object, ...audience }, { as: actor });
    expect(answer.status).toBe(202);
  };
  const paths = ["", "/remote", "?only_media=true", "/remote?only_media=1", "/local", "/local?only_media=1"];
  const streams = await Promise.all(
    paths.map((path) => openEvents(topout.origin, `/api/v1/streaming/public${path}`, ada.token)),
  );
  await send("words", {});
  await streams[0]?.next("update");
  await send("picture", { attachment: [{ type: "Document", mediaType: "image/png", url: `${peer.origin}/dot.png` }] });
  await streams[2]?.next("update");
  await ada.post("/api/v1/statuses", { status: "of here" });
  await streams[4]?.next("update");
  expect(streams.map(({ heard }) => heard.map(({ payload }) => payload.content.replace(/<[^>]*>/g, "")))).toEqual([
    ["words", "picture", "of here"],
    ["words", "picture"],
    ["picture"],
    ["picture"],
    ["of here"],
    [],
  ]);
  for (const stream of streams) await stream[Symbol.asyncDispose]();
});

test("a list's stream brings its members' posts to its owner alone", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const list = (await ben.post("/api/v1/lists", { title: "Partners" })).json;
  await ben.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [ada.account.id] });
  await using own = await openSocket(topout.origin, { access_token: ben.token, stream: "list", list: list.id });
  await using other = await openSocket(topout.origin, { access_token: ada.token, stream: "list", list: list.id });
  const { id } = (await ada.post("/api/v1/statuses", { status: "On the list", visibility: "private" })).json;
  const update = await own.next("update");
  expect(update.stream).toEqual(["list", list.id]);
  expect(update.payload.id).toBe(id);
  await ada.delete(`/api/v1/statuses/${id}`);
  expect((await own.next("delete")).payload).toBe(id);
  expect(other.refusals).toEqual([{ error: "Not authorized to stream this list", status: 401 }]);
  expect(other.heard).toEqual([]);
});

test("nobody hears of whom they block or mute, nor of those who block them", async () => {
  await using topout = await startTopout();
  const [ada, ben, cleo, dora] = await Promise.all(["ada", "ben", "cleo", "dora"].map((name) => topout.signUp(name)));
  if (!ada || !ben || !cleo || !dora) throw new Error("Nobody there");
  await ben.post(`/api/v1/accounts/${ada.account.id}/block`);
  await ada.post(`/api/v1/accounts/${cleo.account.id}/block`);
  await dora.post(`/api/v1/accounts/${ada.account.id}/mute`);
  const streams = await Promise.all(
    [ben, cleo, dora].map((who) => openEvents(topout.origin, "/api/v1/streaming/public", who.token)),
  );
  await ada.post("/api/v1/statuses", { status: "Not for them" });
  const { id } = (await (await topout.signUp("eve")).post("/api/v1/statuses", { status: "For all" })).json;
  for (const stream of streams) {
    await stream.next("update");
    expect(stream.heard.map(({ payload }) => payload.id)).toEqual([id]);
    await stream[Symbol.asyncDispose]();
  }
});

test("marks and climbs are the reader's own", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  await using adas = await openEvents(topout.origin, "/api/v1/streaming/public", ada.token);
  await using bens = await openEvents(topout.origin, "/api/v1/streaming/public", ben.token);
  const { id } = (
    await ada.post("/api/v1/statuses", {
      status: "First",
      climb: {
        route_name: "Slab",
        style: "flash",
        location: { name: "A", latitude: 1.23456, longitude: 2.34567, precision: "hidden" },
      },
    })
  ).json;
  await ben.post(`/api/v1/statuses/${id}/favourite`);
  await ada.put(`/api/v1/statuses/${id}`, { status: "Second" });
  const [own, others] = [await adas.next("status.update"), await bens.next("status.update")];
  expect([own.payload.favourited, others.payload.favourited]).toEqual([false, true]);
  expect([own.payload.climb.location.latitude, others.payload.climb.location.latitude]).toEqual([1.23456, null]);
});

test("a post is read once for all who listen, however many they are and however many streams they have open", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const cleo = await topout.signUp("cleo");
  const cost = async (): Promise<number> => {
    let statements = 0;
    const stop = topout.ctx.db.onQuery((statement) => void (statement.includes("favourites") && statements++));
    await using probe = await openEvents(topout.origin, "/api/v1/streaming/public", ada.token);
    const { id } = (await ada.post("/api/v1/statuses", { status: "Once" })).json;
    await probe.next("update");
    await new Promise((resolve) => setTimeout(resolve, 100));
    stop();
    await ada.delete(`/api/v1/statuses/${id}`);
    return statements;
  };
  const alone = await cost();
  const opened = await Promise.all(
    Array.from({ length: 20 }, () => openSocket(topout.origin, { access_token: ada.token, stream: "public" })),
  );
  for (const socket of opened) socket.say({ type: "subscribe", stream: "public:local" });
  expect(await cost()).toBe(alone);
  for (const reader of [ben, cleo])
    opened.push(await openSocket(topout.origin, { access_token: reader.token, stream: "public" }));
  expect(await cost()).toBe(alone);
  expect(events(opened[0]?.heard ?? []).filter((event) => event === "public: update").length).toBe(2);
  await Promise.all(opened.map((socket) => socket[Symbol.asyncDispose]()));
});

test("direct posts come as conversations to those who are in them, and to nobody else", async () => {
  await using topout = await startTopout();
  const [ada, ben, cleo] = await Promise.all(["ada", "ben", "cleo"].map((name) => topout.signUp(name)));
  if (!ada || !ben || !cleo) throw new Error("Nobody there");
  await cleo.post(`/api/v1/accounts/${ada.account.id}/follow`);
  await using bens = await openEvents(topout.origin, "/api/v1/streaming/direct", ben.token);
  await using cleos = await openSocket(topout.origin, { access_token: cleo.token, stream: "direct" });
  for (const stream of ["user", "public", "list"]) cleos.say({ type: "subscribe", stream });
  const { id } = (await ada.post("/api/v1/statuses", { status: "@ben Saturday?", visibility: "direct" })).json;
  const { payload } = await bens.next("conversation");
  expect(payload).toMatchObject({ unread: true, accounts: [{ username: "ada" }], last_status: { id } });
  await ada.delete(`/api/v1/statuses/${id}`);
  await ada.post("/api/v1/statuses", { status: "For cleo too" });
  await cleos.next("update");
  expect(events(cleos.heard).toSorted()).toEqual(["public: update", "user: update"]);
});

test("the user's stream tells that filters changed and that notifications were let through", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  await using adas = await openSocket(topout.origin, { access_token: ada.token, stream: "user" });
  await using bens = await openSocket(topout.origin, { access_token: ben.token, stream: "user" });
  const filter = await ada.post("/api/v2/filters", {
    title: "Plastic",
    context: ["home"],
    keywords_attributes: [{ keyword: "gym" }],
  });
  expect(await adas.next("filters_changed")).toEqual({
    stream: ["user"],
    event: "filters_changed",
    payload: undefined,
  });
  const { payload } = await (async () => {
    await ada.post("/api/v1/statuses", { status: "At the gym" });
    return await adas.next("update");
  })();
  expect(payload.filtered).toMatchObject([{ filter: { id: filter.json.id } }]);

  await ben.post("/api/v1/statuses", { status: "@ada psst", visibility: "direct" });
  const requests = (await ada.get("/api/v1/notifications/requests")).json;
  await ada.post(`/api/v1/notifications/requests/${requests[0].id}/accept`);
  expect((await adas.next("notifications_merged")).payload).toBe("1");
  expect(events(adas.heard)).toEqual(["user: filters_changed", "user: update", "user: notifications_merged"]);
  expect(events(bens.heard)).toEqual(["user: update"]);
});

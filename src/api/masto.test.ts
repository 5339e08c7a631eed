import { createRestAPIClient, type mastodon } from "masto";
import { expect, test } from "vitest";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

/** What a web app sees: the API through the library of Elk and Phanpy. */
const connect = (url: string, user: TestUser): mastodon.rest.Client =>
  createRestAPIClient({ url, accessToken: user.token });

test("a client library signs in, posts, reads, favourites, follows, searches and is told", async () => {
  await using topout = await startTopout();
  const [adaUser, benUser] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const [ada, ben] = [connect(topout.origin, adaUser), connect(topout.origin, benUser)];

  const me = await ada.v1.accounts.verifyCredentials();
  expect(me).toMatchObject({ acct: "ada", followersCount: 0, source: { privacy: "public" } });
  const instance = await ada.v2.instance.fetch();
  expect(instance.configuration.statuses.maxCharacters).toBe(1_000);

  await ben.v1.accounts.$select(me.id).follow({ reblogs: true });
  const status = await ada.v1.statuses.create({
    status: "Dry at last #granite",
    visibility: "public",
    spoilerText: "weather",
    language: "en",
  });
  expect(status).toMatchObject({ visibility: "public", spoilerText: "weather", tags: [{ name: "granite" }] });

  const home = await ben.v1.timelines.home.list({ limit: 5 });
  expect(home.map((shown) => shown.id)).toEqual([status.id]);
  expect((await ben.v1.timelines.public.list({ local: true })).map((shown) => shown.id)).toEqual([status.id]);
  expect((await ben.v1.timelines.tag.$select("granite").list()).length).toBe(1);

  const liked = await ben.v1.statuses.$select(status.id).favourite();
  expect(liked).toMatchObject({ favourited: true, favouritesCount: 1 });
  await ben.v1.statuses.$select(status.id).reblog();
  const reply = await ben.v1.statuses.create({ status: "@ada see you there", inReplyToId: status.id });
  const context = await ada.v1.statuses.$select(status.id).context.fetch();
  expect(context.descendants.map((shown) => shown.id)).toEqual([reply.id]);

  const told = await ada.v1.notifications.list();
  expect(told.map((row) => row.type)).toEqual(["mention", "reblog", "favourite", "follow"]);
  expect((await ada.v1.notifications.list({ types: ["follow"] })).length).toBe(1);

  const found = await ben.v2.search.list({ q: "ada", type: "accounts" });
  expect(found.accounts.map((account) => account.acct)).toEqual(["ada"]);
  expect((await ben.v2.search.list({ q: "#gran" })).hashtags.map((tag) => tag.name)).toEqual(["granite"]);
  const [relation] = await ben.v1.accounts.relationships.fetch({ id: [me.id] });
  expect(relation).toMatchObject({ following: true, showingReblogs: true });
});

test("a client library changes a profile, edits and deletes, and pages to the end of a list", async () => {
  await using topout = await startTopout();
  const ada = connect(topout.origin, await topout.signUp("ada"));
  const changed = await ada.v1.accounts.updateCredentials({
    displayName: "Ada",
    locked: true,
    fieldsAttributes: [{ name: "Home", value: "Camp 4" }],
    source: { privacy: "unlisted", sensitive: true },
  });
  expect(changed).toMatchObject({ displayName: "Ada", locked: true, fields: [{ name: "Home" }] });
  expect(changed.source).toMatchObject({ privacy: "unlisted", sensitive: true });

  const ids: string[] = [];
  for (let index = 0; index < 5; index++) ids.unshift((await ada.v1.statuses.create({ status: `Post ${index}` })).id);
  const paged: string[] = [];
  for await (const page of ada.v1.accounts.$select(changed.id).statuses.list({ limit: 2 })) {
    paged.push(...page.map((status) => status.id));
  }
  expect(paged).toEqual(ids);

  const [newest = "", second = ""] = ids;
  expect((await ada.v1.statuses.$select(newest).update({ status: "Edited" })).editedAt).toEqual(expect.any(String));
  expect((await ada.v1.statuses.$select(newest).history.list()).length).toBe(2);
  expect((await ada.v1.statuses.$select(newest).source.fetch()).text).toBe("Edited");
  expect((await ada.v1.statuses.$select(second).remove()).text).toBe("Post 3");
  // Not masto's own error: the server in this process has replaced the global Response that masto looks for.
  await expect(ada.v1.statuses.$select(second).fetch()).rejects.toMatchObject({ status: 404 });

  await ada.v1.markers.create({ home: { lastReadId: newest } });
  expect(await ada.v1.markers.fetch({ timeline: ["home"] })).toMatchObject({ home: { lastReadId: newest } });
  expect(await ada.v1.preferences.fetch()).toMatchObject({ "posting:default:visibility": "unlisted" });
});

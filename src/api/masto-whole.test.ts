import { createOAuthAPIClient, createRestAPIClient, createStreamingAPIClient, type mastodon } from "masto";
import { createECDH, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { samplePhoto } from "../testing/sample-media.ts";
import { startTopout, type TestTopout } from "../testing/start-topout.ts";
import { obtainCode } from "./oauth/testing/oauth-flow.ts";

/** As a new phone does: the app registers, its owner signs in on the page and allows, the code becomes a token. */
async function signIn(topout: TestTopout, username: string): Promise<{ token: string; client: mastodon.rest.Client }> {
  const url = topout.origin;
  const scope = "read write follow push";
  const app = await createRestAPIClient({ url }).v1.apps.create({
    clientName: "Phone",
    redirectUris: "belay://",
    scopes: scope,
  });
  const credentials = { client_id: app.clientId ?? "", client_secret: app.clientSecret ?? "" };
  const code = await obtainCode(topout, credentials, username, { scope });
  const token = await createOAuthAPIClient({ url }).token.create({
    clientId: credentials.client_id,
    clientSecret: credentials.client_secret,
    redirectUri: "belay://",
    grantType: "authorization_code",
    code,
    scope,
  });
  return { token: token.accessToken, client: createRestAPIClient({ url, accessToken: token.accessToken }) };
}

test("a client library does what an app does in a day", { timeout: 90_000 }, async () => {
  await using topout = await startTopout();
  for (const username of ["ada", "ben"]) await topout.signUp(username);
  const { client: ada, token } = await signIn(topout, "ada");
  const { client: ben } = await signIn(topout, "ben");
  const [me, friend] = [await ada.v1.accounts.verifyCredentials(), await ben.v1.accounts.verifyCredentials()];
  await ben.v1.accounts.$select(me.id).follow();
  await ada.v1.accounts.$select(friend.id).follow();

  // Streams over one WebSocket, the token as the sub-protocol.
  const instance = await ada.v2.instance.fetch();
  const streaming = createStreamingAPIClient({
    streamingApiUrl: instance.configuration.urls.streaming,
    accessToken: token,
  });
  const heard: mastodon.streaming.Event[] = [];
  const user = streaming.user.subscribe();
  const listening = (async () => {
    for await (const event of user) heard.push(event);
  })();
  const hears = (name: string) => eventually(async () => heard.find((event) => event.event === name));
  await eventually(async () => {
    await ben.v1.statuses.create({ status: "Can you hear me?" });
    return heard.some((event) => event.event === "update");
  });

  // Media and a post with them; a poll; an edit; a thread.
  const photo = new File([new Uint8Array(await samplePhoto())], "crux.jpg", { type: "image/jpeg" });
  const media = await ada.v2.media.create({ file: photo, description: "The crux" });
  const shown = await ada.v1.statuses.create({ status: "Look #granite", mediaIds: [media.id] });
  expect(shown.mediaAttachments).toMatchObject([{ id: media.id, type: "image", description: "The crux" }]);
  const asked = await ada.v1.statuses.create({
    status: "Where to?",
    poll: { options: ["Slab", "Crack"], expiresIn: 3_600, multiple: false },
  });
  const voted = await ben.v1.polls.$select(asked.poll?.id ?? "").votes.create({ choices: [1] });
  expect(voted).toMatchObject({ voted: true, ownVotes: [1], votesCount: 1 });
  const edited = await ada.v1.statuses.$select(shown.id).update({ status: "Look again", mediaIds: [media.id] });
  expect(edited.mediaAttachments).toHaveLength(1);
  const answer = await ben.v1.statuses.create({ status: "@ada strong!", inReplyToId: shown.id });
  await ben.v1.statuses.$select(shown.id).favourite();
  await ben.v1.statuses.$select(shown.id).reblog();
  const { descendants } = await ada.v1.statuses.$select(shown.id).context.fetch();
  expect(descendants.map((status) => status.id)).toEqual([answer.id]);

  // Notifications, one by one and in groups, and on the stream.
  const told = await ada.v1.notifications.list();
  expect(told.map((row) => row.type)).toEqual(["reblog", "favourite", "mention", "follow"]);
  const grouped = await ada.v2.notifications.list();
  expect(grouped.notificationGroups.map((group) => group.type)).toEqual(["reblog", "favourite", "mention", "follow"]);
  expect((await ada.v2.notifications.unreadCount.fetch()).count).toBe(4);
  await hears("notification");

  // Lists, filters, tags, mutes, bookmarks, a scheduled post.
  const list = await ada.v1.lists.create({ title: "Partners" });
  await ada.v1.lists.$select(list.id).accounts.create({ accountIds: [friend.id] });
  const onList = await ben.v1.statuses.create({ status: "Sending season" });
  expect((await ada.v1.timelines.list.$select(list.id).list())[0]?.id).toBe(onList.id);
  await ada.v2.filters.create({
    title: "Spoilers",
    context: ["home"],
    filterAction: "warn",
    keywordsAttributes: [{ keyword: "season", wholeWord: "true" }],
  } as never);
  await hears("filters_changed");
  expect((await ada.v1.statuses.$select(onList.id).fetch()).filtered).toHaveLength(1);
  expect((await ada.v1.tags.$select("granite").follow()).following).toBe(true);
  await ada.v1.statuses.$select(onList.id).bookmark();
  expect((await ada.v1.bookmarks.list()).map((status) => status.id)).toEqual([onList.id]);
  const scheduledAt = new Date(Date.now() + 3_600_000).toISOString();
  await ada.v1.statuses.create({ status: "Later", scheduledAt });
  expect(await ada.v1.scheduledStatuses.list()).toHaveLength(1);

  // Push, and the end of it.
  const keys = createECDH("prime256v1");
  const subscription = await ada.v1.push.subscription.create({
    subscription: {
      endpoint: "https://push.example/1",
      keys: { p256dh: keys.generateKeys("base64url"), auth: randomBytes(16).toString("base64url") },
    },
    data: { alerts: { mention: true } },
    policy: "all",
  });
  expect(subscription.serverKey).toBe(instance.configuration.vapid.publicKey);
  await ada.v1.push.subscription.remove();

  await ben.v1.statuses.$select(onList.id).remove();
  await hears("delete");
  await hears("status.update");
  user.unsubscribe();
  streaming.close();
  await listening;
});

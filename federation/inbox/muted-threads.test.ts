import { expect, test } from "vitest";
import { follow, startPlainScene, type Scene } from "../testing/peer-scene.ts";

function createBy(actor: string, number: number, { localActor }: Scene["values"], answered: string | null) {
  const tag = [{ type: "Mention", href: localActor, name: "@ada" }];
  const audience = { to: ["https://www.w3.org/ns/activitystreams#Public"], cc: [`${actor}/followers`, localActor] };
  const id = `${actor}/notes/${number}`;
  const published = new Date(Date.now() - 60_000 + number).toISOString();
  const object = {
    id,
    type: "Note",
    attributedTo: actor,
    content: `<p>@ada ${number}</p>`,
    published,
    tag,
    ...audience,
  };
  return {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${id}/create`,
    type: "Create",
    actor,
    object: answered === null ? object : { ...object, inReplyTo: answered },
    ...audience,
  };
}

test("a muted thread stays muted when the post that began it comes late", async () => {
  await using scene = await startPlainScene();
  const { ada } = scene;
  const eve = scene.peer.serveActor("eve");
  await follow(scene, eve);
  const first = `${eve}/notes/1`;
  await scene.deliver(createBy(eve, 2, scene.values, first));
  const answer = await scene.seen(`${eve}/notes/2`);
  expect(answer.in_reply_to_id).toBeNull();
  expect((await ada.post(`/api/v1/statuses/${answer.id}/mute`)).json.muted).toBe(true);

  await scene.deliver(createBy(eve, 1, scene.values, null));
  await scene.settle();
  await scene.deliver(createBy(eve, 3, scene.values, first));
  await scene.settle();

  const start = await scene.look(first);
  expect((await ada.get(`/api/v1/statuses/${answer.id}`)).json).toMatchObject({
    in_reply_to_id: start.id,
    muted: true,
  });
  expect(start.muted).toBe(true);
  const { json: notifications } = await ada.get("/api/v1/notifications");
  expect(notifications.map((given: { status: { uri: string } }) => given.status.uri)).toEqual([`${eve}/notes/2`]);
});

import { expect, test } from "vitest";
import sharp from "sharp";
import { eventually } from "../src/testing/eventually.ts";
import { sampleAnimation, samplePhoto } from "../src/testing/sample-media.ts";
import { startTopout } from "../src/testing/start-topout.ts";
import { findAccount } from "./testing/follow-across.ts";

const asActivity = { accept: "application/activity+json" };

function formOf(name: string, file: Buffer, fields: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.set(key, value);
  form.set(name, new File([new Uint8Array(file)], "a"));
  return form;
}

test("a photo goes out as Mastodon sends one, and its friend elsewhere sees it through her own server", async () => {
  await using crag = await startTopout();
  await using gym = await startTopout();
  const ada = await crag.signUp("ada");
  const bob = await gym.signUp("bob");
  const known = await findAccount(bob, `@ada@${new URL(crag.origin).host}`);
  await bob.post(`/api/v1/accounts/${known.id}/follow`);
  await eventually(async () => (await bob.get(`/api/v1/accounts/relationships?id[]=${known.id}`)).json[0].following);

  const form = formOf("file", await samplePhoto(), { description: "The crux", focus: "0.5,-0.25" });
  const photo = (await ada.post("/api/v2/media", form)).json;
  const posted = await ada.post("/api/v1/statuses", { status: "Look", media_ids: [photo.id] });

  const note = (await crag.anyone.get(new URL(posted.json.uri).pathname, asActivity)).json;
  expect(note.attachment).toEqual([
    {
      type: "Image",
      url: photo.url,
      mediaType: "image/jpeg",
      name: "The crux",
      width: 600,
      height: 800,
      blurhash: photo.blurhash,
      focalPoint: [0.5, -0.25],
    },
  ]);

  const arrived = await eventually(async () => {
    const { json } = await bob.get("/api/v1/timelines/home");
    return json.find((status: { uri: string }) => status.uri === posted.json.uri);
  });
  const [attachment] = arrived.media_attachments;
  expect(attachment).toMatchObject({
    type: "image",
    remote_url: photo.url,
    description: "The crux",
    blurhash: photo.blurhash,
    meta: { focus: { x: 0.5, y: -0.25 }, original: { width: 600, height: 800 } },
  });
  expect(new URL(attachment.url).origin).toBe(gym.origin);
  const shown = await fetch(attachment.preview_url);
  expect(shown.status).toBe(200);
  const { width, height } = await sharp(await shown.arrayBuffer()).metadata();
  expect(width * height).toBeLessThanOrEqual(640 * 360);

  // Described anew, it is the same picture with other words there.
  await ada.put(`/api/v1/statuses/${posted.json.id}`, {
    status: "Look",
    media_ids: [photo.id],
    media_attributes: [{ id: photo.id, description: "The lightning bolt hold" }],
  });
  await eventually(async () => {
    const { json } = await bob.get(`/api/v1/statuses/${arrived.id}`);
    return json.media_attachments[0]?.description === "The lightning bolt hold";
  });
});

test("a film goes out with its poster, an avatar with its type, and a new avatar is told", async () => {
  await using crag = await startTopout();
  await using gym = await startTopout();
  const ada = await crag.signUp("ada");
  const bob = await gym.signUp("bob");
  const film = (await ada.post("/api/v1/media", formOf("file", await sampleAnimation()))).json;
  const posted = await ada.post("/api/v1/statuses", { status: "Look", media_ids: [film.id] });
  const note = (await crag.anyone.get(new URL(posted.json.uri).pathname, asActivity)).json;
  expect(note.attachment).toMatchObject([
    { type: "Video", url: film.url, mediaType: "video/mp4", icon: { type: "Image", url: film.preview_url } },
  ]);

  const known = await findAccount(bob, `@ada@${new URL(crag.origin).host}`);
  expect(known.avatar).toBe(`${gym.origin}/assets/avatar.svg`);
  await bob.post(`/api/v1/accounts/${known.id}/follow`);
  await eventually(async () => (await bob.get(`/api/v1/accounts/relationships?id[]=${known.id}`)).json[0].following);
  await ada.request("PATCH", "/api/v1/accounts/update_credentials", formOf("avatar", await samplePhoto()));
  const actor = (await crag.anyone.get("/users/ada", asActivity)).json;
  expect(actor.icon).toMatchObject({ type: "Image", mediaType: "image/jpeg" });
  const changed = await eventually(async () => {
    const { json } = await bob.get(`/api/v1/accounts/${known.id}`);
    return json.avatar.includes("/proxy/avatar/") ? json : null;
  });
  const picture = await fetch(changed.avatar);
  expect(await sharp(await picture.arrayBuffer()).metadata()).toMatchObject({ width: 400, height: 400 });
});

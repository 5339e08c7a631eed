import { expect, test } from "vitest";
import { startTopout } from "../testing/start-topout.ts";

type Row = { id: string; type: string };

test("each thing that happens to somebody is told once, and not again when repeated", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const id = (await ada.post("/api/v1/statuses", { status: "Look" })).json.id;
  for (let round = 0; round < 2; round++) {
    await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
    await ben.post(`/api/v1/statuses/${id}/favourite`);
    await ben.post(`/api/v1/statuses/${id}/reblog`);
  }
  const reply = (await ben.post("/api/v1/statuses", { status: "@ada @ada nice", in_reply_to_id: id })).json.id;
  const told = await ada.get("/api/v1/notifications");
  expect(told.json).toMatchObject([
    { type: "mention", status: { id: reply }, account: { acct: "ben" } },
    { type: "reblog", status: { id } },
    { type: "favourite", status: { id } },
    { type: "follow", account: { acct: "ben" } },
  ]);
  expect(told.json[3]).not.toHaveProperty("status");
  expect((await ben.get("/api/v1/notifications")).json).toEqual([]);
  await ada.post(`/api/v1/statuses/${id}/favourite`);
  expect((await ada.get("/api/v1/notifications")).json).toHaveLength(4);
});

test("what is undone is no longer told", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const id = (await ada.post("/api/v1/statuses", { status: "Look" })).json.id;
  const reply = (await ben.post("/api/v1/statuses", { status: "@ada hm", in_reply_to_id: id })).json.id;
  for (const verb of ["favourite", "reblog"]) await ben.post(`/api/v1/statuses/${id}/${verb}`);
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  expect((await ada.get("/api/v1/notifications")).json).toHaveLength(4);
  for (const verb of ["unfavourite", "unreblog"]) await ben.post(`/api/v1/statuses/${id}/${verb}`);
  await ben.post(`/api/v1/accounts/${ada.account.id}/unfollow`);
  await ben.delete(`/api/v1/statuses/${reply}`);
  expect((await ada.get("/api/v1/notifications")).json).toEqual([]);
});

test("notifications can be had by kind and by account, one by one, and be dismissed and cleared", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  const id = (await ada.post("/api/v1/statuses", { status: "Look" })).json.id;
  for (const by of [ben, eve]) {
    await by.post(`/api/v1/accounts/${ada.account.id}/follow`);
    await by.post(`/api/v1/statuses/${id}/favourite`);
  }
  const typesOf = async (query: string) =>
    (await ada.get(`/api/v1/notifications?${query}`)).json.map((row: Row) => row.type);
  expect(await typesOf("types[]=follow")).toEqual(["follow", "follow"]);
  expect(await typesOf("exclude_types[]=follow&exclude_types[]=poll")).toEqual(["favourite", "favourite"]);
  expect(await typesOf("types[]=poll")).toEqual([]);
  expect(await typesOf(`account_id=${eve.account.id}`)).toEqual(["favourite", "follow"]);
  expect(await typesOf("account_id=x")).toEqual([]);
  const [newest] = (await ada.get("/api/v1/notifications")).json;
  expect((await ada.get(`/api/v1/notifications/${newest.id}`)).json).toEqual(newest);
  expect((await ben.get(`/api/v1/notifications/${newest.id}`)).status).toBe(404);
  expect((await ben.post(`/api/v1/notifications/${newest.id}/dismiss`)).status).toBe(404);
  expect((await ada.post(`/api/v1/notifications/${newest.id}/dismiss`)).json).toEqual({});
  expect(await typesOf("")).toHaveLength(3);
  expect((await ada.post("/api/v1/notifications/clear")).json).toEqual({});
  expect(await typesOf("")).toEqual([]);
});

test("a marker moves on with each write, and each timeline has its own", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  expect((await ada.get("/api/v1/markers?timeline[]=home")).json).toEqual({});
  const id = "117000000000000001";
  const saved = await ada.post("/api/v1/markers", new URLSearchParams({ "home[last_read_id]": id }));
  expect(saved.json).toEqual({
    home: { last_read_id: id, version: 1, updated_at: expect.stringMatching(/\.\d{3}Z$/) },
  });
  await ada.post("/api/v1/markers", { home: { last_read_id: id }, notifications: { last_read_id: id } });
  const read = await ada.get("/api/v1/markers?timeline[]=home&timeline[]=notifications&timeline[]=lists");
  expect(read.json).toMatchObject({ home: { version: 2 }, notifications: { version: 1 } });
  expect((await ada.get("/api/v1/markers")).json).toEqual({});
  expect((await ben.get("/api/v1/markers?timeline[]=home")).json).toEqual({});
});

test("a follower who asked for it hears of each post, but not of answers to others", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const bob = await topout.signUp("bob");
  const carol = await topout.signUp("carol");
  await bob.post(`/api/v1/accounts/${ada.account.id}/follow`, { notify: true });
  const { json: theirs } = await carol.post("/api/v1/statuses", { status: "Who was there?" });
  const { json: post } = await ada.post("/api/v1/statuses", { status: "I was" });
  await ada.post("/api/v1/statuses", { status: "Me", in_reply_to_id: theirs.id });
  await ada.post("/api/v1/statuses", { status: "@carol psst", visibility: "direct" });
  const { json } = await bob.get("/api/v1/notifications");
  expect(
    json.map((notification: { type: string; status: { id: string } }) => [notification.type, notification.status.id]),
  ).toEqual([["status", post.id]]);
});

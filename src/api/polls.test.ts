import { expect, test } from "vitest";
import { checkNeeds } from "../testing/client-needs.ts";
import { eventually } from "../testing/eventually.ts";
import { movingClock } from "../testing/moving-clock.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";
import { untilIdle } from "../testing/until-idle.ts";

const dayMs = 24 * 3_600_000;
const question = { options: ["Rope", "Pads"], expires_in: 86_400 };

const ask = async (by: TestUser, poll: Record<string, unknown> = question) =>
  await by.post("/api/v1/statuses", { status: "Sunday?", poll });

const choose = (by: TestUser, pollId: string, ...choices: unknown[]) =>
  by.post(`/api/v1/polls/${pollId}/votes`, { choices });

test("a poll is asked, shown with its post, and answered once", async () => {
  await using topout = await startTopout();
  const [ada, ben, cleo] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("cleo")];
  const posted = await ask(ada);
  expect(posted.status).toBe(200);
  expect(checkNeeds("status", posted.json)).toEqual([]);
  const { poll } = posted.json;
  expect(poll).toMatchObject({
    expired: false,
    multiple: false,
    votes_count: 0,
    voters_count: 0,
    voted: true,
    own_votes: [],
    options: [
      { title: "Rope", votes_count: 0 },
      { title: "Pads", votes_count: 0 },
    ],
  });
  expect(Date.parse(poll.expires_at) - Date.parse(posted.json.created_at)).toBe(dayMs);

  expect((await ben.get(`/api/v1/polls/${poll.id}`)).json).toMatchObject({ voted: false, own_votes: [] });
  expect((await topout.anyone.get(`/api/v1/polls/${poll.id}`)).json).not.toHaveProperty("voted");
  const voted = await choose(ben, poll.id, "1");
  expect(voted.json).toMatchObject({
    votes_count: 1,
    voters_count: 1,
    voted: true,
    own_votes: [1],
    options: [{ votes_count: 0 }, { votes_count: 1 }],
  });
  const refused = await choose(ben, poll.id, 0);
  expect([refused.status, refused.json.error]).toEqual([422, "Validation failed: You have already voted on this poll"]);
  const own = await choose(ada, poll.id, 0);
  expect([own.status, own.json.error]).toEqual([422, "Validation failed: You cannot vote in your own polls"]);
  for (const choices of [[2], [-1], [0.5], []]) {
    const beyond = await choose(cleo, poll.id, ...choices);
    expect([beyond.status, beyond.json.error]).toEqual([
      422,
      "Validation failed: The chosen vote option does not exist",
    ]);
  }
  expect((await choose(cleo, poll.id, 0, 1)).status).toBe(422);
  expect((await cleo.get(`/api/v1/statuses/${posted.json.id}`)).json.poll).toMatchObject({
    votes_count: 1,
    voted: false,
    own_votes: [],
  });
});

test("several choices are several votes of one voter", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const { poll } = (await ask(ada, { ...question, options: ["a", "b", "c"], multiple: true })).json;
  expect((await choose(ben, poll.id, 0, 2)).json).toMatchObject({
    votes_count: 2,
    voters_count: 1,
    own_votes: [0, 2],
    options: [{ votes_count: 1 }, { votes_count: 0 }, { votes_count: 1 }],
  });
  // All or nothing.
  expect((await choose(ben, poll.id, 1, 2)).status).toBe(422);
  expect((await choose(ben, poll.id, 1)).json).toMatchObject({ votes_count: 3, voters_count: 1 });
});

test("votes at the same moment are counted once each", async () => {
  await using topout = await startTopout();
  const [ada, ben, cleo] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("cleo")];
  const { poll } = (await ask(ada)).json;
  const answers = await Promise.all([ben, ben, ben, cleo, cleo].map((voter) => choose(voter, poll.id, 0)));
  expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 200, 422, 422, 422]);
  expect((await ada.get(`/api/v1/polls/${poll.id}`)).json).toMatchObject({ votes_count: 2, voters_count: 2 });
});

test.each([
  [{ options: ["one"] }, "Choices must have more than one item"],
  [{ options: ["one", " "] }, "Choices must have more than one item"],
  [{ options: ["1", "2", "3", "4", "5"] }, "Choices can't contain more than 4 items"],
  [{ options: ["1", "x".repeat(51)] }, "Choices cannot be longer than 50 characters each"],
  [{ options: ["same", "same "] }, "Choices contain duplicate items"],
  [{ expires_in: 299 }, "Deadline is too soon"],
  [{ expires_in: 2_629_747 }, "Deadline is too far into the future"],
  [{ expires_in: undefined }, "Deadline can't be blank"],
])("a poll such as %j is refused", async (change, message) => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const refused = await ask(ada, { ...question, ...change });
  expect([refused.status, refused.json.error]).toEqual([422, `Validation failed: ${message}`]);
});

test("a poll comes in a form too, carries a climb, and excludes files", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const form = new URLSearchParams({
    status: "Which?",
    "poll[expires_in]": "300",
    "poll[multiple]": "true",
    "poll[hide_totals]": "true",
    "climb[route_name]": "Rainbow Rocket",
    "climb[style]": "project",
  });
  form.append("poll[options][]", "left");
  form.append("poll[options][]", "right");
  const { json } = await ada.post("/api/v1/statuses", form);
  expect(json).toMatchObject({
    climb: { route_name: "Rainbow Rocket" },
    poll: { multiple: true, votes_count: 0, options: [{ title: "left", votes_count: null }, { title: "right" }] },
  });
  const id = "110000000000000001";
  const refused = await ada.post("/api/v1/statuses", { status: "x", poll: question, media_ids: [id] });
  expect([refused.status, refused.json.error]).toEqual([422, expect.stringContaining("Cannot attach")]);
});

test("who may not see the post, or is blocked, may not vote", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const hidden = await ada.post("/api/v1/statuses", { status: "Us", visibility: "private", poll: question });
  expect((await ben.get(`/api/v1/polls/${hidden.json.poll.id}`)).status).toBe(404);
  expect((await choose(ben, hidden.json.poll.id, 0)).status).toBe(404);
  const { poll } = (await ask(ada)).json;
  await ada.post(`/api/v1/accounts/${ben.account.id}/block`);
  expect((await choose(ben, poll.id, 0)).status).toBe(404);
  expect((await ben.get("/api/v1/polls/110000000000000001")).status).toBe(404);
});

test("an edit of the choices voids the votes, one of the text keeps them, and one without a poll removes it", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const { id, poll } = (await ask(ada)).json;
  await choose(ben, poll.id, 0);
  const kept = await ada.put(`/api/v1/statuses/${id}`, { status: "Sunday, then?", poll: question });
  expect(kept.json.poll).toMatchObject({ id: poll.id, votes_count: 1, voters_count: 1 });
  const changed = await ada.put(`/api/v1/statuses/${id}`, {
    status: "Sunday, then?",
    poll: { ...question, options: ["Rope", "Pads", "Rest"] },
  });
  expect(changed.json.poll).toMatchObject({ id: poll.id, votes_count: 0, voters_count: 0 });
  expect(changed.json.poll.options).toHaveLength(3);
  expect((await choose(ben, poll.id, 2)).json).toMatchObject({ votes_count: 1, own_votes: [2] });
  const refused = await ada.put(`/api/v1/statuses/${id}`, { status: "x", poll: { ...question, options: ["a", "a"] } });
  expect(refused.status).toBe(422);
  const removed = await ada.put(`/api/v1/statuses/${id}`, { status: "Never mind" });
  expect(removed.json.poll).toBeNull();
  expect((await ben.get(`/api/v1/polls/${poll.id}`)).status).toBe(404);
});

test("when it ends its author and its voters hear of it, once, and nobody votes any more", async () => {
  const clock = movingClock();
  await using topout = await startTopout({}, { clock });
  const [ada, ben, cleo] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("cleo")];
  const { id, poll } = (await ask(ada, { ...question, hide_totals: true })).json;
  await choose(ben, poll.id, 0);
  // Put off: the job of the first end does nothing.
  await ada.put(`/api/v1/statuses/${id}`, {
    status: "Sunday?",
    poll: { ...question, hide_totals: true, expires_in: 2 * 86_400 },
  });
  clock.pass(dayMs + 1_000);
  expect((await choose(cleo, poll.id, 0)).status).toBe(200);
  const told = async (user: TestUser) => (await user.get("/api/v1/notifications?types[]=poll")).json;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await told(ben)).toEqual([]);

  clock.pass(dayMs);
  const [notification] = await eventually(async () => {
    const list = await told(ben);
    return list.length > 0 && list;
  });
  expect(checkNeeds("notification", notification)).toEqual([]);
  expect(notification).toMatchObject({ account: { id: ada.account.id }, status: { id } });
  // Its author is told last.
  const [own] = await eventually(async () => {
    const list = await told(ada);
    return list.length > 0 && list;
  });
  expect(own.status.poll).toMatchObject({ expired: true, options: [{ votes_count: 2 }, { votes_count: 0 }] });
  expect(await told(cleo)).toHaveLength(1);
  expect(await told(ben)).toHaveLength(1);
  const dora = await topout.signUp("dora");
  const late = await choose(dora, poll.id, 0);
  expect([late.status, late.json.error]).toEqual([422, "Validation failed: The poll has already ended"]);
});

test("a page of many polls takes as many queries as one of one", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  for (let index = 0; index < 8; index++) {
    const { poll } = (await ask(ada)).json;
    if (index % 2 === 0) await choose(ben, poll.id, 1);
  }
  const count = async (limit: number): Promise<number> => {
    await untilIdle(topout);
    let queries = 0;
    const stop = topout.ctx.db.onQuery((statement) => (queries += /"poll/.test(statement) ? 1 : 0));
    const { json } = await ben.get(`/api/v1/accounts/${ada.account.id}/statuses?limit=${limit}`);
    stop();
    expect(json.map((status: { poll: { own_votes: number[] } }) => status.poll.own_votes.length)).toEqual(
      [0, 1, 0, 1, 0, 1, 0, 1].slice(0, limit),
    );
    return queries;
  };
  expect(await count(1)).toBe(2);
  expect(await count(8)).toBe(2);
});

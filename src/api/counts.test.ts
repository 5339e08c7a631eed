import { expect, test } from "vitest";
import { checkCounts } from "../testing/check-counts.ts";
import type { Answer } from "../testing/client.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

async function post(by: TestUser, body: Record<string, unknown>): Promise<string> {
  const answer = await by.post("/api/v1/statuses", body);
  expect(answer.status, answer.text).toBe(200);
  return answer.json.id;
}

test("twenty favourites at the same moment are counted as twenty", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const fans: TestUser[] = [];
  for (let index = 0; index < 20; index++) fans.push(await topout.signUp(`fan${index}`));
  const id = await post(ada, { status: "Popular" });
  const answers = await Promise.all(
    fans.flatMap((fan) => [fan.post(`/api/v1/statuses/${id}/favourite`), fan.post(`/api/v1/statuses/${id}/reblog`)]),
  );
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  expect((await ada.get(`/api/v1/statuses/${id}`)).json).toMatchObject({ favourites_count: 20, reblogs_count: 20 });
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

test("what happens to a post while it is deleted fails cleanly or not at all", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  for (let round = 0; round < 8; round++) {
    const id = await post(ada, { status: `Round ${round}` });
    const answers = await Promise.all([
      ben.post(`/api/v1/statuses/${id}/favourite`),
      ben.post(`/api/v1/statuses/${id}/reblog`),
      ada.delete(`/api/v1/statuses/${id}`),
      eve.post(`/api/v1/statuses/${id}/reblog`),
      eve.post("/api/v1/statuses", { status: "@ada really?", in_reply_to_id: id }),
      eve.post(`/api/v1/statuses/${id}/bookmark`),
    ]);
    for (const answer of answers) expect([200, 404], answer.text).toContain(answer.status);
  }
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

/** A generator that repeats itself, so that a failure can be run again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

/** One of the things that people do to each other and to posts. */
async function act(users: readonly TestUser[], posts: string[], roll: (sides: number) => number): Promise<Answer> {
  const user = users[roll(users.length)];
  const other = users[roll(users.length)];
  if (user === undefined || other === undefined) throw new Error("Nobody is there");
  const id = posts[roll(posts.length)] ?? "1";
  const visibility = ["public", "unlisted", "private", "direct"][roll(4)];
  const onPost = ["reblog", "unreblog", "favourite", "unfavourite", "pin", "unpin"];
  const onAccount = ["follow", "unfollow", "block", "unblock", "remove_from_followers"];
  const kind = roll(10);
  if (kind < 3) {
    const answers = roll(2) === 0 ? { in_reply_to_id: id } : {};
    const answer = await user.post("/api/v1/statuses", {
      status: `@${other.account.username} hi`,
      visibility,
      ...answers,
    });
    if (answer.status === 200) posts.push(answer.json.id);
    return answer;
  }
  if (kind === 3) return await user.delete(`/api/v1/statuses/${id}`);
  if (kind < 8) {
    const answer = await user.post(`/api/v1/statuses/${id}/${onPost[roll(onPost.length)]}`);
    if (answer.status === 200 && answer.json.reblog !== null) posts.push(answer.json.id);
    return answer;
  }
  return await user.post(`/api/v1/accounts/${other.account.id}/${onAccount[roll(onAccount.length)]}`);
}

test("counts never drift from the rows, whatever people do, one after the other or all at once", async () => {
  await using topout = await startTopout();
  const users = await everybody(topout);
  const roll = dice(20_260_501);
  const posts: string[] = [];
  for (let round = 0; round < 40; round++) {
    const sideBySide = round % 2 === 0 ? 1 : 6;
    for (let step = 0; step < 6 / sideBySide; step++) {
      const answers = await Promise.all(Array.from({ length: sideBySide }, () => act(users, posts, roll)));
      for (const answer of answers) expect([200, 403, 404, 422], answer.text).toContain(answer.status);
    }
  }
  expect(posts.length).toBeGreaterThan(20);
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

async function everybody(topout: TestTopout): Promise<TestUser[]> {
  const users: TestUser[] = [];
  for (const name of ["ada", "ben", "cleo", "dora"]) users.push(await topout.signUp(name));
  return users;
}

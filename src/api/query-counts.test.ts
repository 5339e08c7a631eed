import { expect, test } from "vitest";
import type { TestClient } from "../testing/client.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";
import { untilIdle } from "../testing/until-idle.ts";

const crowd = 9;
// Of three entries of a timeline one has a climb and one a poll.
const few = 3;
// A page without any boost or collection asks for none; one query for each entry would be six more.
const tolerated = 5;

/** Everybody knows everybody: each list has several entries, each with all that an entry can have. */
async function fill(
  topout: TestTopout,
): Promise<{ ada: TestUser; post: string; list: string; tag: string; crag: string }> {
  const ada = await topout.signUp("ada");
  await ada.patch("/api/v1/accounts/update_credentials", { discoverable: true, indexable: true });
  const { json: list } = await ada.post("/api/v1/lists", { title: "All" });
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Everybody's #granite" });
  let crag = "";
  for (let index = 0; index < crowd; index++) {
    const fan = await topout.signUp(`fan${index}`);
    await fan.patch("/api/v1/accounts/update_credentials", { discoverable: true, indexable: true });
    await fan.post(`/api/v1/accounts/${ada.account.id}/follow`);
    await ada.post(`/api/v1/accounts/${fan.account.id}/follow`);
    await ada.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [fan.account.id] });
    await ada.post(`/api/v1/accounts/${fan.account.id}/endorse`);
    const collection = { name: `Wall ${index}`, tag_name: "granite", account_ids: [fan.account.id, ada.account.id] };
    const { json: made } = await ada.post("/api/v1/collections", collection);
    await fan.post("/api/v1/statuses", { status: `@ada look: ${made.collection.url}` });
    await fan.post(`/api/v1/statuses/${post.id}/favourite`);
    await fan.post(`/api/v1/statuses/${post.id}/reblog`);
    const location = { name: "Big Wall", sector: `Pillar ${index}`, country: "US" };
    const climb = { route_name: `Pitch ${index}`, style: "redpoint", partners: ["@ada"], location };
    const { json: told } = await fan.post("/api/v1/statuses", { status: `@ada number ${index} #granite`, climb });
    crag = (await fan.get(`/api/v1/crags/${told.climb.crag_id}`)).json.parent_id;
    const poll = { options: ["Slab", "Crack"], expires_in: 3_600 };
    await fan.post("/api/v1/statuses", { status: "@ada where to?", poll });
    await fan.post("/api/v1/statuses", { status: "@ada psst", visibility: "direct" });
    for (const mark of ["favourite", "bookmark"]) await ada.post(`/api/v1/statuses/${told.id}/${mark}`);
  }
  for (let index = 0; index < crowd; index++) {
    const climb = { route_name: "Astroman", grade: "5.11c", partners: ["@fan1"], climbed_on: `2026-05-0${index + 1}` };
    const ties = { session: "auto", project: "auto" };
    await ada.post("/api/v1/climbs", { ...climb, ...ties, style: "attempt", post: index % 2 === 0 });
    await ada.post("/api/v1/climbs", { ...climb, style: "redpoint", location: `Crag ${index}` });
    await ada.post("/api/v1/climbs/projects", { route_name: `Project ${index}` });
    await ada.post("/api/v1/climbs/goals", { kind: "climbs", target: index + 1, starts_on: "2026-01-01" });
  }
  for (let index = 0; index < crowd; index++) {
    const other = await topout.signUp(`other${index}`);
    await ada.post(`/api/v1/accounts/${other.account.id}/mute`);
    const another = await topout.signUp(`another${index}`);
    await ada.post(`/api/v1/accounts/${another.account.id}/block`);
  }
  return { ada, post: post.id, list: list.id, tag: "granite", crag };
}

async function countQueries(topout: TestTopout, client: TestClient, path: string, entries: number): Promise<number> {
  const seen: string[] = [];
  const stop = topout.ctx.db.onQuery((statement) => void seen.push(statement));
  const { json, status, text } = await client.get(path);
  stop();
  expect(status, `${path} ${text}`).toBe(200);
  const shown = Array.isArray(json) ? json : (json.notification_groups ?? json.collections ?? json.statuses);
  expect(shown.length, path).toBeGreaterThanOrEqual(entries);
  return seen.filter((statement) => !/"(jobs|key_values)"/.test(statement)).length;
}

test("a long page of any list takes as many queries as a short one", { timeout: 120_000 }, async () => {
  await using topout = await startTopout();
  const { ada, post, list, tag, crag } = await fill(topout);
  await untilIdle(topout);
  const me = `/api/v1/accounts/${ada.account.id}`;
  const lists = [
    "/api/v1/timelines/home",
    "/api/v1/timelines/public",
    `/api/v1/timelines/tag/${tag}`,
    `/api/v1/timelines/list/${list}`,
    "/api/v1/favourites",
    "/api/v1/bookmarks",
    "/api/v1/notifications",
    "/api/v2/notifications",
    "/api/v1/conversations",
    "/api/v1/mutes",
    "/api/v1/blocks",
    "/api/v1/directory",
    `/api/v1/lists/${list}/accounts`,
    `/api/v1/statuses/${post}/favourited_by`,
    `/api/v1/statuses/${post}/reblogged_by`,
    `${me}/followers`,
    `${me}/following`,
    `${me}/endorsements`,
    `${me}/climbs`,
    `${me}/climb_sessions`,
    `${me}/climb_projects`,
    "/api/v1/climbs/goals",
    `${me}/collections`,
    `${me}/in_collections`,
    "/api/v1/accounts/search?q=fan",
    "/api/v1/timelines/climbs",
    "/api/v1/trends/routes",
    "/api/v1/routes?q=pitch",
    "/api/v1/crags?q=pillar",
    `/api/v1/crags?parent_id=${crag}`,
    `/api/v1/crags/${crag}/routes?sort=ascents`,
    `/api/v1/crags/${crag}/climbs`,
  ];
  const differing: string[] = [];
  for (const path of lists) {
    const at = (limit: number): string => `${path}${path.includes("?") ? "&" : "?"}limit=${limit}`;
    const [short, long] = [
      await countQueries(topout, ada, at(few), few),
      await countQueries(topout, ada, at(crowd), crowd),
    ];
    if (long - short > tolerated) differing.push(`${path}: ${short} for ${few}, ${long} for ${crowd}`);
    expect(long, path).toBeLessThan(30);
  }
  expect(differing).toEqual([]);
});

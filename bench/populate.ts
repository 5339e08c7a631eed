import type { SeededAccount } from "./seed.ts";

const homeLength = 240;
const lengths = [40, 120, 280, 500];
const sentence = "Cold hands, good friction, and the last move still goes to the left. ";

/**
 * Fills the reader's home through the API, with a mix as a home has it: of seven entries one is a boost, of five one a
 * reply, some carry a climb, tags and mentions.
 */
export async function populate(
  origin: string,
  reader: SeededAccount,
  authors: readonly SeededAccount[],
): Promise<{ postId: string }> {
  for (const author of authors) await ask(origin, reader, `/api/v1/accounts/${author.id}/follow`, {});
  for (const author of authors) await fillProfile(origin, author);
  const posts: { id: string; by: number }[] = [];
  const boosted = new Set<string>();
  for (let entry = 0; entry < homeLength; entry++) {
    // No pattern of the entries may follow the authors.
    const by = (entry * 5 + Math.trunc(entry / 12)) % authors.length;
    const author = at(authors, by);
    const earlier = posts.findLast((post) => post.by !== by && !boosted.has(post.id));
    if (entry % 7 === 3 && earlier !== undefined) {
      boosted.add(earlier.id);
      await ask(origin, author, `/api/v1/statuses/${earlier.id}/reblog`, {});
      continue;
    }
    const replied = entry % 5 === 2 ? posts.at(-3) : undefined;
    const { id } = await ask(
      origin,
      author,
      "/api/v1/statuses",
      draftOf(entry, at(authors, (by + 1) % 12), replied?.id),
    );
    posts.push({ id, by });
  }
  const first = at(posts, 0).id;
  await ask(origin, reader, `/api/v1/statuses/${first}/favourite`, {});
  return { postId: first };
}

function draftOf(entry: number, other: SeededAccount, inReplyToId: string | undefined): Record<string, unknown> {
  const length = at(lengths, entry % lengths.length);
  const tail = `${entry % 3 === 0 ? " #granite #bouldering" : ""}${entry % 4 === 1 ? ` with @${other.username}` : ""}`;
  return {
    status: sentence.repeat(8).slice(0, length) + tail,
    language: "en",
    ...(inReplyToId === undefined ? {} : { in_reply_to_id: inReplyToId }),
    ...(entry % 8 === 4 ? { climb } : {}),
  };
}

const climb = {
  route_name: "Midnight Lightning",
  grade: "V8",
  style: "redpoint",
  attempts: 12,
  rating: 5,
  climbed_on: "2026-05-01",
  location: { name: "Camp 4", country: "US", latitude: 37.74, longitude: -119.6 },
  partners: ["Lynn"],
};

async function fillProfile(origin: string, author: SeededAccount): Promise<void> {
  const change = {
    display_name: `${author.username} climbs`,
    note: sentence.repeat(3),
    fields_attributes: [
      { name: "Home", value: "https://crag.example/" },
      { name: "Grade", value: "7b" },
    ],
  };
  await ask(origin, author, "/api/v1/accounts/update_credentials", change, "PATCH");
}

async function ask(
  origin: string,
  as: SeededAccount,
  path: string,
  body: Record<string, unknown>,
  method = "POST",
): Promise<{ id: string }> {
  const answer = await fetch(new URL(path, origin), {
    method,
    headers: { authorization: `Bearer ${as.token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`Nothing at ${index}`);
  return item;
}

/** How many entries the reader's home has, page by page. */
export async function countHome(origin: string, reader: SeededAccount): Promise<number> {
  let count = 0;
  for (let next: string | undefined = `${origin}/api/v1/timelines/home?limit=40`; next !== undefined;) {
    const page: Response = await fetch(next, { headers: { authorization: `Bearer ${reader.token}` } });
    count += ((await page.json()) as unknown[]).length;
    next = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
  }
  return count;
}

import { startPeer } from "../src/testing/start-peer.ts";
import type { SeededAccount } from "./seed.ts";

const context = "https://www.w3.org/ns/activitystreams";
const publicUri = `${context}#Public`;
const lines = 8;
const mostSeconds = 120;

export interface InboxMeasured {
  readonly activities: number;
  /** Until the last was accepted. */
  readonly acceptedPerSecond: number;
  /** Until the last was a post in the database. */
  readonly workedPerSecond: number;
}

/**
 * A peer delivers signed posts of one author, each naming the reader, eight at a time. Signing costs this process
 * something too, on another core.
 */
export async function measureInbox(origin: string, reader: SeededAccount, count: number): Promise<InboxMeasured> {
  await using peer = await startPeer();
  const author = peer.serveActor("eve");
  const deliver = async (number: number): Promise<void> => {
    const answer = await peer.post(`${origin}/inbox`, createOf(author, number, origin, reader), { as: author });
    await answer.body?.cancel();
    if (answer.status !== 202) throw new Error(`The inbox answered ${answer.status}`);
  };
  // The first one makes the server fetch the author and the key.
  await deliver(0);
  await untilPosts(origin, reader, new URL(peer.origin).host, 1);

  const start = performance.now();
  let next = 1;
  const line = async (): Promise<void> => {
    while (next <= count) await deliver(next++);
  };
  await Promise.all(Array.from({ length: lines }, line));
  const accepted = (performance.now() - start) / 1_000;
  await untilPosts(origin, reader, new URL(peer.origin).host, count + 1);
  const worked = (performance.now() - start) / 1_000;
  return { activities: count, acceptedPerSecond: count / accepted, workedPerSecond: count / worked };
}

function createOf(author: string, number: number, origin: string, reader: SeededAccount): Record<string, unknown> {
  const id = `${author}/statuses/${number}`;
  const to = `${origin}/users/${reader.username}`;
  const audience = { to: [publicUri], cc: [`${author}/followers`, to] };
  return {
    "@context": context,
    id: `${id}/activity`,
    type: "Create",
    actor: author,
    published: new Date().toISOString(),
    ...audience,
    object: {
      id,
      type: "Note",
      attributedTo: author,
      content: `<p>Lap ${number}, and the friction is still good.</p>`,
      published: new Date().toISOString(),
      tag: [{ type: "Mention", href: to, name: `@${reader.username}` }],
      ...audience,
    },
  };
}

async function untilPosts(origin: string, reader: SeededAccount, host: string, count: number): Promise<void> {
  const deadline = performance.now() + mostSeconds * 1_000;
  const url = new URL(`/api/v1/accounts/lookup?acct=eve@${host}`, origin);
  while (performance.now() < deadline) {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${reader.token}` } });
    const account = (await answer.json()) as { statuses_count?: number };
    if ((account.statuses_count ?? 0) >= count) return;
    await new Promise((wait) => setTimeout(wait, 20));
  }
  throw new Error(`Not all activities were worked off within ${mostSeconds} s`);
}

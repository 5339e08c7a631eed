import { expect, test } from "vitest";
import { eventually } from "../src/testing/eventually.ts";
import { runNode, spawnTopout, type SpawnedTopout, type SpawnedUser } from "../src/testing/spawn-topout.ts";
import { followAcross } from "./testing/follow-across.ts";

// A minute at the most each on an idle machine with two cores; starting a process is what takes long on a busy one.
const timeout = { timeout: 180_000 };

interface Pair extends AsyncDisposable {
  readonly crag: SpawnedTopout;
  readonly gym: SpawnedTopout;
  /** Writes at the crag. */
  readonly ada: SpawnedUser;
  /** Follows her from the gym. */
  readonly bob: SpawnedUser;
}

/** Two servers in processes of their own, and a follower on the second of an author on the first. */
async function startPair(): Promise<Pair> {
  await using owned = new AsyncDisposableStack();
  const crag = owned.use(await spawnTopout());
  const gym = owned.use(await spawnTopout());
  const [ada, bob] = await Promise.all([crag.signUp("ada"), gym.signUp("bob")]);
  await followAcross(bob, crag, { account: ada });
  const kept = owned.move();
  return { crag, gym, ada, bob, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** `count` posts, each sent until it is answered, four at a time, as an app on a bad line would. */
function createWriter(author: SpawnedUser, count: number) {
  const uriByKey = new Map<string, string>();
  const keys = Array.from({ length: count }, (_, index) => `post-${index + 1}`);

  async function post(key: string): Promise<void> {
    const answer = await author.post("/api/v1/statuses", { status: `Attempt ${key}` }, { "Idempotency-Key": key });
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    uriByKey.set(key, answer.json.uri);
  }

  return {
    uriByKey,
    /** Sends what is not answered yet; ends when all is, or the line breaks. `onAnswer` hears how many are. */
    async sendRest(onAnswer: (answered: number) => void = () => {}): Promise<void> {
      const rest = keys.filter((key) => !uriByKey.has(key));
      let isCut = false;
      const line = async () => {
        for (let key = rest.shift(); key !== undefined && !isCut; key = rest.shift()) {
          await post(key).then(
            () => onAnswer(uriByKey.size),
            () => (isCut = true),
          );
        }
      };
      await Promise.all([line(), line(), line(), line()]);
    },
  };
}

/** URIs of a whole timeline, page by page as the Link header leads. */
async function readAll(reader: SpawnedUser, path: string): Promise<string[]> {
  const uris: string[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const page = await reader.get(next);
    expect(page.status).toBe(200);
    uris.push(...page.json.map((status: { uri: string }) => status.uri));
    next = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
  }
  return uris;
}

/** Whether nothing waits to be sent or to be worked on. */
async function isIdle({ environment }: SpawnedTopout): Promise<boolean> {
  const { stdout } = await runNode("src/cli/topout.ts", environment, ["queue", "status", "--json"]);
  const queue: { waiting: number }[] = JSON.parse(stdout);
  return queue.every((row) => row.waiting === 0);
}

const home = "/api/v1/timelines/home?limit=40";

// On PostgreSQL the jobs of a crashed process rest until their lock runs out.
const patience = 90_000;

/** Once all has arrived: nothing twice, nothing that was never acknowledged. */
async function expectEachOnce(reader: SpawnedUser, path: string, uris: Iterable<string>): Promise<void> {
  const expected = [...uris].toSorted();
  await eventually(async () => new Set(await readAll(reader, path)).size >= expected.length, patience);
  expect((await readAll(reader, path)).toSorted()).toEqual(expected);
}

test("a crash of the author's server loses no post that it acknowledged, and sends none twice", timeout, async () => {
  await using pair = await startPair();
  const { crag, ada, bob } = pair;
  const writer = createWriter(ada, 200);
  let crash: Promise<unknown> | null = null;

  await writer.sendRest((answered) => {
    if (answered >= 60) crash ??= crag.kill("SIGKILL");
  });
  await crash;
  const acknowledged = new Map(writer.uriByKey);
  expect(acknowledged.size).toBeLessThan(200);
  await crag.start();
  const kept = await readAll(ada, `/api/v1/accounts/${ada.id}/statuses?limit=40`);
  await writer.sendRest();

  expect([...acknowledged.values()].filter((uri) => !kept.includes(uri))).toEqual([]);
  expect(writer.uriByKey.size).toBe(200);
  await expectEachOnce(ada, `/api/v1/accounts/${ada.id}/statuses?limit=40`, writer.uriByKey.values());
  await expectEachOnce(bob, home, writer.uriByKey.values());
});

test("a crash of the follower's server loses nothing that was sent to it", timeout, async () => {
  await using pair = await startPair();
  const { gym, ada, bob } = pair;
  const writer = createWriter(ada, 100);
  const writing = writer.sendRest();
  await eventually(async () => (await readAll(bob, home)).length >= 20, 60_000);

  await gym.kill("SIGKILL");
  await gym.start();
  await writing;

  expect(writer.uriByKey.size).toBe(100);
  await expectEachOnce(bob, home, writer.uriByKey.values());
});

test("posts of a server that crashes while the follower's is down arrive once both are back", timeout, async () => {
  await using pair = await startPair();
  const { crag, gym, ada, bob } = pair;
  const writer = createWriter(ada, 100);
  await gym.kill("SIGKILL");
  let crash: Promise<unknown> | null = null;

  await writer.sendRest((answered) => {
    if (answered >= 40) crash ??= crag.kill("SIGKILL");
  });
  await crash;
  await crag.start();
  await writer.sendRest();
  await gym.start();

  expect(writer.uriByKey.size).toBe(100);
  await expectEachOnce(bob, home, writer.uriByKey.values());
});

test("what happened to one post while the follower's server was down arrives in its order", timeout, async () => {
  await using pair = await startPair();
  const { crag, gym, ada, bob } = pair;
  await gym.kill("SIGKILL");
  const write = async (text: string) => (await ada.post("/api/v1/statuses", { status: text })).json;
  const gone = await write("Lowered off");
  const edited = await write("Flahsed it");
  // Apart, so that each is an attempt of its own; across a crash too.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await ada.put(`/api/v1/statuses/${gone.id}`, { status: "Lowered off, twice" });
  await crag.kill("SIGKILL");
  await crag.start();
  await ada.put(`/api/v1/statuses/${edited.id}`, { status: "Flashed it" });
  await ada.delete(`/api/v1/statuses/${gone.id}`);
  const last = await write("Resting now");

  await gym.start();

  // The last post waits for none of the others: it only tells that deliveries run again.
  await eventually(async () => (await readAll(bob, home)).includes(last.uri), patience);
  await eventually(async () => {
    const { json } = await bob.get(home);
    return json.find((status: { uri: string }) => status.uri === edited.uri)?.content.includes("Flashed it");
  }, patience);
  await eventually(async () => (await isIdle(crag)) && (await isIdle(gym)), patience);
  expect((await readAll(bob, home)).toSorted()).toEqual([edited.uri, last.uri].toSorted());
});

test("a server that delivers to one that hangs still stops in order, and delivers later", timeout, async () => {
  await using pair = await startPair();
  const { crag, gym, ada, bob } = pair;
  gym.send("SIGSTOP");
  const posted = await ada.post("/api/v1/statuses", { status: "Hanging belay" });
  // Long enough for the delivery to be under way.
  await new Promise((resolve) => setTimeout(resolve, 2_000));

  const start = performance.now();
  const end = await crag.kill("SIGTERM");
  const seconds = (performance.now() - start) / 1_000;
  gym.send("SIGCONT");
  await crag.start();

  expect(end.code).toBe(0);
  expect(seconds).toBeLessThan(15);
  await expectEachOnce(bob, home, [posted.json.uri]);
});

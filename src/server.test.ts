import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventually } from "./testing/eventually.ts";
import { freePort, startTopout } from "./testing/start-topout.ts";
import { runMain, runNode, spawnProcess, spawnTopout } from "./testing/spawn-topout.ts";
import { dialect } from "./db/dialect.ts";

const timeout = { timeout: 120_000 };

describe("SIGTERM", () => {
  test("lets every request that got in end, exits with 0, and the next start has it all", timeout, async () => {
    await using server = await spawnTopout();
    const ada = await server.signUp("ada");
    const answered: string[] = [];
    const post = (number: number) =>
      ada.post("/api/v1/statuses", { status: `Lap ${number}` }).then(
        ({ status, json }) => answered.push(status === 200 ? json.id : `status ${status}`),
        () => {}, // It came too late to get in.
      );
    const posting = Promise.all(Array.from({ length: 40 }, (_, number) => post(number)));
    await eventually(async () => answered.length > 0);

    const end = await server.kill("SIGTERM");
    await posting;

    expect(end.code).toBe(0);
    await server.start();
    const kept = await ada.get(`/api/v1/accounts/${ada.id}/statuses?limit=40`);
    expect(kept.json.map((status: { id: string }) => status.id)).toEqual(answered.toSorted().toReversed());
  });

  test("ends a server that idles with open connections at once", timeout, async () => {
    await using server = await spawnTopout();
    expect((await server.anyone.get("/api/v2/instance")).status).toBe(200);

    const before = performance.now();
    const end = await server.kill("SIGTERM");

    expect(end.code).toBe(0);
    expect(end.stderr).not.toContain('"level"');
    expect(performance.now() - before).toBeLessThan(3_000);
  });
});

describe("a start that cannot be", () => {
  test("on a port that is taken says so and exits with 1", timeout, async () => {
    await using other = await listenSomewhere();

    const end = await runMain({ ...(await emptyPlace(other)), PORT: String(other.port) });

    expect(end.code).toBe(1);
    expect(end.stderr).toContain("Another program listens on that port already");
    expect(end.stderr).toContain("PORT");
    expect(end.stderr).not.toContain("    at ");
  });

  test("with a faulty configuration tells every fault at once and exits with 78", timeout, async () => {
    const end = await runMain({ PORT: "http", TOPOUT_ORIGIN: "https://climb.example/path", TOPOUT_ROLE: "guide" });

    expect(end).toMatchObject({ code: 78, stdout: "" });
    for (const name of ["PORT", "TOPOUT_ORIGIN", "TOPOUT_ROLE"]) expect(end.stderr).toContain(`  ${name}: `);
    expect(end.stderr).toContain("3 faults");
  });

  test.each(["web", "worker"])("as %s on SQLite exits with 78 and says what it needs", timeout, async (role) => {
    const end = await runMain({ TOPOUT_ROLE: role, PORT: String(await freePort()) });

    expect(end).toMatchObject({ code: 78, stdout: "" });
    expect(end.stderr).toContain("PostgreSQL");
  });

  test("with the database of another origin exits with 78 and names both", timeout, async () => {
    await using server = await startTopout();
    await server.server.stop();

    const end = await runMain({
      TOPOUT_DATA_DIR: server.config.dataDir,
      DATABASE_URL: server.config.databaseUrl,
      TOPOUT_ORIGIN: "https://other.example",
      PORT: String(await freePort()),
    });

    expect(end.code).toBe(78);
    expect(end.stderr).toContain(server.origin);
    expect(end.stderr).toContain("https://other.example");
  });

  test.runIf(dialect === "sqlite")("on the SQLite file of a server that runs says so", timeout, async () => {
    await using server = await startTopout();

    const end = await runMain({
      TOPOUT_DATA_DIR: server.config.dataDir,
      DATABASE_URL: server.config.databaseUrl,
      TOPOUT_ORIGIN: server.config.origin,
      PORT: String(await freePort()),
    });

    expect(end.code).toBe(78);
    expect(end.stderr).toContain("Another Topout runs on");
  });

  test("without a database that answers exits with 1", timeout, async () => {
    const end = await runMain({ DATABASE_URL: `postgres://nobody@127.0.0.1:${await freePort()}/topout` });

    expect(end.code).toBe(1);
    expect(end.stderr).toContain("ECONNREFUSED");
  });
});

describe.runIf(dialect === "postgres")("web and worker apart", () => {
  test("share one database: what is posted at web is delivered by the worker", timeout, async () => {
    await using web = await spawnTopout({ TOPOUT_ROLE: "web" });
    await using gym = await startTopout();
    const ada = await web.signUp("ada");
    const bob = await gym.signUp("bob");
    const handle = encodeURIComponent(`@ada@${new URL(web.origin).host}`);
    const found = await bob.get(`/api/v2/search?q=${handle}&resolve=true&type=accounts`);
    const adaThere: string = found.json.accounts[0].id;
    await bob.post(`/api/v1/accounts/${adaThere}/follow`);
    const isFollowing = async (): Promise<boolean> =>
      (await bob.get(`/api/v1/accounts/relationships?id[]=${adaThere}`)).json[0].following;
    // Web takes the Follow in and nobody works on it.
    await eventually(async () => (await queueOf(web.environment)).includes("receive"));
    expect(await isFollowing()).toBe(false);

    await using worker = await spawnProcess({ ...web.environment, TOPOUT_ROLE: "worker" });
    await eventually(isFollowing);
    const posted = await ada.post("/api/v1/statuses", { status: "Two ropes" });

    await eventually(async () => {
      const { json } = await bob.get("/api/v1/timelines/home");
      return json.some((status: { uri: string }) => status.uri === posted.json.uri);
    });
    expect((await worker.kill("SIGTERM")).code).toBe(0);
    expect((await web.kill("SIGTERM")).code).toBe(0);
  });
});

/** Types of the jobs that wait. */
async function queueOf(environment: Readonly<Record<string, string>>): Promise<string[]> {
  const { stdout } = await runNode("src/cli/topout.ts", environment, ["queue", "status", "--json"]);
  const rows: { type: string; waiting: number }[] = JSON.parse(stdout);
  return rows.filter((row) => row.waiting > 0).map((row) => row.type);
}

interface Listening extends AsyncDisposable {
  readonly port: number;
  readonly dir: string;
}

async function listenSomewhere(): Promise<Listening> {
  const dir = await mkdtemp(join(tmpdir(), "topout-start-"));
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  return {
    port: (other.address() as AddressInfo).port,
    dir,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => other.close(resolve));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const emptyPlace = async ({ dir }: Listening) => ({ TOPOUT_DATA_DIR: dir });

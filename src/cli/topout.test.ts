import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import BetterSqlite from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { authorizePath, registerTestApp } from "../api/oauth/testing/oauth-flow.ts";
import { openBrowser } from "../api/oauth/testing/test-browser.ts";
import { insertJobs } from "../db/job-queries.ts";
import { createClient } from "../testing/client.ts";
import { environmentOf, runCommand } from "../testing/run-command.ts";
import { engine, startTopout } from "../testing/start-topout.ts";

const root = resolve(import.meta.dirname, "../..");

describe("account create", () => {
  test("an account made beside a running server can post at once with its token", async () => {
    await using server = await startTopout();

    const run = await runCommand(
      environmentOf(server),
      "account",
      "create",
      "Ada",
      "--email",
      "ada@example.org",
      "--password",
      "correct horse",
      "--admin",
      "--token",
    );

    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(Object.keys(run.json())).toEqual(["id", "username", "acct", "uri", "token"]);
    expect(run.json()).toMatchObject({ username: "ada", acct: "ada", uri: `${server.origin}/users/ada` });
    const ada = createClient(server.origin, run.json()["token"] ?? "");
    const me = await ada.get("/api/v1/accounts/verify_credentials");
    expect(me.json).toMatchObject({ id: run.json()["id"], role: { name: "Admin" } });
    expect((await ada.post("/api/v1/statuses", { status: "On belay" })).status).toBe(200);
  });

  test("without a terminal the password is made up and printed, and signs in", async () => {
    await using server = await startTopout();

    const run = await runCommand(environmentOf(server), "account", "create", "ada", "--email", "ada@example.org");

    expect(Object.keys(run.json())).toEqual(["id", "username", "acct", "uri", "password"]);
    const browser = openBrowser(server.origin);
    const signIn = await browser.open(authorizePath(await registerTestApp(server)));
    const page = await browser.send(signIn, "sign-in", { login: "ada", password: run.json()["password"] ?? "" });
    expect(page.status).toBe(200);
    expect(page.text).toContain('value="allow"');
  });

  test("every fault is told in plain words, and nothing is made", async () => {
    await using server = await startTopout();

    const run = await runCommand(
      environmentOf(server),
      "account",
      "create",
      "a-d-a",
      "--email",
      "nowhere",
      "--password",
      "short",
    );

    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toBe(
      "The username must have 1 to 30 letters, digits or underscores.\n" +
        "The email is not an e-mail address.\n" +
        "The password must have at least 8 characters.\n",
    );
  });

  test("a username that is taken is refused", async () => {
    await using server = await startTopout();
    await server.signUp("ada");

    const run = await runCommand(environmentOf(server), "account", "create", "ada", "--email", "other@example.org");

    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toBe("The username or the e-mail address is already taken.\n");
  });

  test("a database of another origin is refused, so that no account gets a dead address", async () => {
    await using server = await startTopout();

    const run = await runCommand(
      { ...environmentOf(server), TOPOUT_ORIGIN: "https://other.example" },
      "account",
      "create",
      "ada",
      "--email",
      "ada@example.org",
    );

    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain(`This database belongs to ${server.origin}`);
  });
});

describe("account token", () => {
  test("makes another token for an account", async () => {
    await using server = await startTopout();
    const { account } = await server.signUp("ada");

    const run = await runCommand(environmentOf(server), "account", "token", "ada");

    const me = await createClient(server.origin, run.json()["token"] ?? "").get("/api/v1/accounts/verify_credentials");
    expect(me.json.id).toBe(account.id);
  });

  test("nobody gets a token of the server's own actor, or of nobody", async () => {
    await using server = await startTopout();

    for (const name of ["instance.actor", "nobody"]) {
      const run = await runCommand(environmentOf(server), "account", "token", name);
      expect(run).toMatchObject({ code: 1, stdout: "", stderr: `There is no account named ${name} here.\n` });
    }
  });
});

describe("db", () => {
  test("migrate says that the database is up to date", async () => {
    await using server = await startTopout();

    const run = await runCommand(environmentOf(server), "db", "migrate");

    expect(run.code).toBe(0);
    expect(run.stdout).toContain("up to date");
  });

  test.runIf(engine === "sqlite")("backup copies the running server's database to a private file, once", async () => {
    await using server = await startTopout();
    const ada = await server.signUp("ada");
    await ada.post("/api/v1/statuses", { status: "On belay" });
    const file = join(server.config.dataDir, "backup.sqlite");

    const run = await runCommand(environmentOf(server), "db", "backup", file);

    expect(run.code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const copy = new BetterSqlite(file, { readonly: true });
    expect(copy.prepare("select content_text from statuses").pluck().all()).toEqual(["On belay"]);
    copy.close();
    const again = await runCommand(environmentOf(server), "db", "backup", file);
    expect(again).toMatchObject({ code: 1, stdout: "" });
    expect(again.stderr).toContain("exists already");
  });

  test.runIf(engine === "sqlite")("a backup that fails leaves nothing behind that looks like one", async () => {
    await using server = await startTopout();
    const file = join(server.config.dataDir, "backup.sqlite");

    const run = await runCommand(
      { ...environmentOf(server), DATABASE_URL: resolve(root, "package.json") },
      "db",
      "backup",
      file,
    );

    expect(run.code).toBe(1);
    expect([existsSync(file), existsSync(`${file}.partial`)]).toEqual([false, false]);
  });

  test.runIf(engine === "postgres")("backup points to pg_dump", async () => {
    await using server = await startTopout();

    const run = await runCommand(environmentOf(server), "db", "backup", join(server.config.dataDir, "backup"));

    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("pg_dump");
  });
});

test("queue status counts the jobs by type", async () => {
  await using server = await startTopout();
  expect((await runCommand(environmentOf(server), "queue", "status")).stdout).toBe(
    "No jobs wait, and none has failed.\n",
  );
  const now = server.ctx.clock.now();
  const later = new Date(now.getTime() + 3_600_000);
  await server.ctx.db.write((tx) =>
    insertJobs(
      tx,
      [now, later].map((runAt) => ({ type: "nobodys", payload: {}, lane: "background", runAt, createdAt: now })),
    ),
  );

  const run = await runCommand(environmentOf(server), "queue", "status", "--json");

  expect(run.json()).toEqual([{ type: "nobodys", waiting: 2, due: 1, failed: 0 }]);
});

describe("config check", () => {
  test("prints every setting, and no secret", async () => {
    const run = await runCommand(
      { DATABASE_URL: "postgres://ada:sesame@127.0.0.1:1/topout", TOPOUT_ORIGIN: "https://climb.example" },
      "config",
      "check",
    );

    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/^TOPOUT_ORIGIN +https:\/\/climb\.example$/m);
    expect(run.stdout).toMatch(/^DATABASE_URL +postgres \(hidden\)$/m);
    expect(run.stdout).not.toContain("sesame");
  });

  test("tells every fault and exits with 78", async () => {
    const run = await runCommand({ PORT: "http", TOPOUT_ROLE: "guide" }, "config", "check");

    expect(run).toMatchObject({ code: 78, stdout: "" });
    expect(run.stderr).toContain("PORT: must be a number");
    expect(run.stderr).toContain("TOPOUT_ROLE: must be all, web or worker");
  });
});

test("a database that does not answer is told in one line", async () => {
  const run = await runCommand({ DATABASE_URL: "postgres://ada@127.0.0.1:1/topout" }, "queue", "status");

  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr).toBe("This failed: connect ECONNREFUSED 127.0.0.1:1\n");
});

import { Command } from "commander";
import { pino } from "pino";
import { afterEach, describe, expect, test, vi } from "vitest";
import { findLocalAccountEvenIfNew } from "../db/account-queries.ts";
import { addAccountApproval } from "../cli/account-approval.ts";
import { addInviteCommands } from "../cli/invite.ts";
import { cleanUp } from "../jobs/handlers/clean-up.ts";
import { checkNeeds } from "../testing/client-needs.ts";
import { createClient, type Answer } from "../testing/client.ts";
import { eventually } from "../testing/eventually.ts";
import { movingClock } from "../testing/moving-clock.ts";
import { startSmtp, type TestSmtp } from "../testing/start-smtp.ts";
import { startTopout, testPassword, type TestTopout, type TestUser } from "../testing/start-topout.ts";
import { untilIdle } from "../testing/until-idle.ts";
import { authorizePath, registerTestApp, signInAt } from "./oauth/testing/oauth-flow.ts";
import { openBrowser } from "./oauth/testing/test-browser.ts";
import { openEvents } from "./streaming/testing/open-streams.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const form = {
  username: "Mara",
  email: "mara@example.org",
  password: testPassword,
  agreement: true,
  locale: "de",
};

/** The client of an app that speaks for itself. */
async function openApp(topout: TestTopout) {
  const { client_id, client_secret } = await registerTestApp(topout);
  const { json } = await topout.anyone.post("/oauth/token", {
    grant_type: "client_credentials",
    client_id,
    client_secret,
    scope: "read write",
  });
  const app = createClient(topout.origin, json.access_token);
  return {
    signUp: async (given: Record<string, unknown> = {}) => await app.post("/api/v1/accounts", { ...form, ...given }),
  };
}

const clientOf = (topout: TestTopout, answer: Answer) => createClient(topout.origin, answer.json.access_token);
const codesOf = ({ json }: Answer) =>
  Object.fromEntries(
    Object.entries(json.details).map(([field, faults]) => [field, (faults as { error: string }[])[0]?.error]),
  );

/** The link of the newest of `count` mails. */
async function linkIn(smtp: TestSmtp, count: number): Promise<string> {
  const mail = await eventually(async () => smtp.mails[count - 1]);
  // Quoted-printable breaks long lines.
  const text = mail.text.replaceAll("=\n", "").replaceAll("=3D", "=");
  return /\/auth\/confirm\?token=[\w-]+/.exec(text)?.[0] ?? `no link in ${text}`;
}

async function confirm(topout: TestTopout, link: string) {
  const browser = openBrowser(topout.origin);
  return await browser.send(await browser.open(link), "confirm");
}

/** Runs a command beside the server, and gives what it prints. */
async function command({ config }: TestTopout, add: (parent: Command) => void, ...args: string[]): Promise<string> {
  vi.stubEnv("PORT", String(config.port));
  vi.stubEnv("TOPOUT_DATA_DIR", config.dataDir);
  vi.stubEnv("DATABASE_URL", config.databaseUrl);
  vi.stubEnv("LOG_LEVEL", "silent");
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const program = new Command("topout").exitOverride();
  add(program);
  await program.parseAsync(args, { from: "user" });
  const printed = log.mock.calls.flat().join("\n");
  log.mockRestore();
  return printed;
}

test("somebody signs up in an app, confirms the address from the mail, and posts", async () => {
  await using smtp = await startSmtp();
  await using topout = await startTopout({
    TOPOUT_REGISTRATION: "open",
    SMTP_URL: smtp.url,
    TOPOUT_MAIL_FROM: "crew@climb.example",
  });
  const answer = await (await openApp(topout)).signUp();
  expect(answer.status).toBe(200);
  expect(checkNeeds("token", answer.json)).toEqual([]);
  expect(answer.json).toMatchObject({ token_type: "Bearer", scope: "read write" });
  const mara = clientOf(topout, answer);

  const refused = await mara.post("/api/v1/statuses", { status: "Hello" });
  expect([refused.status, refused.json]).toEqual([403, { error: "Your login is missing a confirmed e-mail address" }]);
  expect((await mara.get("/api/v1/accounts/verify_credentials")).status).toBe(403);
  expect((await mara.get("/api/v1/streaming/user")).status).toBe(401);
  expect((await mara.get("/api/v1/emails/check_confirmation")).json).toBe(false);

  const link = await linkIn(smtp, 1);
  expect(smtp.mails[0]).toMatchObject({ from: "crew@climb.example", to: ["mara@example.org"] });
  const browser = openBrowser(topout.origin);
  const page = await browser.open(link);
  expect(page.text).toContain("mara@example.org");
  // Programs open links, too: that confirms nothing.
  expect((await mara.get("/api/v1/emails/check_confirmation")).json).toBe(false);
  const done = await browser.send(page, "confirm");
  expect([done.status, done.text.includes("is confirmed")]).toEqual([200, true]);
  expect((await browser.send(page, "confirm")).status).toBe(200);

  expect((await mara.get("/api/v1/emails/check_confirmation")).json).toBe(true);
  expect((await mara.get("/api/v1/accounts/verify_credentials")).json.acct).toBe("mara");
  expect((await mara.post("/api/v1/statuses", { status: "Hello" })).status).toBe(200);
});

test("nobody finds a new account before it is confirmed and let in", async () => {
  await using smtp = await startSmtp();
  await using topout = await startTopout({ TOPOUT_REGISTRATION: "approval", SMTP_URL: smtp.url });
  const ada = await topout.signUp("ada");
  await (await openApp(topout)).signUp();
  const activity = { accept: "application/activity+json" };
  const places = [
    () => ada.get("/api/v1/accounts/lookup?acct=mara"),
    () => topout.anyone.get("/@mara"),
    () => topout.anyone.get("/users/mara", activity),
    () => topout.anyone.get(`/.well-known/webfinger?resource=acct:mara@${topout.config.handleDomain}`),
  ];
  const statuses = async () => await Promise.all(places.map(async (ask) => (await ask()).status));
  const found = async () => (await ada.get("/api/v1/accounts/search?q=mara")).json.length;
  expect([await statuses(), await found()]).toEqual([[404, 404, 404, 404], 0]);
  await confirm(topout, await linkIn(smtp, 1));
  expect([await statuses(), await found()]).toEqual([[404, 404, 404, 404], 0]);
  await command(topout, addAccountApproval, "approve", "mara");
  expect([await statuses(), await found()]).toEqual([[200, 200, 200, 200], 1]);
});

test("a link is sent again, to another address too, and the former one is worth nothing then", async () => {
  await using smtp = await startSmtp();
  const clock = movingClock();
  await using topout = await startTopout({ TOPOUT_REGISTRATION: "open", SMTP_URL: smtp.url }, { clock });
  const ada = await topout.signUp("ada");
  const mara = clientOf(topout, await (await openApp(topout)).signUp());
  const first = await linkIn(smtp, 1);

  const resend = (body: Record<string, unknown>) => mara.post("/api/v1/emails/confirmations", body);
  expect(codesOf(await resend({ email: "ADA@example.org" }))).toEqual({ email: "ERR_TAKEN" });
  expect(codesOf(await resend({ email: "nowhere" }))).toEqual({ email: "ERR_INVALID" });
  const resent = await resend({ email: "mara@climb.example" });
  expect([resent.status, resent.json]).toEqual([200, {}]);
  const second = await linkIn(smtp, 2);
  expect(smtp.mails[1]?.to).toEqual(["mara@climb.example"]);
  expect((await topout.anyone.get(first)).status).toBe(404);

  clock.pass(8 * 24 * 3_600_000);
  expect((await topout.anyone.get(second)).status).toBe(404);
  expect((await resend({})).status).toBe(200);
  expect((await confirm(topout, await linkIn(smtp, 3))).status).toBe(200);
  expect((await resend({})).status).toBe(403);
  expect((await ada.post("/api/v1/emails/confirmations")).json).toEqual({
    error: "This method is only available while the e-mail is awaiting confirmation",
  });
});

test("a mail that the server does not take now is sent later; one that it never takes is given up", async () => {
  await using smtp = await startSmtp();
  const clock = movingClock();
  await using topout = await startTopout({ TOPOUT_REGISTRATION: "open", SMTP_URL: smtp.url }, { clock });
  const app = await openApp(topout);
  smtp.refuse("451 Try again later", 1);
  expect((await app.signUp()).status).toBe(200);
  const mail = await eventually(async () => {
    clock.pass(2_000);
    return smtp.mails[0];
  });
  expect(mail.to).toEqual(["mara@example.org"]);

  smtp.refuse("550 Nobody of that name", 1);
  await app.signUp({ username: "nobody", email: "nobody@example.org" });
  await app.signUp({ username: "third", email: "third@example.org" });
  await eventually(async () => smtp.mails.length === 2);
  clock.pass(3_600_000);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(smtp.mails.map(({ to }) => to[0])).toEqual(["mara@example.org", "third@example.org"]);
});

test("without a mail server the link is in the log", async () => {
  const lines: string[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
  await using topout = await startTopout({ TOPOUT_REGISTRATION: "open" }, { log });
  const mara = clientOf(topout, await (await openApp(topout)).signUp());
  const line = await eventually(async () => lines.find((text) => text.includes("/auth/confirm")));
  const told = JSON.parse(line);
  expect(told).toMatchObject({ level: 30, username: "mara" });
  expect(line).not.toContain("example.org");
  await confirm(topout, told.link.slice(topout.origin.length));
  expect((await mara.get("/api/v1/accounts/verify_credentials")).status).toBe(200);
});

test("who never opens the link loses the name after two weeks; who did keeps it", async () => {
  await using smtp = await startSmtp();
  const clock = movingClock();
  await using topout = await startTopout({ TOPOUT_REGISTRATION: "open", SMTP_URL: smtp.url }, { clock });
  const { signUp } = await openApp(topout);
  const mara = clientOf(topout, await signUp());
  await confirm(topout, await linkIn(smtp, 1));
  const nora = { username: "nora", email: "nora@example.org" };
  expect((await signUp(nora)).status).toBe(200);
  clock.pass(13 * 24 * 3_600_000);
  await cleanUp(topout.ctx);
  expect(codesOf(await signUp(nora))).toEqual({ username: "ERR_TAKEN", email: "ERR_TAKEN" });
  clock.pass(2 * 24 * 3_600_000);
  await cleanUp(topout.ctx);
  expect((await signUp(nora)).status).toBe(200);
  expect((await mara.get("/api/v1/accounts/verify_credentials")).status).toBe(200);
});

test("every fault is told by field, in Mastodon's codes", async () => {
  await using topout = await startTopout({ TOPOUT_REGISTRATION: "open" });
  await topout.signUp("ada");
  const { signUp } = await openApp(topout);
  const taken = await signUp({ username: "ADA", email: "Ada@Example.org" });
  expect(taken.status).toBe(422);
  expect(taken.json).toEqual({
    error: "Validation failed: Username has already been taken, Email has already been taken",
    details: {
      username: [{ error: "ERR_TAKEN", description: "has already been taken" }],
      email: [{ error: "ERR_TAKEN", description: "has already been taken" }],
    },
  });
  expect(codesOf(await signUp({ username: "Root", email: "nowhere", password: "short", agreement: false }))).toEqual({
    username: "ERR_RESERVED",
    email: "ERR_INVALID",
    password: "ERR_TOO_SHORT",
    agreement: "ERR_ACCEPTED",
  });
  expect(codesOf(await signUp({ username: "instance.actor" }))).toEqual({ username: "ERR_RESERVED" });
  expect(codesOf(await signUp({ username: "a b", reason: "x".repeat(500) }))).toEqual({
    username: "ERR_INVALID",
    reason: "ERR_TOO_LONG",
  });
  expect(codesOf(await signUp({ username: "", email: null, password: "" }))).toEqual({
    username: "ERR_BLANK",
    email: "ERR_BLANK",
    password: "ERR_BLANK",
  });
  expect(codesOf(await signUp({ username: "x".repeat(31) }))).toEqual({ username: "ERR_TOO_LONG" });
});

test("of two who want the same name at once, one gets it", async () => {
  await using topout = await startTopout({ TOPOUT_REGISTRATION: "open" });
  const { signUp } = await openApp(topout);
  const answers = await Promise.all([signUp({ email: "one@example.org" }), signUp({ email: "two@example.org" })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  expect(codesOf(answers.find(({ status }) => status === 422) as Answer)).toEqual({ username: "ERR_TAKEN" });
});

test("a closed server takes nobody, and only an app may ask", async () => {
  await using topout = await startTopout();
  const answer = await (await openApp(topout)).signUp({ username: "" });
  expect([answer.status, answer.json]).toEqual([403, { error: "This action is not allowed" }]);
  expect((await topout.anyone.post("/api/v1/accounts", form)).status).toBe(401);
  expect((await (await topout.signUp("ada")).post("/api/v1/accounts", form)).status).toBe(403);
});

describe("approval", () => {
  const environment = (smtp: TestSmtp) => ({ TOPOUT_REGISTRATION: "approval", SMTP_URL: smtp.url });
  const approval = async (topout: TestTopout, ...args: string[]) => await command(topout, addAccountApproval, ...args);

  test("who waits can do nothing until somebody approves, and is told by mail", async () => {
    await using smtp = await startSmtp();
    await using topout = await startTopout(environment(smtp));
    const mara = clientOf(topout, await (await openApp(topout)).signUp({ reason: "I climb\u001b[2J" }));
    const page = await confirm(topout, await linkIn(smtp, 1));
    expect(page.text).toContain("looks at your request");
    const refused = await mara.get("/api/v1/timelines/home");
    expect([refused.status, refused.json]).toEqual([403, { error: "Your login is currently pending approval" }]);
    const app = await registerTestApp(topout);
    const signedIn = await signInAt(openBrowser(topout.origin), authorizePath(app), "mara");
    expect([signedIn.status, signedIn.text.includes("waits for the approval")]).toEqual([403, true]);

    expect(await approval(topout, "list", "--pending")).toBe(
      String.raw`mara  mara@example.org  (waits for approval)  "I climb\u001b[2J"`,
    );
    expect(await approval(topout, "approve", "@Mara")).toBe("@Mara is approved.");
    expect((await eventually(async () => smtp.mails[1])).text).toContain("was approved");
    expect((await mara.get("/api/v1/timelines/home")).status).toBe(200);
    expect(await approval(topout, "list", "--pending")).toBe("No account waits.");
    await expect(approval(topout, "approve", "mara")).rejects.toThrow("No account named mara waits for approval");
    await expect(approval(topout, "reject", "mara")).rejects.toThrow("No account named mara waits for approval");
  });

  test("who is not confirmed, or waits, is there for nobody", async () => {
    await using smtp = await startSmtp();
    await using topout = await startTopout(environment(smtp));
    const ada = await topout.signUp("ada");
    const mara = clientOf(topout, await (await openApp(topout)).signUp());
    const account = await findLocalAccountEvenIfNew(topout.ctx.db.read, "mara");
    const id = account?.id ?? "";
    const isThere = async (): Promise<boolean[]> => {
      const listed = async (path: string) => JSON.stringify((await ada.get(path)).json).includes(id);
      const found = async (path: string) => (await ada.get(path)).status === 200;
      return [
        await found(`/api/v1/accounts/${id}`),
        await found(`/api/v1/accounts/${id}/statuses`),
        await found(`/api/v1/accounts/${id}/followers`),
        await found(`/api/v1/accounts/${id}/featured_tags`),
        await found(`/api/v1/accounts/${id}/lists`),
        await found(`/api/v1/accounts/${id}/climbs`),
        await found("/api/v1/accounts/lookup?acct=mara"),
        (await mara.get(`/api/v1/accounts/${id}`)).status === 200,
        (await ada.post(`/api/v1/accounts/${id}/note`, { comment: "Who?" })).status === 200,
        await listed(`/api/v1/accounts?id[]=${id}`),
        await listed(`/api/v1/accounts/relationships?id[]=${id}`),
        await listed(`/api/v1/accounts/familiar_followers?id[]=${id}`),
        await listed("/api/v1/accounts/search?q=mara"),
        await listed("/api/v2/search?q=mara&type=accounts"),
        await listed("/api/v1/directory"),
        await listed("/api/v2/suggestions"),
      ];
    };
    const nowhere = Array.from({ length: 16 }, () => false);
    expect(await isThere()).toEqual(nowhere);
    await confirm(topout, await linkIn(smtp, 1));
    expect(await isThere()).toEqual(nowhere);
    expect((await ada.post(`/api/v1/accounts/${id}/follow`)).json).toEqual({ error: "Record not found" });
    await approval(topout, "approve", "mara");
    expect(await isThere()).toEqual(nowhere.map(() => true));
  });

  test("who is rejected is deleted and told", async () => {
    await using smtp = await startSmtp();
    await using topout = await startTopout(environment(smtp));
    const app = await openApp(topout);
    const mara = clientOf(topout, await app.signUp());
    await linkIn(smtp, 1);
    await approval(topout, "reject", "mara");
    expect((await eventually(async () => smtp.mails[1])).text).toContain("was not approved");
    expect((await mara.get("/api/v1/emails/check_confirmation")).status).toBe(401);
    expect((await app.signUp()).status).toBe(200);
  });

  test("with an invite nobody waits", async () => {
    await using smtp = await startSmtp();
    await using topout = await startTopout(environment(smtp));
    await topout.signUp("ada", { role: "admin" });
    const code = await command(topout, addInviteCommands, "create");
    const mara = clientOf(topout, await (await openApp(topout)).signUp({ invite_code: code }));
    await confirm(topout, await linkIn(smtp, 1));
    expect((await mara.get("/api/v1/timelines/home")).status).toBe(200);
  });
});

test("where invites are asked for, a code lets in as many as it says, for as long as it says", async () => {
  const clock = movingClock();
  await using topout = await startTopout({ TOPOUT_REGISTRATION: "invite" }, { clock });
  const invite = async (...args: string[]) => await command(topout, addInviteCommands, ...args);
  await expect(invite("create")).rejects.toThrow("There is no administrator");
  await topout.signUp("ada", { role: "admin" });
  const { signUp } = await openApp(topout);
  expect((await signUp()).status).toBe(403);
  expect((await signUp({ invite_code: "guessed" })).status).toBe(403);

  const once = await invite("create", "--uses", "1");
  const faulty = await signUp({ invite_code: once, username: "root" });
  expect(faulty.status).toBe(422);
  const both = await Promise.all(
    ["one", "two"].map((username) => signUp({ invite_code: once, username, email: `${username}@example.org` })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
  expect(await invite("list")).toBe(`${once}  used 1 of 1  for ever`);

  const short = await invite("create", "--days", "2", "--by", "ada");
  expect((await signUp({ invite_code: short })).status).toBe(200);
  clock.pass(3 * 24 * 3_600_000);
  expect((await signUp({ invite_code: short, username: "late", email: "late@example.org" })).status).toBe(403);
});

describe("the staff hears of who signs up", () => {
  const newcomers = async (member: TestUser): Promise<string[]> =>
    (await member.get("/api/v1/notifications?types[]=admin.sign_up")).json.map(
      (one: { account: { acct: string } }) => one.account.acct,
    );

  test("once the address is confirmed: administrators and moderators, and nobody else", async () => {
    await using smtp = await startSmtp();
    await using topout = await startTopout({ TOPOUT_REGISTRATION: "open", SMTP_URL: smtp.url });
    const boss = await topout.signUp("boss", { role: "admin" });
    const guard = await topout.signUp("guard", { role: "moderator" });
    const ada = await topout.signUp("ada");
    await using stream = await openEvents(topout.origin, "/api/v1/streaming/user/notification", boss.token);
    const { signUp } = await openApp(topout);
    await signUp();
    const link = await linkIn(smtp, 1);
    await untilIdle(topout);
    expect(await newcomers(boss)).toEqual([]);
    await confirm(topout, link);
    await confirm(topout, link);
    const told = await stream.next("notification");
    expect(told.payload).toMatchObject({ type: "admin.sign_up", account: { acct: "mara" } });
    expect(checkNeeds("notification", told.payload)).toEqual([]);
    await untilIdle(topout);
    expect(await Promise.all([boss, guard, ada].map(newcomers))).toEqual([["mara"], ["mara"], []]);

    await signUp({ username: "nora", email: "nora@example.org" });
    await confirm(topout, await linkIn(smtp, 2));
    await eventually(async () => (await newcomers(guard)).length === 2);
    const { json } = await guard.get("/api/v2/notifications");
    expect(json.notification_groups).toMatchObject([{ type: "admin.sign_up", notifications_count: 2 }]);
    expect((await guard.get("/api/v2/notifications/unread_count")).json).toEqual({ count: 1 });
    expect((await guard.get("/api/v1/notifications?exclude_types[]=admin.sign_up")).json).toEqual([]);
  });

  test("once who waits is let in, and not before the address is confirmed", async () => {
    await using smtp = await startSmtp();
    await using topout = await startTopout({ TOPOUT_REGISTRATION: "approval", SMTP_URL: smtp.url });
    const boss = await topout.signUp("boss", { role: "admin" });
    await using stream = await openEvents(topout.origin, "/api/v1/streaming/user", boss.token);
    const { signUp } = await openApp(topout);
    await signUp();
    await signUp({ username: "nora", email: "nora@example.org" });
    const links = [await linkIn(smtp, 1), await linkIn(smtp, 2)];
    const [toMara, toNora] = smtp.mails[0]?.to[0] === form.email ? links : links.toReversed();
    await confirm(topout, toMara ?? "");
    await command(topout, addAccountApproval, "approve", "nora");
    await untilIdle(topout);
    expect(await newcomers(boss)).toEqual([]);
    await command(topout, addAccountApproval, "approve", "mara");
    expect((await stream.next("notification")).payload.account.acct).toBe("mara");
    await confirm(topout, toNora ?? "");
    await eventually(async () => (await newcomers(boss)).length === 2);
    expect(await newcomers(boss)).toEqual(["nora", "mara"]);
  });
});

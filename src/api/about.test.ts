import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, expect, test, vi } from "vitest";
import { addInstanceCommands } from "../cli/instance.ts";
import { movingClock } from "../testing/moving-clock.ts";
import { startPeer } from "../testing/start-peer.ts";
import { startTopout, type TestTopout } from "../testing/start-topout.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Runs the command beside the server, and gives what it prints. */
async function instance({ config }: TestTopout, ...args: readonly string[]): Promise<string> {
  vi.stubEnv("PORT", String(config.port));
  vi.stubEnv("TOPOUT_DATA_DIR", config.dataDir);
  vi.stubEnv("DATABASE_URL", config.databaseUrl);
  vi.stubEnv("LOG_LEVEL", "silent");
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const program = new Command("instance").exitOverride();
  addInstanceCommands(program);
  await program.parseAsync([...args], { from: "user" });
  const printed = log.mock.calls.flat().join("\n");
  log.mockRestore();
  return printed;
}

test("rules are set from the command line and shown to apps in their order", async () => {
  await using topout = await startTopout();
  const { anyone } = topout;
  expect((await anyone.get("/api/v1/instance/rules")).json).toEqual([]);
  const first = await instance(topout, "rule", "add", "Leave no trace", "--hint", "Brush your tick marks.");
  await instance(topout, "rule", "add", "Be kind");
  const { json } = await anyone.get("/api/v1/instance/rules");
  expect(json).toMatchObject([
    { id: first, text: "Leave no trace", hint: "Brush your tick marks." },
    { text: "Be kind", hint: "" },
  ]);
  expect((await anyone.get("/api/v2/instance")).json.rules).toEqual(json);
  expect((await anyone.get("/api/v1/instance")).json.rules).toEqual(json);
  await instance(topout, "rule", "remove", first);
  expect(await instance(topout, "rule", "list")).toBe(`${json[1].id}  Be kind`);
  await expect(instance(topout, "rule", "remove", first)).rejects.toThrow("There is no rule");
});

test("texts are Markdown without markup of their own, and taken away by an empty file", async () => {
  await using topout = await startTopout();
  const { anyone } = topout;
  const path = join(topout.config.dataDir, "about.md");
  expect((await anyone.get("/api/v1/instance/extended_description")).json).toEqual({ updated_at: null, content: "" });
  for (const name of ["privacy_policy", "terms_of_service"]) {
    expect((await anyone.get(`/api/v1/instance/${name}`)).status).toBe(404);
  }
  await writeFile(
    path,
    "# Us\n\n<script>alert(1)</script> [bad](javascript:alert(1)) **climbers**, https://crag.example/",
  );
  for (const name of ["extended_description", "privacy-policy", "terms_of_service"]) {
    await instance(topout, "text", "set", name, path);
  }
  const { json } = await anyone.get("/api/v1/instance/extended_description");
  expect(json.content).toContain("<h1>Us</h1>");
  expect(json.content).toContain("<strong>climbers</strong>");
  expect(json.content).toContain('<a href="https://crag.example/"');
  expect(json.content).not.toMatch(/<script|href="javascript/);
  expect((await anyone.get("/api/v1/instance/privacy_policy")).json.content).toBe(json.content);
  const { json: terms } = await anyone.get("/api/v1/instance/terms_of_service");
  expect(terms).toMatchObject({ effective: true, content: json.content, succeeded_by: null });
  const dated = `/api/v1/instance/terms_of_service/${terms.effective_date}`;
  expect((await anyone.get(dated)).json).toEqual(terms);
  expect((await anyone.get("/api/v1/instance/terms_of_service/2020-01-01")).status).toBe(404);

  await writeFile(path, "\n");
  await instance(topout, "text", "set", "privacy_policy", path);
  expect((await anyone.get("/api/v1/instance/privacy_policy")).status).toBe(404);
  await expect(instance(topout, "text", "set", "anthem", path)).rejects.toThrow("There is no text anthem");
});

test("activity counts posts, newcomers and who was here, by week", async () => {
  const clock = movingClock();
  await using topout = await startTopout({}, { clock });
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  await ada.post("/api/v1/statuses", { status: "One" });
  await ada.post("/api/v1/statuses", { status: "Two" });
  clock.pass(7 * 86_400_000);
  const { json: own } = await ada.post("/api/v1/statuses", { status: "Three" });
  await ben.post("/api/v1/markers", { home: { last_read_id: own.id } });
  await ben.post(`/api/v1/statuses/${own.id}/reblog`);

  const { json: weeks } = await topout.anyone.get("/api/v1/instance/activity");
  expect(weeks).toHaveLength(12);
  expect(weeks[0]).toMatchObject({ statuses: "1", logins: "2", registrations: "0" });
  expect(weeks[1]).toMatchObject({ statuses: "2", logins: "1", registrations: "2" });
  expect(weeks[2]).toMatchObject({ statuses: "0", logins: "0", registrations: "0" });
  const starts = weeks.map(({ week }: { week: string }) => new Date(Number(week) * 1_000));
  expect(starts.every((start: Date) => start.getUTCDay() === 1 && start.getUTCHours() === 0)).toBe(true);
  expect(starts[0] <= clock.now()).toBe(true);
});

test("peers are the servers that are known here", async () => {
  await using topout = await startTopout();
  await using peer = await startPeer();
  const ada = await topout.signUp("ada");
  const uri = peer.serveActor("lynn");
  await ada.get(`/api/v2/search?q=${encodeURIComponent(uri)}&resolve=true&type=accounts`);
  expect((await topout.anyone.get("/api/v1/instance/peers")).json).toEqual([new URL(peer.origin).host]);
});

import type { Loose } from "../../testing/loose.ts";

export type WalkStep = (method: string, path: string, real: string, given?: object, status?: number) => Promise<Loose>;

const climbs = "/api/v1/climbs";

/** Every operation on sessions, projects and goals, and on a climb that was only logged. */
export async function walkEntries(walk: WalkStep, accountId: string): Promise<void> {
  const route = { route_name: "Astroman", style: "attempt", grade: "5.11c" };
  const goal = { kind: "pyramid", steps: [{ grade: "5.11a", count: 2 }] };
  const session = { day: "2026-05-01", location: "Yosemite", partners: ["Lynn"] };
  const made: Record<string, string> = {};
  for (const [kind, given] of Object.entries({ sessions: session, projects: route, goals: goal })) {
    const { id } = await walk("post", `${climbs}/${kind}`, `${climbs}/${kind}`, given);
    made[kind] = id;
    await walk("get", `${climbs}/${kind}`, `${climbs}/${kind}`);
    await walk("get", `${climbs}/${kind}/{id}`, `${climbs}/${kind}/${id}`);
    await walk("put", `${climbs}/${kind}/{id}`, `${climbs}/${kind}/${id}`, given);
    await walk("patch", `${climbs}/${kind}/{id}`, `${climbs}/${kind}/${id}`, { notes: "Again" });
  }
  const tried = { ...route, session_id: made["sessions"], project_id: made["projects"] };
  const { id } = await walk("post", climbs, climbs, tried);
  for (const kind of ["sessions", "projects"]) {
    await walk("get", `${climbs}/${kind}/{id}/climbs`, `${climbs}/${kind}/${made[kind]}/climbs`);
  }
  for (const name of ["give_up", "reopen"]) {
    await walk("post", `${climbs}/projects/{id}/${name}`, `${climbs}/projects/${made["projects"]}/${name}`);
  }
  for (const name of ["climb_sessions", "climb_projects"]) {
    await walk("get", `/api/v1/accounts/{id}/${name}`, `/api/v1/accounts/${accountId}/${name}`);
  }
  await walk("post", `${climbs}/{id}/log`, `${climbs}/${id}/log`, { style: "redpoint" });
  await walk("post", `${climbs}/{id}/post`, `${climbs}/${id}/post`, { status: "Look" });
  for (const kind of Object.keys(made)) {
    await walk("delete", `${climbs}/${kind}/{id}`, `${climbs}/${kind}/${made[kind]}`);
  }
}

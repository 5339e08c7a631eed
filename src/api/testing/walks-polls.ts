import type { Populated } from "../../testing/populate.ts";
import type { Walk } from "./walks.ts";

const nobody = "110000000000000000";
const hourMs = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * hourMs).toISOString();

/** Polls, and posts whose time has not come. */
export async function pollWalks({ ada, ben }: Populated): Promise<Walk[]> {
  const poll = { options: ["Rope", "Pads"], expires_in: 3_600 };
  const asked = await ada.post("/api/v1/statuses", { status: "Sunday?", poll });
  const scheduled = await ada.post("/api/v1/statuses", { status: "Later", poll, scheduled_at: inHours(1) });
  const pollPath = `/api/v1/polls/${asked.json.poll.id}`;
  const path = "/api/v1/scheduled_statuses";
  const one = { path: `${path}/${scheduled.json.id}`, nothing: `${path}/${nobody}`, access: "user" } as const;
  const needs = "scheduledStatus";
  return [
    {
      operation: "GET /api/v1/polls/{id}",
      path: pollPath,
      as: ben,
      needs: "poll",
      access: "anyone",
      nothing: `/api/v1/polls/${nobody}`,
    },
    {
      operation: "POST /api/v1/polls/{id}/votes",
      path: `${pollPath}/votes`,
      as: ben,
      body: { choices: ["1"] },
      needs: "poll",
      access: "user",
      nothing: `/api/v1/polls/${nobody}/votes`,
      faulty: { status: 422, body: { choices: [7] } },
    },
    { operation: `GET ${path}`, path, needs, access: "user" },
    { operation: `GET ${path}/{id}`, ...one, needs },
    {
      operation: `PUT ${path}/{id}`,
      ...one,
      body: { scheduled_at: inHours(2) },
      needs,
      faulty: { status: 422, body: { scheduled_at: inHours(0) } },
    },
    { operation: `DELETE ${path}/{id}`, ...one },
  ];
}

import { addAnnouncement } from "../../domain/announcements/announcement.ts";
import { addRule, instanceTextNames, setInstanceText } from "../../domain/about/texts.ts";
import { giveCard } from "../../testing/give-card.ts";
import type { Populated } from "../../testing/populate.ts";
import type { TestTopout } from "../../testing/start-topout.ts";
import type { Walk } from "./walks.ts";

const linkedPage = "https://crag.example/";
const nobody = "110000000000000000";

/** What is said of the server, and by it. */
export async function aboutWalks({ ctx }: TestTopout, { ada, ben, posts }: Populated): Promise<Walk[]> {
  const rule = await addRule(ctx, { text: "Leave no trace", hint: "Brush your tick marks." });
  for (const name of instanceTextNames) await setInstanceText(ctx, name, "# Granite\n\nWritten by *Ada*.");
  const announcement = await addAnnouncement(ctx, { text: "The #quarry is closed, says @ada", isAllDay: false });
  await ben.put(`/api/v1/announcements/${announcement.id}/reactions/${encodeURIComponent("🧗")}`);
  await giveCard(ctx, linkedPage, [posts.public]);
  const post = await ada.get(`/api/v1/statuses/${posts.public}`);
  const today = new Date().toISOString().slice(0, 10);
  const get = (rest: string, more: Partial<Walk> = {}): Walk => ({
    operation: `GET /api/v1/instance/${rest}`,
    path: `/api/v1/instance/${rest}`,
    access: "anyone",
    ...more,
  });
  const on = (rest: string, id = announcement.id): string => `/api/v1/announcements/${id}/${rest}`;
  const reaction = `reactions/${encodeURIComponent("⛰️")}`;
  return [
    {
      operation: "POST /api/v1/reports",
      path: "/api/v1/reports",
      body: { account_id: ben.account.id, comment: "Chips holds", rule_ids: [rule.id] },
      access: "user",
      faulty: { status: 422, body: { account_id: ben.account.id, comment: "x".repeat(1_001) } },
    },
    { operation: "GET /api/v1/profile", path: "/api/v1/profile", access: "user" },
    {
      operation: "PATCH /api/v1/profile",
      path: "/api/v1/profile",
      body: { avatar_description: "Ada", attribution_domains: ["crag.example"] },
      access: "user",
      faulty: { status: 422, body: { attribution_domains: ["no domain"] } },
    },
    ...smallWalks(ada.account.id, post.json.url),
    get("rules"),
    get("extended_description"),
    get("privacy_policy"),
    get("terms_of_service"),
    get("terms_of_service/{date}", {
      path: `/api/v1/instance/terms_of_service/${today}`,
      nothing: "/api/v1/instance/terms_of_service/2001-01-01",
    }),
    get("peers"),
    get("activity"),
    get("domain_blocks"),
    get("translation_languages"),
    { operation: "GET /api/v1/announcements", path: "/api/v1/announcements", as: ada, access: "user" },
    {
      operation: "PUT /api/v1/announcements/{id}/reactions/{name}",
      path: on(reaction),
      access: "user",
      nothing: on(reaction, nobody),
      faulty: { status: 422, path: on("reactions/no_such_emoji") },
    },
    {
      operation: "DELETE /api/v1/announcements/{id}/reactions/{name}",
      path: on(reaction),
      access: "user",
      nothing: on(reaction, nobody),
    },
    {
      operation: "POST /api/v1/announcements/{id}/dismiss",
      path: on("dismiss"),
      access: "user",
      nothing: on("dismiss", nobody),
    },
  ];
}

function smallWalks(accountId: string, postUrl: string): Walk[] {
  const get = (template: string, access: Walk["access"], more: Partial<Walk> = {}): Walk => ({
    operation: `GET /api/v1/${template}`,
    path: `/api/v1/${template}`.replace(/\{(account_)?id\}/, accountId).replace("{year}", "2025"),
    access,
    ...more,
  });
  const ofNobody = (rest: string): Partial<Walk> => ({ nothing: `/api/v1/accounts/${nobody}/${rest}` });
  return [
    {
      operation: "GET /api/oembed",
      path: `/api/oembed?url=${encodeURIComponent(postUrl)}`,
      access: "anyone",
      nothing: "/api/oembed?url=https%3A%2F%2Fcrag.example%2F",
    },
    get("trends/statuses", "anyone", { needs: "status" }),
    get("trends/links", "anyone"),
    get("timelines/direct", "user", { needs: "status" }),
    get("timelines/link", "anyone", {
      path: `/api/v1/timelines/link?url=${encodeURIComponent(linkedPage)}`,
      nothing: "/api/v1/timelines/link?url=https%3A%2F%2Fnowhere.example%2F",
      needs: "status",
    }),
    get("annual_reports", "user"),
    get("annual_reports/{year}/state", "user"),
    {
      operation: "POST /api/v1/annual_reports/{year}/generate",
      path: "/api/v1/annual_reports/2025/generate",
      access: "user",
    },
    get("accounts/{id}/identity_proofs", "user", ofNobody("identity_proofs")),
  ];
}

import type { Populated } from "../../testing/populate.ts";
import type { Walk } from "./walks.ts";

const nobody = "110000000000000000";

/** What this server has not got answers as a Mastodon without the feature. */
export function absentWalks({ ada, posts }: Populated): Walk[] {
  return [
    {
      operation: "POST /api/v1/statuses/{id}/translate",
      path: `/api/v1/statuses/${posts.pinned}/translate`,
      as: ada,
      access: "user",
      status: 403,
      nothing: `/api/v1/statuses/${nobody}/translate`,
    },
    {
      operation: "GET /api/v1_alpha/async_refreshes/{id}",
      path: "/api/v1_alpha/async_refreshes/ImNvbnRleHQ6MSI--c526",
      access: "user",
      status: 404,
    },
    {
      operation: "GET /api/v1/annual_reports/{year}",
      path: "/api/v1/annual_reports/2025",
      access: "user",
      status: 404,
    },
    {
      operation: "POST /api/v1/annual_reports/{year}/read",
      path: "/api/v1/annual_reports/2025/read",
      access: "user",
      status: 404,
    },
  ];
}

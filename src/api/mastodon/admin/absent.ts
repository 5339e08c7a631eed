import { Hono } from "hono";
import type { Permission } from "../../../domain/roles/permissions.ts";
import { Refused } from "../../../lib/refused.ts";
import type { ApiEnv } from "../../env.ts";
import { requireStaff } from "../../middleware/authenticate.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Absent = readonly [methods: readonly Method[], path: string, scope: string, permission: Permission];

/** A list that staff read, add to, and take from; `update` where its entries can be changed, too. */
function blockList(name: string, permission: Permission, update: readonly Method[] = []): Absent[] {
  return [
    [["GET"], `/${name}`, `admin:read:${name}`, permission],
    [["GET"], `/${name}/:id`, `admin:read:${name}`, permission],
    [["POST"], `/${name}`, `admin:write:${name}`, permission],
    [["DELETE", ...update], `/${name}/:id`, `admin:write:${name}`, permission],
  ];
}

const updates = ["PUT", "PATCH"] as const;

const absent: readonly Absent[] = [
  [["DELETE"], "/accounts/:id", "admin:write:accounts", "deleteUserData"],
  ...["action", "enable", "unsilence", "unsuspend", "unsensitive"].map((verb): Absent => [
    ["POST"],
    `/accounts/:id/${verb}`,
    "admin:write:accounts",
    "manageUsers",
  ]),
  [updates, "/reports/:id", "admin:write:reports", "manageReports"],
  ...["assign_to_self", "unassign", "resolve", "reopen"].map((verb): Absent => [
    ["POST"],
    `/reports/:id/${verb}`,
    "admin:write:reports",
    "manageReports",
  ]),
  ...blockList("domain_allows", "manageFederation"),
  ...blockList("domain_blocks", "manageFederation", updates),
  ...blockList("email_domain_blocks", "manageBlocks"),
  ...blockList("canonical_email_blocks", "manageBlocks"),
  [["POST"], "/canonical_email_blocks/test", "admin:read:canonical_email_blocks", "manageBlocks"],
  ...blockList("ip_blocks", "manageBlocks", updates),
  ...["measures", "dimensions", "retention"].map((name): Absent => [
    ["POST"],
    `/${name}`,
    "admin:read",
    "viewDashboard",
  ]),
  ...["tags", "statuses", "links", "links/publishers"].flatMap((kind) =>
    ["approve", "reject"].map((verb): Absent => [
      ["POST"],
      `/trends/${kind}/:id/${verb}`,
      "admin:write",
      "manageTaxonomies",
    ]),
  ),
  [["GET"], "/trends/links/publishers", "admin:read", "manageTaxonomies"],
  [["GET"], "/tags", "admin:read", "manageTaxonomies"],
  [["GET"], "/tags/:id", "admin:read", "manageTaxonomies"],
  [updates, "/tags/:id", "admin:write", "manageTaxonomies"],
];

/** What there is of Mastodon's admin API and is not here: told as such, to those who might use it. */
export function absentAdminRoutes(): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  for (const [methods, path, scope, permission] of absent) {
    routes.on([...methods], path, requireStaff(scope, permission), () => {
      throw new Refused("not-found", "This server has not got this part of the admin API yet");
    });
  }
  return routes;
}

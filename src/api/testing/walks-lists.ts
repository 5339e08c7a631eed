import type { Populated } from "../../testing/populate.ts";
import type { Walk } from "./walks.ts";

const nobody = "110000000000000000";

/** Lists with their members and timelines, made beforehand. */
export async function listTimelineWalks({ ada, ben }: Populated): Promise<Walk[]> {
  await ada.post(`/api/v1/accounts/${ben.account.id}/follow`);
  const { json: list } = await ada.post("/api/v1/lists", { title: "Partners" });
  await ada.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [ben.account.id] });
  await ben.post("/api/v1/statuses", { status: "Chalked up" });
  const { json: spare } = await ada.post("/api/v1/lists", { title: "Spare" });
  const lists = "/api/v1/lists";
  const one = (method: string, rest: Partial<Walk> = {}): Walk => ({
    operation: `${method} ${lists}/{id}`,
    path: `${lists}/${spare.id}`,
    needs: "list",
    access: "user",
    nothing: `${lists}/${nobody}`,
    ...rest,
  });
  const members = (method: string, rest: Partial<Walk>): Walk => ({
    operation: `${method} ${lists}/{id}/accounts`,
    path: `${lists}/${list.id}/accounts`,
    access: "user",
    nothing: `${lists}/${nobody}/accounts`,
    ...rest,
  });
  const account_ids = [ben.account.id];
  return [
    { operation: `GET ${lists}`, path: lists, needs: "list", access: "user" },
    {
      operation: `POST ${lists}`,
      path: lists,
      body: { title: "Boulderers", replies_policy: "followed", exclusive: true },
      needs: "list",
      access: "user",
      faulty: { status: 422, body: { title: "" } },
    },
    one("GET"),
    one("PUT", { body: { title: "Crew" }, faulty: { status: 422, body: { title: " " } } }),
    {
      operation: "GET /api/v1/timelines/list/{list_id}",
      path: `/api/v1/timelines/list/${list.id}`,
      needs: "status",
      access: "user",
      nothing: `/api/v1/timelines/list/${nobody}`,
    },
    {
      operation: "GET /api/v1/accounts/{id}/lists",
      path: `/api/v1/accounts/${ben.account.id}/lists`,
      needs: "list",
      access: "user",
      nothing: `/api/v1/accounts/${nobody}/lists`,
    },
    members("GET", { needs: "account" }),
    members("DELETE", { body: { account_ids }, faulty: { status: 422, body: { account_ids: [["x"]] } } }),
    members("POST", { body: { account_ids }, faulty: { status: 404, body: { account_ids: [nobody] } } }),
    { operation: `DELETE ${lists}/{id}`, path: `${lists}/${spare.id}`, access: "user", nothing: `${lists}/${nobody}` },
  ];
}

/** Hashtags: looked at, followed and featured. */
export async function tagWalks({ ada }: Populated): Promise<Walk[]> {
  const { json: slate } = await ada.post("/api/v1/featured_tags", { name: "slate" });
  const act = (verb: string, name: "name" | "id"): Walk => ({
    operation: `POST /api/v1/tags/{${name}}/${verb}`,
    path: `/api/v1/tags/Granite/${verb}`,
    needs: "tag",
    access: "user",
    nothing: `/api/v1/tags/123/${verb}`,
  });
  const featured = "/api/v1/featured_tags";
  return [
    {
      operation: "GET /api/v1/tags/{name}",
      path: "/api/v1/tags/granite",
      needs: "tag",
      access: "anyone",
      nothing: "/api/v1/tags/no-tag",
    },
    act("follow", "name"),
    { operation: "GET /api/v1/followed_tags", path: "/api/v1/followed_tags", needs: "tag", access: "user" },
    act("unfollow", "name"),
    act("feature", "id"),
    {
      operation: "GET /api/v1/accounts/{id}/featured_tags",
      path: `/api/v1/accounts/${ada.account.id}/featured_tags`,
      needs: "featuredTag",
      access: "anyone",
      nothing: `/api/v1/accounts/${nobody}/featured_tags`,
    },
    act("unfeature", "id"),
    {
      operation: `POST ${featured}`,
      path: featured,
      body: { name: "#Limestone" },
      needs: "featuredTag",
      access: "user",
      faulty: { status: 422, body: { name: "2026" } },
    },
    { operation: `GET ${featured}`, path: featured, needs: "featuredTag", access: "user" },
    { operation: `GET ${featured}/suggestions`, path: `${featured}/suggestions`, needs: "tag", access: "user" },
    {
      operation: `DELETE ${featured}/{id}`,
      path: `${featured}/${slate.id}`,
      access: "user",
      nothing: `${featured}/${nobody}`,
    },
    { operation: "GET /api/v1/trends/tags", path: "/api/v1/trends/tags", needs: "tag", access: "anyone" },
  ];
}

import { createECDH, randomBytes } from "node:crypto";
import type { Populated } from "../../testing/populate.ts";
import type { Walk } from "./walks.ts";

const nobody = "110000000000000000";

/** Grouped notifications, requests, the policy, conversations and push, with something in each beforehand. */
export async function notificationWalks({ ada, ben, cleo, posts }: Populated): Promise<Walk[]> {
  await ben.post(`/api/v1/statuses/${posts.public}/favourite`);
  await cleo.post(`/api/v1/statuses/${posts.public}/favourite`);
  // Nobody has followed her for long enough: both wait among the requests.
  await ada.patch("/api/v2/notifications/policy", { for_not_followers: "filter" });
  await cleo.post("/api/v1/statuses", { status: "@ada psst", visibility: "direct" });
  await ben.post("/api/v1/statuses", { status: "@ada psst, too", visibility: "direct" });
  const { json: grouped } = await ada.get("/api/v2/notifications");
  const key = grouped.notification_groups.find((group: { type: string }) => group.type === "favourite").group_key;
  const { json: requests } = await ada.get("/api/v1/notifications/requests");
  const { json: conversations } = await ada.get("/api/v1/conversations");
  const keys = createECDH("prime256v1");
  const subscription = {
    endpoint: "https://push.example/1",
    keys: { p256dh: keys.generateKeys("base64url"), auth: randomBytes(16).toString("base64url") },
  };
  const v1 = "/api/v1/notifications";
  const v2 = "/api/v2/notifications";
  const get = (path: string, needs?: string): Walk => ({
    operation: `GET ${path}`,
    path,
    access: "user",
    ...(needs === undefined ? {} : { needs }),
  });
  const onGroup = (method: string, rest: string): Walk => ({
    operation: `${method} ${v2}/{group_key}${rest}`,
    path: `${v2}/${key}${rest}`,
    access: "user",
  });
  const onRequest = (method: string, rest: string, id: string): Walk => ({
    operation: `${method} ${v1}/requests/{id}${rest}`,
    path: `${v1}/requests/${id}${rest}`,
    access: "user",
    nothing: `${v1}/requests/${nobody}${rest}`,
  });
  const all = (name: string): Walk => ({
    operation: `POST ${v1}/requests/${name}`,
    path: `${v1}/requests/${name}`,
    body: { id: [nobody] },
    access: "user",
    faulty: { status: 422, body: { id: [["x"]] } },
  });
  const onConversation = (method: string, rest: string, needs?: string): Walk => ({
    operation: `${method} /api/v1/conversations/{id}${rest}`,
    path: `/api/v1/conversations/${conversations[0].id}${rest}`,
    access: "user",
    nothing: `/api/v1/conversations/${nobody}${rest}`,
    ...(needs === undefined ? {} : { needs }),
  });
  const push = (method: string, body?: Record<string, unknown>): Walk => ({
    operation: `${method} /api/v1/push/subscription`,
    path: "/api/v1/push/subscription",
    access: "user",
    ...(body === undefined ? {} : { body }),
  });
  return [
    get(v2),
    get(`${v2}/unread_count`),
    get(`${v1}/unread_count`),
    { ...onGroup("GET", ""), nothing: `${v2}/favourite-1-1` },
    // The document says write:notifications; Mastodon asks for the right to read.
    { ...onGroup("GET", "/accounts"), needs: "account", scopes: ["read:notifications"] },
    onGroup("POST", "/dismiss"),
    get(`${v2}/policy`),
    {
      operation: `PATCH ${v2}/policy`,
      path: `${v2}/policy`,
      body: { for_new_accounts: "filter" },
      access: "user",
      faulty: { status: 422, body: { for_new_accounts: "maybe" } },
    },
    get(`${v1}/requests`),
    get(`${v1}/requests/merged`),
    onRequest("GET", "", requests[0].id),
    onRequest("POST", "/accept", requests[0].id),
    onRequest("POST", "/dismiss", requests[1].id),
    all("accept"),
    all("dismiss"),
    get("/api/v1/conversations", "conversation"),
    onConversation("POST", "/read", "conversation"),
    onConversation("DELETE", ""),
    {
      ...push("POST", { subscription, data: { alerts: { mention: true } } }),
      faulty: { status: 422, body: {} },
    },
    push("GET"),
    push("PUT", { data: { alerts: { follow: true } } }),
    push("DELETE"),
  ];
}

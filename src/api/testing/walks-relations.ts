import type { Populated } from "../../testing/populate.ts";
import { readsAccounts, type Walk } from "./walks.ts";

const nobody = "110000000000000000";

/** Mutes, blocked servers, notes, endorsements, and whom one may want to follow. */
export const relationWalks = ({ ada, ben, cleo, posts }: Populated): Walk[] => {
  const relation = (verb: string, body?: Record<string, unknown>): Walk => ({
    operation: `POST /api/v1/accounts/{id}/${verb}`,
    path: `/api/v1/accounts/${ada.account.id}/${verb}`,
    as: ben,
    ...(body === undefined ? {} : { body }),
    needs: "relationship",
    access: "user",
    nothing: `/api/v1/accounts/${nobody}/${verb}`,
  });
  const notFollowed = (verb: string): NonNullable<Walk["faulty"]> => ({
    status: 422,
    path: `/api/v1/accounts/${cleo.account.id}/${verb}`,
  });
  const get = (path: string, access: Walk["access"], needs?: string, query = ""): Walk => ({
    operation: `GET ${path}`,
    path: `${path.replace("{id}", ben.account.id)}${query}`,
    as: ben,
    ...(needs === undefined ? {} : { needs }),
    access,
  });
  const conversation = (verb: string): Walk => ({
    operation: `POST /api/v1/statuses/{id}/${verb}`,
    path: `/api/v1/statuses/${posts.public}/${verb}`,
    as: ben,
    needs: "status",
    access: "user",
    nothing: `/api/v1/statuses/${nobody}/${verb}`,
  });
  const domain = (method: string): Walk => ({
    operation: `${method} /api/v1/domain_blocks`,
    path: "/api/v1/domain_blocks",
    as: ben,
    body: { domain: "crag.example" },
    access: "user",
    faulty: { status: 422, body: { domain: "not a domain" } },
  });
  return [
    { ...relation("endorse"), faulty: notFollowed("endorse") },
    get("/api/v1/endorsements", "user", "account"),
    {
      ...get("/api/v1/accounts/{id}/endorsements", "anyone", "account"),
      ...readsAccounts,
      nothing: `/api/v1/accounts/${nobody}/endorsements`,
    },
    relation("unendorse"),
    { ...relation("pin"), faulty: notFollowed("pin") },
    relation("unpin"),
    { ...relation("note", { comment: "Belays well" }), faulty: { status: 422, body: { comment: "x".repeat(2_001) } } },
    relation("mute", { notifications: false, duration: 3_600 }),
    get("/api/v1/mutes", "user", "account"),
    relation("unmute"),
    conversation("mute"),
    conversation("unmute"),
    domain("POST"),
    get("/api/v1/domain_blocks", "user"),
    domain("DELETE"),
    get("/api/v1/accounts/familiar_followers", "user", undefined, `?id[]=${ada.account.id}&id[]=${cleo.account.id}`),
    get("/api/v1/suggestions", "user", "account"),
    get("/api/v2/suggestions", "user"),
    {
      operation: "DELETE /api/v1/suggestions/{account_id}",
      path: `/api/v1/suggestions/${cleo.account.id}`,
      as: ben,
      access: "user",
    },
    get("/api/v1/directory", "anyone", "account"),
  ];
};

import type { Populated } from "../../testing/populate.ts";
import type { Walk } from "./walks.ts";

const nobody = "110000000000000000";

/** Quotes of a post, and who may make them. */
export async function quoteWalks({ ada, ben }: Populated): Promise<Walk[]> {
  // Posts of its own: other walks delete theirs.
  const quoted = await ada.post("/api/v1/statuses", { status: "Quote me" });
  const quoting = await ben.post("/api/v1/statuses", { status: "Seconded", quoted_status_id: quoted.json.id });
  const on = (id: string, rest: string): string => `/api/v1/statuses/${id}/${rest}`;
  const revoke = `quotes/${quoting.json.id}/revoke`;
  return [
    {
      operation: "GET /api/v1/statuses/{id}/quotes",
      path: on(quoted.json.id, "quotes"),
      needs: "status",
      access: "user",
      nothing: on(nobody, "quotes"),
    },
    {
      operation: "POST /api/v1/statuses/{id}/quotes/{quoting_status_id}/revoke",
      path: on(quoted.json.id, revoke),
      as: ada,
      needs: "status",
      access: "user",
      nothing: on(quoting.json.id, revoke),
    },
    {
      operation: "PUT /api/v1/statuses/{id}/interaction_policy",
      path: on(quoted.json.id, "interaction_policy"),
      body: { quote_approval_policy: "followers" },
      needs: "status",
      access: "user",
      nothing: on(nobody, "interaction_policy"),
      faulty: { status: 422, body: { quote_approval_policy: "friends" } },
    },
  ];
}

import type { Populated } from "../../testing/populate.ts";
import type { Walk } from "./walks.ts";

const nobody = "110000000000000000";

/** Collections are not there yet: none is found. */
export function collectionWalks(_: Populated): Walk[] {
  const base = "/api/v1/collections";
  const absent = (method: string, rest = "", access: Walk["access"] = "user"): Walk => ({
    operation: `${method} ${base}${rest}`,
    path: `${base}${rest.replaceAll(/\{\w+\}/g, nobody)}`,
    access,
    status: 404,
  });
  return [
    absent("POST"),
    absent("GET", "/{id}", "anyone"),
    absent("PATCH", "/{id}"),
    absent("DELETE", "/{id}"),
    absent("POST", "/{collection_id}/items"),
    absent("DELETE", "/{collection_id}/items/{id}"),
    absent("POST", "/{collection_id}/items/{id}/revoke"),
  ];
}

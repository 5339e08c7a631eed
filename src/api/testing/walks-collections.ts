import type { Populated } from "../../testing/populate.ts";
import type { Walk } from "./walks.ts";

const nobody = "110000000000000000";

/** Collections with accounts in them, made beforehand. */
export async function collectionWalks({ ada, ben }: Populated): Promise<Walk[]> {
  const path = "/api/v1/collections";
  const account_id = ben.account.id;
  const make = async (name: string, account_ids: string[]) =>
    (await ada.post(path, { name, account_ids, tag_name: "slab" })).json.collection;
  const kept = await make("Slab lovers", [account_id]);
  const spare = await make("Spare", [account_id]);
  const empty = await make("Empty", []);
  const itemOf = (collection: { id: string; items: { id: string }[] }): string =>
    `${path}/${collection.id}/items/${collection.items[0]?.id}`;
  const on = (rest: string) => `${path}/${nobody}${rest}`;
  const ofAccount = (name: string, access: Walk["access"]): Walk => ({
    operation: `GET /api/v1/accounts/{account_id}/${name}`,
    path: `/api/v1/accounts/${ada.account.id}/${name}`,
    access,
    nothing: `/api/v1/accounts/${nobody}/${name}`,
  });
  return [
    {
      operation: `POST ${path}`,
      path,
      body: { name: "Roofs", account_ids: [account_id] },
      access: "user",
      faulty: { status: 422, body: { name: "" } },
    },
    { operation: `GET ${path}/{id}`, path: `${path}/${kept.id}`, access: "anyone", nothing: on("") },
    {
      operation: `PATCH ${path}/{id}`,
      path: `${path}/${kept.id}`,
      body: { name: "Smearers" },
      access: "user",
      nothing: on(""),
      faulty: { status: 422, body: { name: "x".repeat(41) } },
    },
    {
      operation: `POST ${path}/{collection_id}/items`,
      path: `${path}/${empty.id}/items`,
      body: { account_id },
      access: "user",
      nothing: on("/items"),
      faulty: { status: 422, body: {} },
    },
    ofAccount("collections", "anyone"),
    ofAccount("in_collections", "user"),
    {
      operation: `POST ${path}/{collection_id}/items/{id}/revoke`,
      path: `${itemOf(kept)}/revoke`,
      as: ben,
      access: "user",
      nothing: `${path}/${kept.id}/items/${nobody}/revoke`,
    },
    {
      operation: `DELETE ${path}/{collection_id}/items/{id}`,
      path: itemOf(spare),
      access: "user",
      nothing: `${path}/${spare.id}/items/${nobody}`,
    },
    { operation: `DELETE ${path}/{id}`, path: `${path}/${spare.id}`, access: "user", nothing: on("") },
  ];
}

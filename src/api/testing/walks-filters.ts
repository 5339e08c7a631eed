import type { Populated } from "../../testing/populate.ts";
import type { Walk } from "./walks.ts";

const nobody = "110000000000000000";

/** Filters of both versions, made beforehand. */
export async function filterWalks({ ada, posts }: Populated): Promise<Walk[]> {
  const { json: filter } = await ada.post("/api/v2/filters", {
    title: "Spoilers",
    context: ["home"],
    keywords_attributes: [{ keyword: "crux" }, { keyword: "top out", whole_word: false }],
  });
  const { json: caught } = await ada.post(`/api/v2/filters/${filter.id}/statuses`, { status_id: posts.public });
  const [first, second] = filter.keywords;
  const v2 = "/api/v2/filters";
  const v1 = "/api/v1/filters";
  const part = (name: "keywords" | "statuses", id: string, rest: Partial<Walk> & { method: string }): Walk => ({
    operation: `${rest.method} ${v2}/${name}/{id}`,
    path: `${v2}/${name}/${id}`,
    access: "user",
    nothing: `${v2}/${name}/${nobody}`,
    ...(rest.body === undefined ? {} : { body: rest.body }),
    ...(rest.faulty === undefined ? {} : { faulty: rest.faulty }),
  });
  const whole = (base: string, method: string, id: string, rest: Partial<Walk> = {}): Walk => ({
    operation: `${method} ${base}/{id}`,
    path: `${base}/${id}`,
    access: "user",
    nothing: `${base}/${nobody}`,
    ...rest,
  });
  const list = (name: "keywords" | "statuses"): Walk => ({
    operation: `GET ${v2}/{filter_id}/${name}`,
    path: `${v2}/${filter.id}/${name}`,
    access: "user",
    nothing: `${v2}/${nobody}/${name}`,
  });
  const phrase = { phrase: "chalk", context: ["home"] };
  return [
    { operation: `GET ${v2}`, path: v2, access: "user" },
    {
      operation: `POST ${v2}`,
      path: v2,
      body: { title: "Heat", context: ["public"], filter_action: "blur", expires_in: 60 },
      access: "user",
      faulty: { status: 422, body: { title: "Heat" } },
    },
    whole(v2, "GET", filter.id),
    whole(v2, "PUT", filter.id, { body: { title: "Beta" }, faulty: { status: 422, body: { title: " " } } }),
    list("keywords"),
    {
      ...list("keywords"),
      operation: `POST ${v2}/{filter_id}/keywords`,
      body: { keyword: "knee bar" },
      faulty: { status: 422, body: { keyword: "" } },
    },
    part("keywords", first.id, { method: "GET" }),
    part("keywords", first.id, { method: "PUT", body: { keyword: "Crux" }, faulty: { status: 422, body: {} } }),
    part("keywords", first.id, { method: "DELETE" }),
    list("statuses"),
    {
      ...list("statuses"),
      operation: `POST ${v2}/{filter_id}/statuses`,
      body: { status_id: posts.edited },
      faulty: { status: 422, body: {} },
    },
    part("statuses", caught.id, { method: "GET" }),
    part("statuses", caught.id, { method: "DELETE" }),
    { operation: `GET ${v1}`, path: v1, access: "user" },
    { operation: `POST ${v1}`, path: v1, body: phrase, access: "user", faulty: { status: 422, body: { phrase: "" } } },
    whole(v1, "GET", second.id),
    whole(v1, "PUT", second.id, { body: phrase, faulty: { status: 422, body: { phrase: "" } } }),
    whole(v1, "DELETE", second.id),
    whole(v2, "DELETE", filter.id),
  ];
}

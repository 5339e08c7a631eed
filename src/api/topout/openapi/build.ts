/** Pieces of the OpenAPI document of the extensions. */

export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ "application/json": { schema } });
export const ok = (schema: object, description = "Done") => ({ description, content: json(schema) });
const refusals = Object.fromEntries(
  Object.entries({ 401: "No valid token", 403: "Outside the token's scopes", 404: "Not there", 422: "Not valid" }).map(
    ([status, description]) => [status, { description, content: json(ref("Error")) }],
  ),
);
export const id = (name = "id") => ({ name, in: "path", required: true, schema: { type: "string" } });
export const page = ["max_id", "since_id", "min_id", "limit"].map((name) => ({
  name,
  in: "query",
  schema: { type: "string" },
}));
export const operation = (summary: string, answers: object, more: object = {}) => ({
  summary,
  responses: { ...answers, ...refusals },
  ...more,
});
export const body = (schema: object) => ({ requestBody: { content: json(schema) } });

export const nullable = (type: string, more: object = {}) => ({ type: [type, "null"], ...more });

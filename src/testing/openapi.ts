import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { z } from "zod";
import { inputsOf, type OperationInputs } from "./openapi-inputs.ts";

/** Mastodon's API as an OpenAPI document; a test run without it skips what it would check. */
const documentPath = resolve(
  import.meta.dirname,
  "../..",
  process.env["MASTODON_OPENAPI"] || "../shared/mastodon-openapi.json",
);

const responseSchema = z.object({ content: z.record(z.string(), z.unknown()).optional() });
const operationSchema = z.object({
  responses: z.record(z.string(), responseSchema),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
});
const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

export interface Operation {
  readonly method: string;
  /** `/api/v1/statuses/{id}`. */
  readonly path: string;
}

interface Deviation {
  /** `GET /api/v1/filters`, or `*` for every operation. */
  readonly operation: string;
  readonly status: number;
  /** What the body is instead: a component of the document, a list of them, or a page for people. */
  readonly body: { readonly component: string } | { readonly listOf: string } | "page";
  readonly reason: string;
}

/**
 * Where the document is wrong or silent about what Mastodon does: it is generated from the documentation. The only
 * place for such things.
 */
const deviations: readonly Deviation[] = [
  {
    operation: "GET /api/v1/filters",
    status: 200,
    body: { listOf: "V1Filter" },
    reason: "The document gives one filter; Mastodon answers the list of all of them.",
  },
  {
    operation: "GET /api/v1/preferences",
    status: 200,
    body: { component: "Preferences" },
    reason: "The document gives no body, though it has the entity.",
  },
  {
    operation: "GET /oauth/authorize",
    status: 400,
    body: "page",
    reason: "The document gives an error for programs; a browser is shown a page, with the same status.",
  },
  {
    operation: "GET /oauth/authorize",
    status: 302,
    body: "page",
    reason: "What the app has got wrong is told to the app, at its redirect URI (RFC 6749 §4.1.2.1).",
  },
  {
    operation: "*",
    status: 400,
    body: { component: "Error" },
    reason: "Mastodon answers 400 to what it cannot parse, and to a parameter that is missing; hardly listed.",
  },
  {
    operation: "*",
    status: 403,
    body: { component: "Error" },
    reason: "Mastodon answers 403 to a token without the scope and to what one may not do; listed in few places.",
  },
  {
    operation: "*",
    status: 413,
    body: { component: "Error" },
    reason: "A body that is too large is refused by the proxy before Mastodon, so its documentation does not list it.",
  },
  ...["POST /api/v1/collections", "PATCH /api/v1/collections/{id}"].map((operation) => ({
    operation,
    status: 422,
    body: { component: "CustomError422" },
    reason: "Faults of a collection stand in an object inside `error`, as nowhere else.",
  })),
  {
    operation: "*",
    status: 422,
    body: { component: "Error" },
    reason: "ValidationError wants `details`, which Mastodon sends for sign-ups only; other faults have `error` alone.",
  },
];

interface Correction {
  readonly schema: string;
  readonly property: string;
  readonly as: object;
  readonly reason: string;
}

/** Properties that the document describes otherwise than apps decode them. */
const corrections: readonly Correction[] = [
  {
    schema: "NotificationGroup",
    property: "most_recent_notification_id",
    as: { type: "string" },
    reason: "The document says integer; ids of 18 digits are no numbers of JavaScript's, and the apps decode text.",
  },
  {
    schema: "Status",
    property: "quote",
    as: {
      anyOf: [{ $ref: "#/components/schemas/Quote" }, { $ref: "#/components/schemas/ShallowQuote" }, { type: "null" }],
    },
    reason: "The document wants exactly one of Quote and ShallowQuote; whatever is one of them fits the other, too.",
  },
  {
    schema: "CustomError422",
    property: "error",
    as: {
      type: "object",
      required: ["error", "details"],
      properties: { error: { type: "string" }, details: { type: "object" } },
    },
    reason: "The document wants a fault of `name` among the details, whatever is wrong.",
  },
  ...["PreviewCard", "TrendsLink"].flatMap((schema) =>
    ["author_url", "provider_url", "embed_url"].map((property) => ({
      schema,
      property,
      as: { type: "string" },
      reason: "The document wants an address; where there is none, Mastodon sends an empty text, as its examples do.",
    })),
  ),
];

interface Entities {
  components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
}

/** Changes the parsed document in place. */
function correct(raw: unknown): void {
  const { schemas } = (raw as Entities).components;
  for (const { schema, property, as } of corrections) {
    const properties = schemas[schema]?.properties;
    if (properties !== undefined) properties[property] = as;
  }
}

/** Formats that the document names without meaning them as ajv does, or names without a definition. */
const formats: Readonly<Record<string, true | RegExp>> = {
  // A language may have a region or script; Mastodon offers zh-TW itself.
  "iso-639-1": /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/,
  scopes: true,
  // Mastodon sends "" where whoever runs the server gave no address; apps want a string, not null.
  email: /^$|^[^@\s]+@[^@\s]+$/,
};

const methods = ["get", "post", "put", "patch", "delete"];
const pointer = (part: string): string => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));

export interface OpenApi {
  readonly operations: readonly Operation[];
  /** Of which a token needs one; none where any token will do, or none is needed. */
  scopesOf(method: string, templatePath: string): string[];
  inputsOf(method: string, templatePath: string): OperationInputs;
  /** What is wrong with an answer, one fault a line; nothing when it is as the document says. */
  checkResponse(method: string, templatePath: string, status: number, body: unknown): string[];
}

export const hasOpenApi: boolean = existsSync(documentPath);

/** @throws when there is no document: ask `hasOpenApi` first. */
export function loadOpenApi(): OpenApi {
  const raw: unknown = JSON.parse(readFileSync(documentPath, "utf8"));
  correct(raw);
  const { paths } = documentSchema.parse(raw);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format);
  ajv.addSchema(z.record(z.string(), z.unknown()).parse(raw), "mastodon");
  const compiled = new Map<string, ValidateFunction>();

  function validatorOf(schema: object): ValidateFunction {
    const key = JSON.stringify(schema);
    const known = compiled.get(key) ?? ajv.compile(schema);
    compiled.set(key, known);
    return known;
  }

  return {
    operations: Object.entries(paths).flatMap(([path, item]) =>
      methods.filter((method) => method in item).map((method) => ({ method: method.toUpperCase(), path })),
    ),
    scopesOf: (method, templatePath) =>
      operationSchema
        .parse(paths[templatePath]?.[method.toLowerCase()])
        .security.flatMap((wanted) => Object.values(wanted).flat()),
    inputsOf: (method, templatePath) => inputsOf(raw, paths[templatePath]?.[method.toLowerCase()]),
    checkResponse(method, templatePath, status, body) {
      const item = paths[templatePath]?.[method.toLowerCase()];
      if (item === undefined) return [`${method} ${templatePath} is not in the document`];
      const schema = schemaFor(
        `${method.toUpperCase()} ${templatePath}`,
        status,
        operationSchema.parse(item).responses,
      );
      if (schema === null) return [`${status} is not an answer that the document lists`];
      if (schema === "anything") return [];
      const validate = validatorOf(schema);
      if (validate(body)) return [];
      return (validate.errors ?? []).map((error) => `${error.instancePath || "/"} ${error.message ?? "is not valid"}`);
    },
  };
}

function schemaFor(
  operation: string,
  status: number,
  responses: z.infer<typeof operationSchema>["responses"],
): object | "anything" | null {
  const deviation = deviations.find(
    (known) => known.status === status && (known.operation === operation || known.operation === "*"),
  );
  if (deviation !== undefined) {
    if (deviation.body === "page") return "anything";
    if ("component" in deviation.body) return componentRef(deviation.body.component);
    return { type: "array", items: componentRef(deviation.body.listOf) };
  }
  const response = responses[String(status)];
  if (response === undefined) return null;
  if (response.content?.["application/json"] === undefined) return "anything";
  const [method = "", path = ""] = operation.split(" ");
  const steps = ["paths", path, method.toLowerCase(), "responses", String(status), "content", "application/json"];
  return { $ref: `mastodon#/${[...steps, "schema"].map(pointer).join("/")}` };
}

const componentRef = (name: string) => ({ $ref: `mastodon#/components/schemas/${name}` });

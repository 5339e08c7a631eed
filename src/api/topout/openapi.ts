import { Hono } from "hono";
import type { Config } from "../../config/config.ts";
import { disciplines, styles } from "../../domain/climbs/climb.ts";
import type { ApiEnv } from "../env.ts";
import { body, id, list, nullable, ok, operation, page, query, ref, visibility } from "./openapi/build.ts";
import { cataloguePaths, catalogueSchemas } from "./openapi/catalogue.ts";
import { climbFilters, entryPaths, entrySchemas, postFields } from "./openapi/entries.ts";
import { grade, gradePaths, gradeSchemas } from "./openapi/grades.ts";
import { importPaths, importSchemas } from "./openapi/imports.ts";
import { statPaths, statSchemas } from "./openapi/stats.ts";

/** What Topout adds to Mastodon's API, as an OpenAPI document. Everything else is as Mastodon documents it. */
function topoutOpenApi(config: Pick<Config, "origin" | "version">) {
  return {
    openapi: "3.1.0",
    info: {
      title: "Topout's extensions of the Mastodon API",
      version: config.version,
      description:
        "Posts (Status) carry `climb`, `dislikes_count` and `disliked`; attachments carry `hls_url` and, while they are processed, `processing_progress` (0 to 1).",
      license: { name: "AGPL-3.0-or-later", identifier: "AGPL-3.0-or-later" },
    },
    servers: [{ url: config.origin }],
    security: [{ token: [] }],
    paths,
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } }, schemas },
  };
}

const form = (properties: object, required: readonly string[]) => ({
  requestBody: { content: { "multipart/form-data": { schema: { type: "object", required, properties } } } },
});
const emojiForm = {
  shortcode: { type: "string", pattern: "^[A-Za-z0-9_]{2,100}$", description: "It cannot be changed later" },
  image: { type: "string", format: "binary", description: "PNG, GIF, WebP or JPEG, at most 512 KiB" },
  category: { type: ["string", "null"], maxLength: 100 },
  visible_in_picker: { type: "boolean" },
};

const climbOrNew = body({ allOf: [ref("ClimbInput"), ref("ClimbOptions")] });

const paths = {
  ...gradePaths,
  ...statPaths,
  ...entryPaths,
  ...cataloguePaths,
  "/api/v1/climbs": {
    post: operation(
      "Write a climb into the logbook, with `post` also as a post",
      { 200: ok(ref("Climb")) },
      climbOrNew,
    ),
  },
  "/api/v1/climbs/{id}": {
    get: operation("A climb that one may see", { 200: ok(ref("Climb")) }, { parameters: [id()] }),
    put: operation(
      "Write a climb anew; its post follows along",
      { 200: ok(ref("Climb")) },
      { parameters: [id()], ...climbOrNew },
    ),
    patch: operation(
      "Change a part of a climb; its post follows along",
      { 200: ok(ref("Climb")) },
      { parameters: [id()], ...climbOrNew },
    ),
    delete: operation(
      "Remove a climb, and its post. Its media can be attached again for a day, or go now with `delete_media`",
      { 200: ok(ref("Climb")) },
      { parameters: [id(), query("delete_media", { type: "boolean" })] },
    ),
  },
  "/api/v1/accounts/{id}/climbs": {
    get: operation(
      "Somebody's logbook, the newest first",
      { 200: ok(list("Climb")) },
      { parameters: [id(), ...climbFilters, ...page] },
    ),
  },
  "/api/v1/media/uploads": {
    post: operation(
      "A place in the storage for one file of exactly this size and type; 422 where files come through the server only",
      { 200: ok(ref("DirectUpload")) },
      body({
        type: "object",
        required: ["content_type", "size"],
        properties: { content_type: { type: "string" }, size: { type: "integer", description: "Bytes" } },
      }),
    ),
  },
  "/api/v1/media/uploads/{id}/confirm": {
    post: operation(
      "The file has been sent: it is processed now",
      { 202: ok({ type: "object" }, "Mastodon's MediaAttachment, without a url yet") },
      { parameters: [id()] },
    ),
  },
  "/api/v1/statuses/{id}/dislike": {
    post: operation(
      "Vote against a post; a like is taken back",
      { 200: ok({ type: "object" }) },
      { parameters: [id()] },
    ),
  },
  "/api/v1/statuses/{id}/undislike": {
    post: operation("Take the vote back", { 200: ok({ type: "object" }) }, { parameters: [id()] }),
  },
  ...importPaths,
  "/api/v1/admin/custom_emojis": {
    get: operation(
      "The emoji of this server, for administrators; as GoToSocial has it",
      { 200: ok({ type: "array", items: ref("AdminEmoji") }) },
      {
        parameters: [
          ...["limit", "max_shortcode_domain", "min_shortcode_domain"].map((name) => query(name)),
          query("filter", { type: "string" }, "`domain:local` or `shortcode:crux`, separated by commas"),
        ],
      },
    ),
    post: operation("Add an emoji", { 200: ok(ref("AdminEmoji")) }, form(emojiForm, ["shortcode", "image"])),
  },
  "/api/v1/admin/custom_emojis/{id}": {
    get: operation("One of them", { 200: ok(ref("AdminEmoji")) }, { parameters: [id()] }),
    patch: operation(
      "Change its category, whether it is offered, or its picture; posts that have it go on showing the former",
      { 200: ok(ref("AdminEmoji")) },
      { parameters: [id()], ...form(emojiForm, []) },
    ),
    delete: operation(
      "Remove an emoji; posts that have it go on showing it",
      { 200: ok(ref("AdminEmoji")) },
      { parameters: [id()] },
    ),
  },
} as const;

const schemas = {
  ...catalogueSchemas,
  ...statSchemas,
  ...gradeSchemas,
  ...entrySchemas,
  Error: { type: "object", required: ["error"], properties: { error: { type: "string" } } },
  ClimbInput: {
    type: "object",
    required: ["style"],
    properties: {
      route_id: nullable("string", {
        description:
          "Of the catalogue: the climb is tied to it, which its page as `route_url` stands for. It gives name and place where they are left out. Null takes that page off",
      }),
      route_name: { type: "string", maxLength: 200, description: "Required without `route_id`" },
      route_url: { type: "string", format: "uri" },
      grade: { type: "string", maxLength: 64 },
      grade_system: { type: "string" },
      perceived_grade: { type: "string", maxLength: 64 },
      discipline: { enum: disciplines },
      style: { enum: styles },
      attempts: { type: "integer", minimum: 1 },
      rating: { type: "integer", minimum: 1, maximum: 5 },
      climbed_on: { type: "string", format: "date" },
      location: {
        type: "object",
        properties: {
          name: { type: "string", description: "The crag or gym" },
          sector: { type: "string" },
          area: { type: "string" },
          country: { type: "string" },
          latitude: { type: "number", minimum: -90, maximum: 90 },
          longitude: { type: "number", minimum: -180, maximum: 180 },
          precision: { enum: ["exact", "rounded", "hidden"] },
        },
      },
      indoor: { type: "boolean" },
      pitches: { type: "integer", minimum: 1 },
      height_meters: { type: "number", minimum: 0 },
      notes: { type: "string" },
      partners: { type: "array", items: { type: "string" }, description: "Names, or @handles" },
      session_id: nullable("string", { description: "Absent it stays as it is, null is none" }),
      session: { const: "auto", description: "That of the same day and place, begun where there is none" },
      project_id: nullable("string"),
      project: { const: "auto", description: "The open one of the same route; begun by a try where there is none" },
    },
  },
  ClimbOptions: {
    type: "object",
    properties: {
      visibility: {
        ...visibility,
        description:
          "`direct` is for its climber alone. As the account has chosen, unless given. A post's cannot change",
      },
      post: { type: "boolean", description: "Tell the followers" },
      media_ids: { type: "array", items: { type: "string" }, description: "Of the post, or of the entry without one" },
      ...postFields,
    },
  },
  Climb: {
    type: "object",
    required: ["id", "uri", "route_id", "crag_id", "route_name", "discipline", "style", "climbed_on", "visibility"],
    properties: {
      id: { type: "string" },
      uri: { type: "string", format: "uri" },
      status_id: nullable("string", { description: "The post that tells of it" }),
      share_card_url: nullable("string", { format: "uri", description: "A picture of it, where it is public" }),
      route_id: nullable("string", { description: "In the catalogue, as far as it is known there" }),
      crag_id: nullable("string", { description: "Where the route is, or else the entry's place" }),
      route_name: { type: "string" },
      grade,
      perceived_grade: grade,
      discipline: { type: "string" },
      style: { type: "string" },
      attempts: nullable("integer"),
      rating: nullable("integer"),
      climbed_on: nullable("string", { format: "date" }),
      visibility,
      media_attachments: { type: "array", items: { type: "object" }, description: "Of its post, or its own" },
      ascent_number: nullable("integer", {
        description: "The how-manieth time its climber has done the route, as far as one may know; null for mere tries",
      }),
      session_id: nullable("string"),
      project_id: nullable("string"),
    },
  },
  AdminEmoji: {
    type: "object",
    required: ["id", "shortcode", "url", "static_url", "visible_in_picker", "category", "disabled", "updated_at"],
    properties: {
      id: { type: "string", description: "Its shortcode" },
      shortcode: { type: "string" },
      url: { type: "string", format: "uri" },
      static_url: { type: "string", format: "uri" },
      visible_in_picker: { type: "boolean" },
      category: nullable("string"),
      disabled: { const: false },
      updated_at: { type: "string", format: "date-time" },
    },
  },
  DirectUpload: {
    type: "object",
    required: ["id", "method", "url", "fields", "expires_at"],
    properties: {
      id: { type: "string", description: "Of the attachment that it becomes" },
      method: { const: "POST" },
      url: { type: "string", format: "uri" },
      fields: { type: "object", additionalProperties: { type: "string" }, description: "Before `file`, in a form" },
      expires_at: { type: "string", format: "date-time" },
    },
  },
  ...importSchemas,
};

/** `/api/topout/openapi.json`. */
export const topoutOpenApiRoutes = (config: Pick<Config, "origin" | "version">): Hono<ApiEnv> =>
  new Hono<ApiEnv>().get("/openapi.json", (c) => c.json(topoutOpenApi(config)));

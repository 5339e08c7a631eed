import { exportFormats } from "../../../domain/exports/logbook.ts";
import { formatNames } from "../../../domain/imports/entry.ts";
import { body, id, nullable, ok, operation, page, ref } from "./build.ts";

const count = (description: string) => ({ type: "integer", minimum: 0, description });
const visibility = { enum: ["public", "unlisted", "private", "direct"] };

const counts = {
  total_count: count("Lines that say something"),
  created_count: count("Those that became entries"),
  duplicate_count: count("Those that are in the logbook already"),
  failed_count: count("Those that could not be taken"),
};

const fields = {
  format: { enum: formatNames, description: "What the file is; usually its header tells" },
  visibility: {
    ...visibility,
    description:
      "The widest that anything gets. Without it: what a file of Topout tells of each entry, and `private` for those of other sites",
  },
  dry_run: { type: "boolean", description: "Answer with an ImportPreview (200), and write nothing" },
  after_line: { type: "integer", description: "Of a dry run: show the lines after this one" },
  limit: { type: "integer", description: "Of a dry run: how many lines are shown, 100 unless told, 1,000 at the most" },
};

const form = {
  requestBody: {
    content: {
      "multipart/form-data": {
        schema: {
          type: "object",
          required: ["file"],
          properties: { file: { type: "string", contentMediaType: "application/octet-stream" }, ...fields },
        },
      },
      ...body({
        type: "object",
        required: ["text"],
        properties: { text: { type: "string" }, file_name: { type: "string" }, ...fields },
      }).requestBody.content,
    },
  },
};

export const importPaths = {
  "/api/v1/climbs/imports": {
    post: operation(
      "Read a logbook of another site in; one at a time, in the background. `topout.import` on the user stream brings the Import when it changes",
      { 200: ok(ref("ImportPreview"), "Of a dry run"), 202: ok(ref("Import"), "It is read in now") },
      form,
    ),
    get: operation(
      "One's imports, the newest first",
      { 200: ok({ type: "array", items: ref("Import") }) },
      { parameters: page },
    ),
  },
  "/api/v1/climbs/imports/{id}": {
    get: operation("How far an import is", { 200: ok(ref("Import")) }, { parameters: [id()] }),
    delete: operation(
      "End an import before its file does; what it has written stays",
      { 200: ok(ref("Import")) },
      { parameters: [id()] },
    ),
  },
  "/api/v1/climbs/imports/{id}/undo": {
    post: operation(
      "Take back what an import made, in the background. What was told, given files or changed since stays: `created_count` less `removed_count` in the end",
      { 202: ok(ref("Import")) },
      { parameters: [id()] },
    ),
  },
  "/api/v1/climbs/export": {
    get: operation(
      "All of one's own logbook as a file: as JSON with sessions, projects and goals, the climbs as a table (text/csv), or climbs and sessions in CrushLog's format (application/zip)",
      { 200: ok(ref("LogbookExport")) },
      { parameters: [{ name: "format", in: "query", schema: { enum: exportFormats, default: "json" } }] },
    ),
  },
};

const objects = { type: "array", items: { type: "object" } };

export const importSchemas = {
  ImportIssue: {
    type: "object",
    required: ["line", "reason", "text", "taken"],
    properties: {
      line: { type: "integer", description: "Where it begins in the file; in JSON, the how many-th entry it is" },
      reason: { type: "string" },
      text: { type: "string", description: "The beginning of the line" },
      taken: { type: "boolean", description: "Whether it became an entry nevertheless" },
    },
  },
  Import: {
    type: "object",
    required: [
      "id",
      "format",
      "state",
      "visibility",
      "percent",
      "issues",
      ...Object.keys(counts),
      "done_count",
      "removed_count",
    ],
    properties: {
      id: { type: "string" },
      format: { enum: formatNames },
      file_name: { type: "string" },
      state: { enum: ["waiting", "running", "done", "failed", "cancelled", "undoing", "undone"] },
      visibility,
      percent: { type: "integer", minimum: 0, maximum: 100 },
      ...counts,
      done_count: count("Lines that were read in"),
      removed_count: count(
        "Of what was created: what an undo has taken back so far, and when it is done, all that is gone",
      ),
      issues: { type: "array", items: ref("ImportIssue"), description: "The first hundred" },
      failure: nullable("string", { description: "Why the file as a whole failed" }),
      created_at: { type: "string", format: "date-time" },
      finished_at: nullable("string", { format: "date-time", description: "When reading in ended" }),
    },
  },
  ImportPreview: {
    type: "object",
    required: ["format", "visibility", "issues", "lines", ...Object.keys(counts)],
    properties: {
      format: { enum: formatNames },
      visibility,
      ...counts,
      issues: { type: "array", items: ref("ImportIssue") },
      lines: {
        type: "array",
        items: {
          type: "object",
          required: ["line", "outcome", "reason", "remarks", "text"],
          properties: {
            line: { type: "integer" },
            outcome: { enum: ["create", "duplicate", "failed"] },
            reason: nullable("string"),
            remarks: { type: "array", items: { type: "string" } },
            text: { type: "string" },
            kind: { enum: ["climb", "session", "project", "goal", null] },
            climb: nullable("object"),
          },
        },
      },
    },
  },
  LogbookExport: {
    type: "object",
    required: ["format", "version", "sessions", "projects", "goals", "climbs"],
    properties: {
      format: { const: "topout-logbook" },
      version: { const: 1 },
      exported_at: { type: "string", format: "date-time" },
      account: { type: "object" },
      sessions: objects,
      projects: objects,
      goals: objects,
      climbs: objects,
    },
  },
};

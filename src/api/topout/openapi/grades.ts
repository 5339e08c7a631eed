import { gradeKinds, gradeSystems, gradeTables } from "../../../domain/climbs/grades/table.ts";
import { mostHashtags } from "../../../domain/climbs/preferences.ts";
import { body, nullable, ok, operation, ref } from "./build.ts";

const query = (name: string, required: boolean, schema: object) => ({ name, in: "query", required, schema });
const plain = {
  type: "object",
  required: ["system", "value", "score"],
  properties: {
    system: nullable("string", { description: "Null for what is not recognised" }),
    value: { type: "string" },
    score: nullable("number", { description: "Compares within a kind; null for what is not understood" }),
  },
};
const values = {
  type: "array",
  description: "The easiest first",
  items: {
    type: "object",
    required: ["value", "score"],
    properties: { value: { type: "string" }, score: { type: "number" } },
  },
};

const preferences = {
  grade_systems: {
    type: "object",
    description: "The system in which one wants to read each kind of grade; null: as it was written",
    properties: Object.fromEntries(
      gradeKinds.map((kind) => [kind, { oneOf: [{ type: "null" }, { enum: gradeTables[kind].columns }] }]),
    ),
    additionalProperties: false,
  },
  hashtags: {
    type: ["array", "null"],
    items: { type: "string", maxLength: 64 },
    maxItems: mostHashtags,
    description: "Added to posts with climbs; null: `climbing` and one that fits the discipline",
  },
  nearby: { type: "boolean", description: "Whether others find one among the climbers of one's crags" },
};

export const readGrade = {
  ...plain,
  required: [...plain.required, "preferred"],
  properties: {
    ...plain.properties,
    preferred: {
      oneOf: [
        { type: "null" },
        {
          type: "object",
          required: ["system", "value"],
          properties: { system: { enum: gradeSystems }, value: { type: "string" } },
        },
      ],
      description:
        "What it is in the reader's system; null when they have chosen none, when it is in that one, and when it does not convert",
    },
  },
};

/** The grade of a climb or route. */
export const grade = { oneOf: [{ type: "null" }, readGrade] };

export const gradePaths = {
  "/api/v1/climbs/preferences": {
    get: operation("What one wants of grades and of posts with climbs", { 200: ok(ref("ClimberPreferences")) }),
    patch: operation(
      "Change what is given",
      { 200: ok(ref("ClimberPreferences")) },
      body(ref("ClimberPreferencesInput")),
    ),
    put: operation(
      "Change what is given, and take back everything else",
      { 200: ok(ref("ClimberPreferences")) },
      body(ref("ClimberPreferencesInput")),
    ),
  },
  "/api/v1/grades": {
    get: operation("All grade systems with their values", {
      200: ok({ type: "array", items: ref("GradeSystem") }),
    }),
  },
  "/api/v1/grades/convert": {
    get: operation(
      "A grade in another system of its kind",
      {
        200: ok({
          type: "object",
          required: ["grade", "converted"],
          properties: {
            grade: ref("Grade"),
            converted: {
              oneOf: [{ type: "null" }, ref("Grade")],
              description:
                "The nearest, between two the easier; null for another kind, for what is not understood, and where the system has none so easy or so hard",
            },
          },
        }),
      },
      {
        parameters: [
          query("value", true, { type: "string", maxLength: 64 }),
          query("system", false, { type: "string", description: "Recognised by the writing when it is left out" }),
          query("to", true, { enum: gradeSystems }),
          query("discipline", false, { type: "string", description: "Decides what the writing leaves open" }),
        ],
      },
    ),
  },
};

export const gradeSchemas = {
  ClimberPreferences: { type: "object", required: Object.keys(preferences), properties: preferences },
  ClimberPreferencesInput: { type: "object", properties: preferences },
  Grade: plain,
  GradeSystem: {
    type: "object",
    required: ["system", "name", "kind", "values", "second_values"],
    properties: {
      system: { enum: gradeSystems },
      name: { type: "string" },
      kind: { enum: gradeKinds },
      values,
      second_values: {
        ...values,
        description: "What may follow a value after a space, or stand alone: the technical grades of the British",
      },
    },
  },
};

import { gradeKinds, gradeSystems } from "../../../domain/climbs/grades/table.ts";
import { nullable, ok, operation, ref } from "./build.ts";

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

/** The grade of a climb. */
export const grade = { oneOf: [{ type: "null" }, plain] };

export const gradePaths = {
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

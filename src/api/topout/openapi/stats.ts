import { disciplines } from "../../../domain/climbs/climb.ts";
import { id, nullable, ok, operation, ref } from "./build.ts";

const query = (name: string, schema: object) => ({ name, in: "query", schema });
const narrowing = [
  query("discipline[]", { type: "array", items: { enum: disciplines } }),
  query("indoor", { type: "boolean" }),
];
const year = { name: "year", in: "path", required: true, schema: { type: "integer" } };

export const statPaths = {
  "/api/v1/accounts/{id}/climbs/stats": {
    get: operation(
      "A logbook in numbers, as far as one may see it; grades are counted on the steps of one system for each kind",
      { 200: ok(ref("ClimbStats")) },
      {
        parameters: [
          id(),
          ...narrowing,
          query("since", { type: "string", format: "date" }),
          query("until", { type: "string", format: "date" }),
        ],
      },
    ),
  },
  "/api/v1/accounts/{id}/climbs/review/{year}": {
    get: operation(
      "A year of a logbook, beside the one before",
      {
        200: ok({
          allOf: [
            ref("ClimbStats"),
            {
              type: "object",
              required: ["year", "year_before", "busiest_month", "hardest", "best_rated"],
              properties: {
                year: { type: "integer" },
                year_before: ref("ClimbTotals"),
                busiest_month: {
                  oneOf: [{ type: "null" }, object({ month: { type: "string" }, climbs: { type: "integer" } })],
                },
                hardest: { type: "array", items: ref("Climb"), description: "The hardest send of each kind" },
                best_rated: { type: "array", items: ref("Climb") },
              },
            },
          ],
        }),
      },
      { parameters: [id(), year, ...narrowing] },
    ),
  },
};

/** With all of its properties. */
function object(properties: Record<string, object>) {
  return { type: "object", required: Object.keys(properties), properties };
}

const list = (items: object) => ({ type: "array", items });
const whole = { type: "integer" };
const streak = object({ current: whole, longest: whole });

export const statSchemas = {
  CountedGrade: object({
    kind: { type: "string", description: "What it grades: boulder, route, ..." },
    system: { type: "string" },
    value: { type: "string" },
    score: { type: "number", description: "Compares within a kind" },
  }),
  ClimbTotals: object({
    climbs: { type: "integer", description: "Entries, tries included" },
    sends: {
      type: "integer",
      description:
        "Ascents: onsights, flashes, redpoints, pinkpoints, top-ropes where that is the discipline, and repeats",
    },
    routes: { type: "integer", description: "Different ones that were sent" },
    days: whole,
    pitches: { type: "integer", description: "Of what was climbed to the top; one where no number was given" },
    meters: { type: "number" },
    attempts: whole,
  }),
  ClimbStats: object({
    totals: ref("ClimbTotals"),
    pyramid: list(
      object({
        grade: ref("CountedGrade"),
        total: { type: "integer", description: "Sends but for repeats" },
        by_style: { type: "object", additionalProperties: whole },
      }),
    ),
    progression: list(
      object({
        month: { type: "string", description: "YYYY-MM" },
        discipline: { type: "string" },
        style: nullable("string", { description: "Null: all that send" }),
        sends: whole,
        hardest: ref("CountedGrade"),
        average_score: { type: "number" },
      }),
    ),
    calendar: list(object({ date: { type: "string", format: "date" }, climbs: whole, sends: whole })),
    crags: list(
      object({
        name: { type: "string" },
        country: nullable("string"),
        crag_id: nullable("string"),
        climbs: whole,
        sends: whole,
        days: whole,
      }),
    ),
    partners: list(
      object({
        name: { type: "string" },
        account: { oneOf: [{ type: "null" }, { type: "object" }] },
        climbs: whole,
        sends: whole,
        days: whole,
      }),
    ),
    first_tries: list(
      object({
        discipline: { type: "string" },
        sends: { type: "integer", description: "But for repeats" },
        onsights: whole,
        flashes: whole,
        onsight_rate: nullable("number", { description: "0 to 1" }),
        flash_rate: nullable("number", { description: "0 to 1" }),
      }),
    ),
    attempts: list(object({ grade: ref("CountedGrade"), sends: whole, average: { type: "number" } })),
    streaks: object({ days: streak, weeks: streak }),
  }),
};

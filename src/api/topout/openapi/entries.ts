import { disciplines } from "../../../domain/climbs/climb.ts";
import { quotePolicies } from "../../../domain/quotes/policy.ts";
import { body, date, id, list, nullable, ok, operation, page, query, ref, visibility } from "./build.ts";
import { grade } from "./grades.ts";

const one = { parameters: [id()] };

/** Reading and writing of one of these; `PATCH` changes what it names, `PUT` all of it. */
const kept = (name: string, what: string) => ({
  get: operation(`A ${what} that one may see`, { 200: ok(ref(name)) }, one),
  put: operation(`Write a ${what} anew`, { 200: ok(ref(name)) }, { ...one, ...body(ref(`${name}Input`)) }),
  patch: operation(`Change a part of a ${what}`, { 200: ok(ref(name)) }, { ...one, ...body(ref(`${name}Input`)) }),
  delete: operation(`Remove a ${what}; its climbs stay`, { 200: ok({ type: "object" }) }, one),
});
const listed = (name: string, what: string, parameters: readonly object[] = []) => ({
  get: operation(
    `One's own ${what}s, the newest first`,
    { 200: ok(list(name)) },
    { parameters: [...parameters, ...page] },
  ),
  post: operation(`Begin a ${what}`, { 200: ok(ref(name)) }, body(ref(`${name}Input`))),
});
const climbsOf = (what: string) => ({
  get: operation(
    `The climbs of a ${what} that one may see, the newest first`,
    { 200: ok(list("Climb")) },
    { parameters: [id(), ...page] },
  ),
});
const state = query("state", { enum: ["open", "sent", "given-up"] });

/** What the post of a climb says besides; the rest is as the account has chosen. */
export const postFields = {
  status: { type: "string", description: "Text of the post beside what the climb says" },
  spoiler_text: { type: "string" },
  sensitive: { type: "boolean" },
  language: { type: "string" },
  quote_approval_policy: { enum: [...quotePolicies] },
};

/** What a logbook entry can do, and what holds entries together. */
export const entryPaths = {
  "/api/v1/climbs/{id}/log": {
    post: operation(
      "“I did this too”: an entry of one's own with the route, grade, discipline and place of a climb, for no more people than that one; what the body says wins. Without a style it is a redpoint. `Idempotency-Key` logs it once",
      { 200: ok(ref("Climb")) },
      { ...one, ...body({ allOf: [ref("ClimbInput"), ref("ClimbOptions")] }) },
    ),
  },
  "/api/v1/climbs/{id}/post": {
    post: operation(
      "Post a climb that was only logged, with its media; once",
      { 200: ok(ref("Climb")) },
      {
        ...one,
        ...body({
          type: "object",
          properties: {
            ...postFields,
            visibility: { ...visibility, description: "That of the entry, unless given; needed for a private one" },
          },
        }),
      },
    ),
  },
  "/api/v1/climbs/sessions": listed("ClimbSession", "session"),
  "/api/v1/climbs/sessions/{id}": kept("ClimbSession", "session"),
  "/api/v1/climbs/sessions/{id}/climbs": climbsOf("session"),
  "/api/v1/accounts/{id}/climb_sessions": {
    get: operation(
      "Somebody's sessions, the newest first",
      { 200: ok(list("ClimbSession")) },
      { parameters: [id(), ...page] },
    ),
  },
  "/api/v1/climbs/projects": listed("ClimbProject", "project", [state]),
  "/api/v1/climbs/projects/{id}": kept("ClimbProject", "project"),
  "/api/v1/climbs/projects/{id}/climbs": climbsOf("project"),
  "/api/v1/climbs/projects/{id}/give_up": {
    post: operation(
      "Let a project be; 422 for one that was sent",
      { 200: ok(ref("ClimbProject")) },
      { ...one, ...body({ type: "object", properties: { ended_on: date } }) },
    ),
  },
  "/api/v1/climbs/projects/{id}/reopen": {
    post: operation("Take up again what was given up", { 200: ok(ref("ClimbProject")) }, one),
  },
  "/api/v1/accounts/{id}/climb_projects": {
    get: operation(
      "Somebody's projects, the newest first",
      { 200: ok(list("ClimbProject")) },
      { parameters: [id(), state, ...page] },
    ),
  },
  "/api/v1/climbs/goals": listed("ClimbGoal", "goal"),
  "/api/v1/climbs/goals/{id}": kept("ClimbGoal", "goal"),
};

const place = {
  oneOf: [
    { type: "null" },
    {
      type: "object",
      required: ["name", "country"],
      properties: { name: nullable("string"), country: nullable("string") },
    },
  ],
};
const placeInput = {
  oneOf: [
    { type: "string" },
    { type: "object", properties: { name: { type: "string" }, country: { type: "string" } } },
  ],
};
const gradeInput = {
  oneOf: [
    { type: "string", maxLength: 64 },
    {
      type: "object",
      required: ["value"],
      properties: { value: { type: "string" }, system: { type: "string" } },
    },
  ],
};
const times = {
  created_at: { type: "string", format: "date-time" },
  updated_at: { type: "string", format: "date-time" },
};
const partner = {
  type: "object",
  required: ["name", "account"],
  properties: {
    name: { type: "string" },
    account: {
      oneOf: [
        { type: "null" },
        {
          type: "object",
          required: ["id", "acct", "url"],
          properties: { id: { type: "string" }, acct: { type: "string" }, url: { type: "string" } },
        },
      ],
    },
  },
};

export const entrySchemas = {
  ClimbSessionInput: {
    type: "object",
    properties: {
      day: { ...date, description: "Today unless given" },
      location: placeInput,
      indoor: { type: "boolean" },
      duration_minutes: { type: "integer", minimum: 1 },
      partners: { type: "array", items: { type: "string" }, maxItems: 20, description: "Names, or @handles" },
      notes: { type: "string" },
      visibility,
    },
  },
  ClimbSession: {
    type: "object",
    required: [
      "id",
      "account_id",
      "day",
      "location",
      "crag_id",
      "crag",
      "partners",
      "notes",
      "visibility",
      "climbs_count",
    ],
    properties: {
      id: { type: "string" },
      account_id: { type: "string" },
      day: date,
      location: place,
      crag_id: nullable("string", { description: "Where the catalogue knows it" }),
      crag: {
        oneOf: [
          { type: "null" },
          {
            type: "object",
            required: ["id", "name", "kind", "url"],
            properties: {
              id: { type: "string" },
              name: { type: "string", description: "As the catalogue has it" },
              kind: { enum: ["area", "crag", "sector", "gym"] },
              url: { type: "string", format: "uri" },
            },
          },
        ],
      },
      indoor: nullable("boolean"),
      duration_minutes: nullable("integer"),
      partners: { type: "array", items: partner },
      notes: { type: "string" },
      visibility,
      climbs_count: { type: "integer", description: "Of those that one may see" },
      ...times,
    },
  },
  ClimbProjectInput: {
    type: "object",
    required: ["route_name"],
    properties: {
      route_name: { type: "string", maxLength: 200 },
      grade: gradeInput,
      grade_system: { type: "string" },
      discipline: { enum: disciplines },
      location: placeInput,
      notes: { type: "string" },
      visibility,
      started_on: { ...date, description: "Today unless given; an earlier try moves it" },
    },
  },
  ClimbProject: {
    type: "object",
    required: ["id", "account_id", "route_name", "discipline", "grade", "state", "started_on", "ended_on"],
    properties: {
      id: { type: "string" },
      account_id: { type: "string" },
      route_name: { type: "string" },
      route_id: nullable("string"),
      discipline: { type: "string" },
      grade,
      location: place,
      state: {
        enum: ["open", "sent", "given-up"],
        description: "Sent by the first climb with this project that was sent, open again when that goes",
      },
      notes: { type: "string" },
      visibility,
      started_on: date,
      ended_on: nullable("string", { format: "date" }),
      climbs_count: { type: "integer" },
      sessions_count: { type: "integer", description: "Days on which it was tried" },
      attempts_count: { type: "integer", description: "An entry that tells no number counts as one" },
      ...times,
    },
  },
  ClimbGoalInput: {
    type: "object",
    required: ["kind"],
    properties: {
      kind: { enum: ["days", "climbs", "grade", "pyramid"] },
      title: { type: "string", maxLength: 200 },
      target: { type: "integer", minimum: 1, description: "Of `days` and `climbs`" },
      grade: { ...gradeInput, description: "Of `grade`: to send one as hard or harder" },
      grade_system: { type: "string" },
      steps: {
        type: "array",
        maxItems: 20,
        description: "Of `pyramid`: so many sends of a grade; a harder one may stand in for an easier one",
        items: {
          type: "object",
          required: ["grade", "count"],
          properties: { grade: gradeInput, count: { type: "integer", minimum: 1 } },
        },
      },
      discipline: { enum: disciplines },
      indoor: { type: "boolean" },
      starts_on: { ...date, description: "Today unless given" },
      ends_on: date,
    },
  },
  ClimbGoal: {
    type: "object",
    required: ["id", "kind", "title", "steps", "starts_on", "ends_on", "progress"],
    properties: {
      id: { type: "string" },
      kind: { enum: ["days", "climbs", "grade", "pyramid"] },
      title: { type: "string" },
      target: nullable("integer"),
      grade,
      steps: {
        type: "array",
        items: {
          type: "object",
          required: ["grade", "count", "done"],
          properties: { grade, count: { type: "integer" }, done: { type: "integer" } },
        },
      },
      discipline: nullable("string"),
      indoor: nullable("boolean"),
      starts_on: date,
      ends_on: nullable("string", { format: "date" }),
      progress: {
        type: "object",
        required: ["value", "target", "reached", "reached_on"],
        properties: {
          value: { type: "integer" },
          target: { type: "integer" },
          reached: { type: "boolean" },
          reached_on: nullable("string", { format: "date" }),
        },
      },
      ...times,
    },
  },
};

/** Of `GET /api/v1/accounts/{id}/climbs`. */
export const climbFilters = [
  query("discipline", { type: "string" }, "Also several, as `discipline[]`"),
  query("style", { type: "string" }, "Also several, as `style[]`"),
  query("indoor", { type: "boolean" }),
  query("crag", { type: "string" }, "A part of the name of the crag, its sector or its area"),
  query("route", { type: "string" }, "A part of the route's name"),
  query("since", date),
  query("until", date),
  query(
    "min_grade",
    { type: "string" },
    "In `grade_system`, or as it is recognised; of climbs graded on the same scale",
  ),
  query("max_grade", { type: "string" }),
  query("grade_system"),
];

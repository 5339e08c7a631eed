import { disciplines } from "../../../domain/climbs/climb.ts";
import { body, id, nullable, ok, operation, page, ref } from "./build.ts";
import { grade, readGrade } from "./grades.ts";

const query = (name: string, schema: object, description?: string) => ({
  name,
  in: "query",
  schema,
  ...(description === undefined ? {} : { description }),
});
const text = { type: "string" };
const offsets = ["limit", "offset"].map((name) => query(name, { type: "integer" }));
const listOf = (name: string) => ({ 200: ok({ type: "array", items: ref(name) }) });
const accounts = { 200: ok({ type: "array", items: { type: "object" } }, "Mastodon's Accounts") };
const radius = query("radius", { type: "number", default: 25 }, "Kilometres, at most 200");
const sort = query("sort", { enum: ["name", "grade", "ascents"], default: "name" });

const flag = { type: "boolean" };

const discoveryPaths = {
  "/api/v1/timelines/climbs": {
    get: operation(
      "Public posts with climbs, the newest first",
      { 200: ok({ type: "array", items: { type: "object" } }, "Mastodon's Statuses") },
      {
        parameters: [
          query("discipline", { enum: disciplines }),
          query("grade_min", text),
          query("grade_max", text),
          query("grade_system", text, "Of the two; read from their writing without it"),
          query("crag_id", text, "There and below"),
          query("area", text, "A name: there and below"),
          ...["indoor", "local", "remote"].map((name) => query(name, flag)),
          ...page,
        ],
      },
    ),
  },
  "/api/v1/trends/routes": {
    get: operation("The routes on which the most people were in the last seven days", listOf("TrendingRoute"), {
      parameters: offsets,
    }),
  },
  "/api/v1/climbs/leaderboard": {
    get: operation(
      "Who climbed most, among those who want to be discovered; 404 where the server has none",
      listOf("Place"),
      {
        parameters: [
          query("period", { enum: ["week", "month", "year"], default: "month" }, "The last 7, 30 or 365 days"),
          query(
            "by",
            { enum: ["points", "hardest", "days"], default: "points" },
            "points: the scores of the ten best routes led, each once, with 150 for an onsight and 100 for a flash (a grade band is 100). hardest: the hardest route led. days: days with an ascent",
          ),
          query("discipline", { enum: disciplines }, "sport unless given; for days any"),
          query("local", flag, "Of this server only"),
          ...offsets,
        ],
      },
    ),
  },
};

const mergePath = (name: "Route" | "Crag") => ({
  post: operation(
    "Make one of two: what hangs on it goes to another one (administrators, admin:write)",
    { 200: ok(ref(name)) },
    {
      parameters: [id()],
      ...body({ type: "object", required: ["into_id"], properties: { into_id: { type: "string" } } }),
    },
  ),
});

export const cataloguePaths = {
  ...discoveryPaths,
  "/api/v1/admin/routes/{id}/merge": mergePath("Route"),
  "/api/v1/admin/crags/{id}/merge": mergePath("Crag"),
  "/api/v1/crags": {
    get: operation("Places: by the beginnings of words, around a place, or the parts of one", listOf("Crag"), {
      parameters: [
        query("q", text, "The best match first"),
        query("near", text, "Latitude and longitude, such as 48.1,11.5; the nearest first"),
        radius,
        query("parent_id", text),
        ...offsets,
      ],
    }),
  },
  "/api/v1/crags/{id}": {
    get: operation("A place with its parts and counts", { 200: ok(ref("CragWithParts")) }, { parameters: [id()] }),
  },
  "/api/v1/crags/{id}/routes": {
    get: operation("Routes there and below; of a region of more than 1000 places its own ones", listOf("Route"), {
      parameters: [id(), sort, ...offsets],
    }),
  },
  "/api/v1/crags/{id}/climbs": {
    get: operation("What was climbed there and below, last logged first", listOf("Ascent"), {
      parameters: [id(), ...page],
    }),
  },
  "/api/v1/crags/{id}/climbers": {
    get: operation("Who climbed around there in the last year and wants to be found", accounts, {
      parameters: [id(), radius, ...offsets],
    }),
  },
  "/api/v1/routes": {
    get: operation("Routes by the beginnings of words, the best match first", listOf("Route"), {
      parameters: [query("q", text), query("crag_id", text, "There and below"), ...offsets],
    }),
  },
  "/api/v1/routes/{id}": {
    get: operation(
      "A route and what climbers say of it",
      { 200: ok(ref("RouteWithOpinions")) },
      { parameters: [id()] },
    ),
  },
  "/api/v1/routes/{id}/climbs": {
    get: operation("Who climbed it, here and on other servers, last logged first", listOf("Ascent"), {
      parameters: [id(), ...page],
    }),
  },
};

const kind = { enum: ["area", "crag", "sector", "gym"] };
const instant = { type: "string", format: "date-time" };
const uri = { type: "string", format: "uri" };
const crag = {
  id: text,
  url: { ...uri, description: "Its page" },
  kind,
  name: text,
  country: nullable("string"),
  parent_id: nullable("string"),
  ancestors: {
    type: "array",
    description: "What it is part of, the outermost first",
    items: {
      type: "object",
      required: ["id", "name", "kind", "country", "url"],
      properties: { id: text, name: text, kind, country: nullable("string"), url: uri },
    },
  },
  latitude: nullable("number"),
  longitude: nullable("number"),
  map_url: nullable("string", { format: "uri" }),
  external_id: nullable("string", { description: "Where imported data have it" }),
  created_at: instant,
  updated_at: instant,
};

export const catalogueSchemas = {
  Crag: {
    type: "object",
    required: Object.keys(crag),
    properties: { ...crag, distance_km: { type: "number", description: "From where was asked" } },
  },
  CragWithParts: {
    allOf: [
      ref("Crag"),
      {
        type: "object",
        required: ["children", "counts"],
        properties: {
          children: { type: "array", items: ref("Crag") },
          counts: {
            type: "object",
            description: "There and below; null for a region of more than 1000 places",
            required: ["children", "routes", "ascents", "climbers"],
            properties: {
              children: { type: "integer" },
              routes: nullable("integer"),
              ascents: nullable("integer"),
              climbers: nullable("integer"),
            },
          },
        },
      },
    ],
  },
  Route: {
    type: "object",
    required: ["id", "url", "name", "discipline", "grade", "crag", "ascents_count", "climbers_count"],
    properties: {
      id: text,
      url: { ...uri, description: "Its page; as `route_url` of a climb it names the route" },
      name: text,
      discipline: text,
      grade: { ...grade, description: "The guidebook's" },
      pitches: nullable("integer"),
      height_meters: nullable("number"),
      crag: { oneOf: [{ type: "null" }, ref("Crag")] },
      link: nullable("string", { format: "uri", description: "A page elsewhere" }),
      external_id: nullable("string"),
      ascents_count: { type: "integer", description: "Public ones" },
      climbers_count: { type: "integer" },
      created_at: instant,
      updated_at: instant,
    },
  },
  RouteWithOpinions: {
    allOf: [
      ref("Route"),
      {
        type: "object",
        required: ["community_grade", "stars", "followed_climbers", "own_climbs"],
        properties: {
          community_grade: {
            description: "The median of how hard climbers found it, else of the grades that they gave",
            oneOf: [
              { type: "null" },
              {
                allOf: [readGrade, { type: "object", required: ["count"], properties: { count: { type: "integer" } } }],
              },
            ],
          },
          stars: {
            type: "object",
            required: ["average", "count"],
            properties: { average: nullable("number"), count: { type: "integer" } },
          },
          followed_climbers: { type: "array", items: { type: "object" }, description: "Accounts that were up" },
          own_climbs: { type: "array", items: ref("Ascent") },
        },
      },
    ],
  },
  TrendingRoute: {
    allOf: [
      ref("Route"),
      {
        type: "object",
        required: ["trend"],
        properties: {
          trend: {
            type: "object",
            required: ["climbers_count", "climbs_count"],
            properties: { climbers_count: { type: "integer" }, climbs_count: { type: "integer" } },
          },
        },
      },
    ],
  },
  Place: {
    type: "object",
    required: ["rank", "value", "account", "climb"],
    properties: {
      rank: { type: "integer", description: "Those who are even share it" },
      value: { type: "number", description: "Points, the score of the grade, or days" },
      account: { type: "object", description: "Account" },
      climb: { description: "The hardest one", oneOf: [{ type: "null" }, ref("Ascent")] },
    },
  },
  Ascent: {
    allOf: [
      ref("Climb"),
      { type: "object", required: ["account"], properties: { account: { type: "object", description: "Account" } } },
    ],
  },
};

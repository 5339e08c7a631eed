import { sql } from "drizzle-orm";
import {
  boolean,
  index,
  instant,
  integer,
  primaryKey,
  real,
  sortedText,
  table,
  text,
  uniqueIndex,
} from "../dialect.ts";

/** A region, a crag in it, a part of that, or a hall. */
export type CragKind = "area" | "crag" | "sector" | "gym";

/** The catalogue's places as a tree: what logbook entries name, and what was imported from open data. */
export const crags = table(
  "crags",
  {
    id: sortedText("id").primaryKey(),
    /** What it is part of. Never itself or what is part of it. */
    parentId: sortedText("parent_id"),
    kind: text("kind").$type<CragKind>().notNull(),
    name: text("name").notNull(),
    country: text("country"),
    latitude: real("latitude"),
    longitude: real("longitude"),
    /** Where the imported data have it: `openbeta:<uuid>`, `osm:node/<id>`. */
    externalId: text("external_id"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    index("crags_parent")
      .on(t.parentId, t.id)
      .where(sql`parent_id is not null`),
    uniqueIndex("crags_external")
      .on(t.externalId)
      .where(sql`external_id is not null`),
    index("crags_place")
      .on(t.latitude, t.longitude)
      .where(sql`latitude is not null`),
  ],
);

/** What a crag is called, one row for each way to write it; merged ones bring theirs. */
export const cragNames = table(
  "crag_names",
  {
    cragId: sortedText("crag_id")
      .notNull()
      .references(() => crags.id, { onDelete: "cascade" }),
    /** Without case, accents, punctuation and word order: see `toNameKey`. */
    nameKey: sortedText("name_key").notNull(),
    /** Of the country, so that a name alone does not join two places; "" without one. */
    countryKey: sortedText("country_key").notNull(),
  },
  (t) => [primaryKey({ columns: [t.nameKey, t.countryKey, t.cragId] }), index("crag_names_crag").on(t.cragId)],
);

/** Routes and boulder problems of the catalogue. */
export const routes = table(
  "routes",
  {
    id: sortedText("id").primaryKey(),
    cragId: sortedText("crag_id")
      .notNull()
      .references(() => crags.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    discipline: text("discipline").notNull(),
    /** The guidebook's grade: of the imported data, else of the first entry that had one. */
    gradeSystem: text("grade_system"),
    gradeValue: text("grade_value"),
    gradeScore: real("grade_score"),
    pitches: integer("pitches"),
    heightMeters: real("height_meters"),
    /** The page by which entries may name it. */
    url: text("url"),
    externalId: text("external_id"),
    isImported: boolean("is_imported").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    index("routes_crag").on(t.cragId, t.id),
    index("routes_url")
      .on(t.url)
      .where(sql`url is not null`),
    uniqueIndex("routes_external")
      .on(t.externalId)
      .where(sql`external_id is not null`),
  ],
);

export const routeNames = table(
  "route_names",
  {
    routeId: sortedText("route_id")
      .notNull()
      .references(() => routes.id, { onDelete: "cascade" }),
    cragId: sortedText("crag_id")
      .notNull()
      .references(() => crags.id, { onDelete: "cascade" }),
    nameKey: sortedText("name_key").notNull(),
  },
  (t) => [primaryKey({ columns: [t.cragId, t.nameKey, t.routeId] }), index("route_names_route").on(t.routeId)],
);

/** The words of all names, for completion: a range over `word` finds what begins so. */
export const cragWords = table(
  "crag_words",
  {
    word: sortedText("word").notNull(),
    cragId: sortedText("crag_id")
      .notNull()
      .references(() => crags.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.word, t.cragId] }), index("crag_words_crag").on(t.cragId)],
);

export const routeWords = table(
  "route_words",
  {
    word: sortedText("word").notNull(),
    routeId: sortedText("route_id")
      .notNull()
      .references(() => routes.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.word, t.routeId] }), index("route_words_route").on(t.routeId)],
);

/** A crag or route that became part of another one: its addresses, links to it and later imports lead there. */
export const catalogueMerges = table(
  "catalogue_merges",
  {
    fromId: sortedText("from_id").primaryKey(),
    intoId: sortedText("into_id").notNull(),
    externalId: text("external_id"),
  },
  (t) => [
    index("catalogue_merges_into").on(t.intoId),
    uniqueIndex("catalogue_merges_external")
      .on(t.externalId)
      .where(sql`external_id is not null`),
  ],
);

import type { OwnFacts } from "../entry.ts";
import { coordinatePrecisions, visibilities } from "./topout-words.ts";
import { fromNamesCell, fromTextCell } from "./table-cells.ts";
import { blankClimb, countOf, gradeOf, textOrNull, webAddress, type Cell, type CsvFormat } from "./csv-format.ts";

/** The climbs of a Topout's logbook as a table; see `src/domain/exports`. */
export const topoutCsv: CsvFormat = {
  name: "topout-csv",
  title: "Topout's CSV",
  required: [["route_name"], ["climbed_on"], ["style"]],
  dayColumns: ["climbed_on"],
  usualOrder: null,
  read(told) {
    const cell: Cell = (...columns) => fromTextCell(told(...columns));
    return {
      climb: {
        ...blankClimb,
        routeName: cell("route_name"),
        routeUrl: webAddress(cell("route_url")),
        discipline: cell("discipline") || "sport",
        style: cell("style"),
        attempts: countOf(cell("attempts")),
        rating: countOf(cell("rating")),
        grade: gradeOf(cell("grade"), cell("grade_system") || undefined),
        perceivedGrade: gradeOf(cell("perceived_grade"), cell("perceived_grade_system") || undefined),
        locationName: textOrNull(cell("crag")),
        sector: textOrNull(cell("sector")),
        area: textOrNull(cell("area")),
        country: textOrNull(cell("country")),
        latitude: numberOf(cell("latitude")),
        longitude: numberOf(cell("longitude")),
        coordinatePrecision: coordinatePrecisions.find((known) => known === cell("coordinate_precision")) ?? "exact",
        isIndoor: flagOf(cell("indoor")),
        pitches: countOf(cell("pitches")),
        heightMeters: numberOf(cell("height_meters")),
        notes: cell("notes"),
        partners: fromNamesCell(cell("partners")),
      },
      asides: [],
      remarks: [],
      own: ownFactsOf(cell),
    };
  },
};

function ownFactsOf(cell: Cell): OwnFacts {
  return {
    id: textOrNull(cell("id")),
    visibility: visibilities.find((known) => known === cell("visibility")) ?? null,
    sessionRef: null,
    projectRef: null,
    importKey: textOrNull(cell("import_key")),
    createdAt: instantOf(cell("created_at")),
    updatedAt: instantOf(cell("updated_at")),
    partnerUris: [],
  };
}

/** Spreadsheets write both in the language of their country. */
const yes = new Set(["true", "yes", "1", "wahr", "vrai", "verdadero", "vero", "verdadeiro"]);
const no = new Set(["false", "no", "0", "falsch", "faux", "falso"]);

function flagOf(text: string): boolean | null {
  const word = text.toLowerCase();
  if (yes.has(word)) return true;
  return no.has(word) ? false : null;
}

function numberOf(text: string): number | null {
  const number = Number(text.replace(",", "."));
  return text === "" || Number.isNaN(number) ? null : number;
}

function instantOf(text: string): Date | null {
  const instant = new Date(text);
  return text === "" || Number.isNaN(instant.getTime()) ? null : instant;
}

import { stringify } from "csv-stringify/sync";
import type { Context } from "../../context.ts";
import type { Account } from "../accounts/account.ts";
import { toNamesCell, toTextCell } from "../imports/formats/table-cells.ts";
import { loadClimbs, mediaOf, partnersOf, type ClimbFacts } from "./climbs.ts";

type ExportContext = Pick<Context, "config" | "db">;

/** The climbs of a logbook as a table, page by page. Sessions, projects and goals are in the JSON alone. */
export async function* exportCsv({ config, db }: ExportContext, account: Account): AsyncGenerator<string> {
  // Spreadsheets take a text without a mark for their country's old letters.
  yield `\uFEFF${stringify([columns.map(([name]) => name)])}`;
  for await (const page of loadClimbs(db.read, account.id)) {
    yield stringify(page.map((facts) => columns.map(([, cellOf]) => shown(cellOf(facts, config)))));
  }
}

const shown = (cell: string | number | null) => (typeof cell === "string" ? toTextCell(cell) : cell);

const joinedUrls = (media: readonly { url: string }[]): string => media.map(({ url }) => url).join(" ");

type Column = readonly [string, (facts: ClimbFacts, config: Context["config"]) => string | number | null];

const columns: readonly Column[] = [
  ["route_name", ({ climb }) => climb.routeName],
  ["grade", ({ climb }) => climb.gradeValue],
  ["grade_system", ({ climb }) => climb.gradeSystem],
  ["style", ({ climb }) => climb.style],
  ["climbed_on", ({ climb }) => climb.climbedOn],
  ["discipline", ({ climb }) => climb.discipline],
  ["crag", ({ climb }) => climb.locationName],
  ["sector", ({ climb }) => climb.sector],
  ["area", ({ climb }) => climb.area],
  ["country", ({ climb }) => climb.country],
  ["latitude", ({ climb }) => climb.latitude],
  ["longitude", ({ climb }) => climb.longitude],
  ["coordinate_precision", ({ climb }) => climb.coordinatePrecision],
  ["attempts", ({ climb }) => climb.attempts],
  ["rating", ({ climb }) => climb.rating],
  ["perceived_grade", ({ climb }) => climb.perceivedGradeValue],
  ["perceived_grade_system", ({ climb }) => climb.perceivedGradeSystem],
  ["pitches", ({ climb }) => climb.pitches],
  ["height_meters", ({ climb }) => climb.heightMeters],
  ["indoor", ({ climb }) => (climb.isIndoor === null ? null : String(climb.isIndoor))],
  ["partners", ({ partners }, config) => toNamesCell(partnersOf(config, partners).map(({ name }) => name))],
  ["notes", ({ climb }) => climb.notes],
  ["route_url", ({ climb }) => climb.routeUrl],
  ["visibility", ({ climb }) => climb.visibility],
  ["post_url", ({ postUrl }) => postUrl],
  ["media_urls", ({ media }, config) => joinedUrls(mediaOf(config, media))],
  ["import_key", ({ climb }) => climb.importKey],
  ["id", ({ climb }) => climb.id],
  ["created_at", ({ climb }) => climb.createdAt.toISOString()],
  ["updated_at", ({ climb }) => climb.updatedAt.toISOString()],
];

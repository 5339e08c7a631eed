import { createHash } from "node:crypto";
import type { Context } from "../../context.ts";
import { findSessionsAfter } from "../../db/logbook-part-queries.ts";
import { zip, type ZipFile } from "../../lib/zip.ts";
import type { Account } from "../accounts/account.ts";
import { cldfSystems, ownFieldsOf, ownSessionFieldsOf } from "../imports/formats/cldf-own.ts";
import { companionsOf, loadClimbs, partnersOf, type ClimbFacts } from "./climbs.ts";
import { pagesOf } from "./pages.ts";

type ExportContext = Pick<Context, "clock" | "config" | "db">;

/**
 * Climbs and sessions in CrushLog's open format, a ZIP of JSON files: version 1 of
 * https://github.com/petrmac/crushlog-data-format-spec. What it has no field for is in its `customFields`.
 */
export const exportCldf = (ctx: ExportContext, account: Account): AsyncGenerator<Uint8Array> =>
  zip(filesOf(ctx, account));

async function* filesOf(ctx: ExportContext, account: Account): AsyncGenerator<ZipFile> {
  const hashes: Record<string, string> = {};
  const file = (name: string, rows: AsyncIterable<readonly object[]>): ZipFile => ({
    path: `${name}.json`,
    pieces: hashed(`${name}.json`, listOf(name, rows), hashes),
  });
  const catalogue = new Catalogue();
  // They name what the files after them hold.
  yield file("climbs", climbsOf(ctx, account.id, catalogue));
  yield file("sessions", sessionsOf(ctx, account.id, catalogue));
  yield file("locations", catalogue.locations.rows());
  yield file("sectors", catalogue.sectors.rows());
  yield file("routes", catalogue.routes.rows());
  const manifest = JSON.stringify({
    version: "1.0.0",
    format: "CLDF",
    creationDate: ctx.clock.now().toISOString(),
    appVersion: ctx.config.version,
    platform: "Web",
    source: "Topout",
    author: { name: account.username, website: account.uri },
  });
  yield { path: "manifest.json", pieces: hashed("manifest.json", only(manifest), hashes) };
  yield { path: "checksums.json", pieces: only(JSON.stringify({ algorithm: "SHA-256", files: hashes })) };
}

async function* only(text: string): AsyncGenerator<string> {
  yield text;
}

async function* hashed(path: string, pieces: AsyncIterable<string>, hashes: Record<string, string>) {
  const hash = createHash("sha256");
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
  hashes[path] = hash.digest("hex");
}

async function* listOf(name: string, pages: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  yield `{"${name}":[`;
  let separator = "\n";
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield separator + page.map((row) => JSON.stringify(row)).join(",\n");
    separator = ",\n";
  }
  yield "\n]}\n";
}

/** Rows that others name by their number: each is there once, and held until all of those are written. */
class Numbered {
  readonly #numbers = new Map<string, number>();

  of(row: object): number {
    const key = JSON.stringify(row);
    const number = this.#numbers.get(key) ?? this.#numbers.size + 1;
    this.#numbers.set(key, number);
    return number;
  }

  async *rows(): AsyncGenerator<object[]> {
    for (const [key, id] of this.#numbers) yield [{ id, ...JSON.parse(key) }];
  }
}

class Catalogue {
  readonly sessions = new Numbered();
  readonly locations = new Numbered();
  readonly sectors = new Numbered();
  readonly routes = new Numbered();
}

/** Leaves out what is not known: the format has no null. */
const told = (row: Record<string, unknown>): object =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined));

async function* climbsOf(ctx: ExportContext, accountId: string, catalogue: Catalogue): AsyncGenerator<object[]> {
  let id = 0;
  for await (const page of loadClimbs(ctx.db.read, accountId))
    yield page.map((facts) => told({ id: ++id, ...climbOf(ctx, facts, catalogue) }));
}

function climbOf({ config }: ExportContext, { climb, partners }: ClimbFacts, catalogue: Catalogue) {
  const type = climb.discipline === "boulder" ? "boulder" : "route";
  const isHeld = climb.style === "top-rope" || climb.discipline === "top-rope";
  const system = cldfSystems.find((known) => known === climb.gradeSystem);
  return {
    sessionId: climb.sessionId === null ? null : catalogue.sessions.of({ session: climb.sessionId }),
    routeId: routeOf(climb, type, catalogue),
    date: climb.climbedOn,
    routeName: climb.routeName,
    grades: system === undefined ? null : { system, grade: climb.gradeValue },
    type,
    finishType: finishOf(climb.style, type),
    attempts: climb.attempts,
    isRepeat: climb.style === "repeat" ? true : null,
    belayType: type === "boulder" ? null : isHeld ? "topRope" : "lead",
    height: climb.heightMeters,
    rating: climb.rating,
    notes: climb.notes === "" ? null : climb.notes,
    isIndoor: climb.isIndoor,
    partners: partners.length === 0 ? null : partnersOf(config, partners).map(({ name }) => name),
    customFields: { topout: ownFieldsOf(climb) },
  };
}

/** Where it is, told by its route, as a climb has no place of its own there. */
function routeOf(climb: ClimbFacts["climb"], routeType: string, { locations, sectors, routes }: Catalogue) {
  if (climb.locationName === null) return null;
  const { latitude, longitude } = climb;
  const coordinates = latitude === null || longitude === null ? null : { latitude, longitude };
  const location = { name: climb.locationName, country: climb.country, state: climb.area, coordinates };
  const locationId = locations.of(told({ ...location, isIndoor: climb.isIndoor ?? false }));
  const sectorId = climb.sector === null ? null : sectors.of({ locationId, name: climb.sector });
  return routes.of(told({ locationId, sectorId, name: climb.routeName, routeType }));
}

const finishes: Readonly<Record<string, readonly [boulder: string, route: string]>> = {
  onsight: ["flash", "onsight"],
  flash: ["flash", "flash"],
  repeat: ["repeat", "repeat"],
  project: ["project", "project"],
  attempt: ["attempt", "attempt"],
  hangdog: ["attempt", "attempt"],
};

function finishOf(style: string, type: "boulder" | "route"): string {
  const [boulder, route] = finishes[style] ?? ["top", "redpoint"];
  return type === "boulder" ? boulder : route;
}

async function* sessionsOf({ db, config }: ExportContext, accountId: string, { sessions }: Catalogue) {
  for await (const page of pagesOf((afterId, limit) => findSessionsAfter(db.read, accountId, afterId, limit))) {
    const companions = await companionsOf(db.read, config, page);
    yield page.map((session) =>
      told({
        id: sessions.of({ session: session.id }),
        date: session.day,
        location: session.locationName,
        isIndoor: session.isIndoor,
        partners: companions.get(session.id)?.map(({ name }) => name),
        notes: session.notes === "" ? null : session.notes,
        customFields: { topout: ownSessionFieldsOf(session) },
      }),
    );
  }
}

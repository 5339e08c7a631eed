import {
  blankClimb,
  countOf,
  foreignStyle,
  gradeOf,
  metersOf,
  namesOf,
  readGrade,
  said,
  styleAside,
  textOrNull,
  webAddress,
  type CsvFormat,
  type StyleRead,
} from "./csv-format.ts";

/** theCrag's logbook: "Export logbook as CSV", or `/climber/<name>/logbook-csv`. */
export const theCrag: CsvFormat = {
  name: "thecrag",
  title: "theCrag",
  required: [["Route Name", "Route"], ["Ascent Type"], ["Ascent Date"]],
  dayColumns: ["Ascent Date"],
  usualOrder: null,
  read(cell) {
    const type = cell("Ascent Type");
    if (noAscents.has(keyOf(type))) return `"${type}" marks a route and is no ascent`;
    const [routeGear, gear] = [cell("Route Gear Style"), cell("Ascent Gear Style")];
    const style = readStyle(type, gear);
    const discipline = disciplineOf(keyOf(type), keyOf(routeGear), keyOf(gear));
    const country = cell("Country");
    const [routeGrade, ascentGrade] = [cell("Route Grade"), cell("Ascent Grade")];
    const { grade, aside } = readGrade(routeGrade || ascentGrade, discipline, (part) =>
      systemOf(part, country, discipline),
    );
    return {
      climb: {
        ...blankClimb,
        routeName: cell("Route Name", "Route"),
        routeUrl: webAddress(cell("Route Link")),
        discipline,
        style: style.style,
        attempts: countOf(cell("Shot")),
        rating: ratingOf(cell("Quality")),
        grade,
        perceivedGrade:
          routeGrade === ascentGrade || routeGrade === ""
            ? null
            : gradeOf(ascentGrade, systemOf(ascentGrade, country, discipline)),
        ...readPlace(cell("Crag Name"), cell("Crag Path")),
        country: textOrNull(country),
        heightMeters: metersOf(cell("Ascent Height")) ?? metersOf(cell("Route Height")),
        notes: cell("Comment"),
        partners: namesOf(cell("With"), /,/),
      },
      asides: said(style.aside, aside),
      remarks: said(style.remark),
    };
  },
};

/** The words of its tick types were joined and parted over the years: "Red point", "Redpoint". */
const keyOf = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, "");

const noAscents = new Set(["mark", "target", "hit"]);

/** What the logbook has the same word for. */
const sameStyles: Readonly<Record<string, string>> = {
  onsight: "onsight",
  flash: "flash",
  redpoint: "redpoint",
  pinkpoint: "pinkpoint",
  send: "redpoint",
  clean: "redpoint",
  lead: "redpoint",
  deepwatersolo: "redpoint",
  viaferrata: "redpoint",
  repeat: "repeat",
  hangdog: "hangdog",
  dog: "hangdog",
  attempt: "attempt",
  toprope: "top-rope",
  topropeclean: "top-rope",
};

/** What it has a word for that tells less. */
const nearStyles: Readonly<Record<string, string>> = {
  tick: "redpoint",
  groundupredpoint: "redpoint",
  greenpoint: "redpoint",
  greenpointflash: "flash",
  greenpointonsight: "onsight",
  solo: "redpoint",
  onsightsolo: "onsight",
  leadsolo: "redpoint",
  ropedsolo: "redpoint",
  aid: "redpoint",
  aidsolo: "redpoint",
  firstascent: "redpoint",
  firstfreeascent: "redpoint",
  allfreewithrest: "hangdog",
  dab: "attempt",
  working: "attempt",
  retreat: "attempt",
  second: "top-rope",
  secondclean: "top-rope",
  secondonsight: "top-rope",
  secondflash: "top-rope",
  secondwithrest: "hangdog",
  secondattempt: "attempt",
  topropeonsight: "top-rope",
  topropeflash: "top-rope",
  topropewithrest: "hangdog",
  topropeattempt: "attempt",
};

function readStyle(type: string, gear: string): StyleRead {
  // An ascent without a type is one.
  if (type === "") return { style: "redpoint" };
  const key = keyOf(type);
  const same = sameStyles[key];
  const style = same ?? nearStyles[key];
  if (style === undefined) return foreignStyle(type);
  const gearKey = keyOf(gear);
  const isHeld = gearKey === "toprope" || gearKey === "second";
  const aside = gearKey === "freesolo" ? styleAside(`${type}, free solo`) : styleAside(type);
  if (!isHeld) return same !== undefined && gearKey !== "freesolo" ? { style } : { style, aside };
  // On a rope from above every clean ascent is one on top rope.
  const held = style === "hangdog" || style === "attempt" ? style : "top-rope";
  const tellsMore = gearKey === "second" || !["clean", "toprope", "topropeclean", "attempt"].includes(key);
  return tellsMore ? { style: held, aside: styleAside(`${type}, ${gear.toLowerCase()}`) } : { style: held };
}

const disciplineByGear: Readonly<Record<string, string>> = {
  sport: "sport",
  sportive: "sport",
  trad: "trad",
  // Bolts and own gear on one route.
  mixedtrad: "trad",
  boulder: "boulder",
  toprope: "top-rope",
  alpine: "alpine",
  ice: "ice",
  mixed: "mixed",
  aid: "aid",
  deepwatersolo: "deep-water-solo",
  viaferrata: "via-ferrata",
};

/** What the route is, not how it was climbed this time. */
function disciplineOf(type: string, routeGear: string, gear: string): string {
  return disciplineByGear[routeGear] ?? disciplineByGear[gear] ?? disciplineByGear[type] ?? "sport";
}

const qualities: readonly (readonly string[])[] = [
  ["dontbother", "crap"],
  ["average"],
  ["good"],
  ["verygood"],
  ["classic", "megaclassic"],
];

function ratingOf(quality: string): number | null {
  if (/^\*+$/.test(quality)) return Math.min(quality.length, 5);
  const index = qualities.findIndex((words) => words.includes(keyOf(quality)));
  return index === -1 ? null : index + 1;
}

/** The path goes from the crag, or from above it, to where the route is. */
function readPlace(crag: string, path: string) {
  const parts = namesOf(path, / - | > /);
  const narrowest = parts.at(-1) ?? "";
  return {
    locationName: textOrNull(crag) ?? textOrNull(narrowest),
    sector: crag === "" || narrowest === crag ? null : textOrNull(narrowest),
  };
}

const ewbankCountries = new Set(["Australia", "New Zealand", "South Africa"]);
const uiaaCountries = new Set([
  "Austria",
  "Bulgaria",
  "Czech Republic",
  "Czechia",
  "Denmark",
  "Germany",
  "Hungary",
  "Montenegro",
  "Slovakia",
]);
/** Where UIAA and French end, so that a number above it is one of Ewbank's wherever it stands. */
const hardestOfUiaa = 12;

/** The export does not name the system of a grade; numbers alone mean what they mean in that country. */
function systemOf(grade: string, country: string, discipline: string): string | undefined {
  const [, number = "", sign = ""] = /^(\d{1,2})(?:\/\d{1,2})?([+-]?)$/.exec(grade) ?? [];
  if (discipline === "boulder" || number === "") return undefined;
  if (ewbankCountries.has(country) || (sign === "" && Number(number) > hardestOfUiaa)) return "ewbank";
  if (uiaaCountries.has(country)) return "uiaa";
  if (country === "Norway") return "norwegian";
  return /^[1-9]\+?$/.test(grade) ? "french" : undefined;
}

import {
  blankClimb,
  countOf,
  feetToMeters,
  foreignStyle,
  placesJoined,
  readGrade,
  said,
  styleAside,
  textOrNull,
  webAddress,
  type CsvFormat,
  type StyleRead,
} from "./csv-format.ts";

/** The ticks of Mountain Project: `/user/<id>/<name>/tick-export`. */
export const mountainProject: CsvFormat = {
  name: "mountain-project",
  title: "Mountain Project",
  required: [["Date"], ["Route"], ["Rating"], ["Style"], ["Lead Style"]],
  dayColumns: ["Date"],
  usualOrder: "month-first",
  read(cell) {
    const rating = unspoilt(cell("Rating"), cell("Rating Code"));
    const discipline = disciplineOf(cell("Route Type"), rating);
    const { grade, aside } = readGrade(rating, discipline);
    const style = readStyle(cell("Style"), cell("Lead Style"));
    const feet = countOf(cell("Length"));
    const stars = countOf(cell("Your Stars"), 0);
    return {
      climb: {
        ...blankClimb,
        routeName: cell("Route"),
        routeUrl: webAddress(cell("URL")),
        discipline,
        style: style.style,
        // From a bomb, which has none, to a classic, which has four.
        rating: stars === null ? null : Math.min(stars + 1, 5),
        grade,
        perceivedGrade: readGrade(cell("Your Rating"), discipline).grade,
        ...readLocation(cell("Location")),
        pitches: countOf(cell("Pitches")),
        heightMeters: feet === null ? null : feetToMeters(feet),
        notes: cell("Notes"),
      },
      asides: said(style.aside, aside),
      remarks: said(style.remark),
    };
  },
};

const disciplineByType: readonly (readonly [RegExp, string])[] = [
  [/boulder/i, "boulder"],
  [/\bice\b/i, "ice"],
  [/mixed/i, "mixed"],
  [/\baid\b/i, "aid"],
  [/alpine|snow/i, "alpine"],
  [/trad/i, "trad"],
  [/sport/i, "sport"],
  [/\btr\b/i, "top-rope"],
];

/** A route has several types; the one that tells most of it counts. */
function disciplineOf(type: string, rating: string): string {
  const known = disciplineByType.find(([pattern]) => pattern.test(type))?.[1];
  if (known !== undefined) return known;
  return /^V\d|^V-easy/i.test(rating) ? "boulder" : /^WI|^AI/i.test(rating) ? "ice" : "sport";
}

/** A real 5.1 has a code below that of 5.8, which is 1800. */
const hardCode = 1_800;

/** Spreadsheets make a number of 5.10, and 5.1 of that: the code of the rating knows better. */
const unspoilt = (rating: string, code: string): string =>
  rating === "5.1" && Number(code) > hardCode ? "5.10" : rating;

const leadStyles: Readonly<Record<string, string>> = {
  onsight: "onsight",
  flash: "flash",
  redpoint: "redpoint",
  pinkpoint: "pinkpoint",
  "fell/hung": "hangdog",
  "": "redpoint",
};

const otherStyles: Readonly<Record<string, StyleRead>> = {
  // A tick alone says that it was climbed.
  "": { style: "redpoint" },
  send: { style: "redpoint" },
  flash: { style: "flash" },
  attempt: { style: "attempt" },
  tr: { style: "top-rope" },
  follow: { style: "top-rope", aside: styleAside("Follow") },
  solo: { style: "redpoint", aside: styleAside("Solo") },
};

function readStyle(style: string, leadStyle: string): StyleRead {
  const key = style.toLowerCase();
  const lead = leadStyles[leadStyle.toLowerCase()];
  if (key === "lead" || (key === "" && leadStyle !== "")) return lead ? { style: lead } : foreignStyle(leadStyle);
  return otherStyles[key] ?? foreignStyle(style);
}

/** `Colorado > Golden > Clear Creek Canyon > The Sports Wall`, or `International > Europe > Spain > ...`. */
function readLocation(location: string) {
  const parts = location
    .split(">")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const isAbroad = parts[0] === "International";
  // Without its continent.
  const country = parts.length === 0 ? null : isAbroad ? (parts[2] ?? null) : "United States";
  const within = isAbroad ? parts.slice(3) : parts;
  const crag = within.at(within.length > 2 ? -2 : -1);
  return {
    locationName: crag ?? country,
    sector: within.length > 2 ? textOrNull(within.at(-1) ?? "") : null,
    area: placesJoined(within.length > 2 ? within.slice(0, -2) : within.slice(0, -1)),
    country,
  };
}

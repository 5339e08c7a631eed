import { decodeEntities } from "../../../lib/text/decode-entities.ts";
import {
  blankClimb,
  columnKey,
  countOf,
  foreignStyle,
  gradeOf,
  namesOf,
  placesJoined,
  said,
  styleAside,
  textOrNull,
  type CsvFormat,
  type StyleRead,
} from "./csv-format.ts";

/** UKClimbing's logbook in DLOG's form, of which there is an older one with fewer columns. */
export const ukClimbing: CsvFormat = {
  name: "ukclimbing",
  title: "UKClimbing (DLOG)",
  required: [["Name", "Climb name"], ["Grade"], ["Style"], ["Date"], ["Crag", "Crag name"]],
  dayColumns: ["Date"],
  usualOrder: "day-first",
  read(told) {
    const cell = (...columns: readonly string[]): string => decodeEntities(told(...columns)).trim();
    const type = cell("Type");
    if (noClimbs.has(columnKey(type))) return `"${type}" is no climb`;
    const written = cell("Style").replace("Î²", "β");
    const style = readStyle(written);
    // Stars of the guidebook stand behind the grade. The look-behind keeps this linear, as in `htmlToText`.
    const grade = cell("Grade")
      .replace(/(?<!\s)\s*\*{1,3}$/, "")
      .replace(/^-$/, "");
    const discipline = written.startsWith("DWS") ? "deep-water-solo" : disciplineOf(type, grade);
    const country = cell("Country");
    return {
      climb: {
        ...blankClimb,
        routeName: cell("Name", "Climb name"),
        discipline,
        style: style.style,
        grade: gradeOf(grade, systemOf(grade, discipline)),
        locationName: textOrNull(cell("Crag", "Crag name")),
        area: placesJoined([cell("Region"), cell("County")].filter((place) => place !== country)),
        country: textOrNull(country),
        pitches: countOf(cell("Pitches")),
        notes: cell("Notes"),
        partners: namesOf(cell("Partner(s)", "Partner(empty)", "Partner", "Partners"), /,|;|&| and /),
      },
      asides: said(style.aside),
      remarks: said(style.remark),
    };
  },
};

const noClimbs = new Set(["hill", "hills", "summit", "summits", "hillwalking", "walk", "walking"]);

/** How it ended, for whoever went first. */
const endings: Readonly<Record<string, string>> = {
  "o/s": "onsight",
  β: "flash",
  flash: "flash",
  rp: "redpoint",
  x: "redpoint",
  "": "redpoint",
  "g/u": "redpoint",
  rpt: "repeat",
  dog: "hangdog",
  dnf: "attempt",
};

const firstWords = new Set(["lead", "sent", "altld", "altlead", "solo", "dws"]);
const heldWords = new Set(["2nd", "tr"]);

/** `Lead O/S`, `2nd β`, `Sent x`: who went first, and how it ended. */
function readStyle(written: string): StyleRead {
  if (written === "" || written === "-") return { style: "redpoint" };
  const [who = "", how = ""] = written.toLowerCase().split(/\s+/);
  // In older logbooks how it ended may stand alone.
  if (how === "" && who in endings) return { style: endings[who] ?? "redpoint" };
  const ending = endings[how];
  if (ending === undefined || !(firstWords.has(who) || heldWords.has(who))) return foreignStyle(written);
  const style = heldWords.has(who) && ending !== "hangdog" && ending !== "attempt" ? "top-rope" : ending;
  const isPlain = (who === "lead" || who === "sent" || who === "dws") && how !== "g/u";
  return isPlain || written === "TR" ? { style } : { style, aside: styleAside(written) };
}

const disciplineByType: Readonly<Record<string, string>> = {
  trad: "trad",
  sport: "sport",
  bouldering: "boulder",
  boulder: "boulder",
  toprope: "top-rope",
  winter: "mixed",
  mixed: "mixed",
  ice: "ice",
  aid: "aid",
  alpine: "alpine",
  scrambling: "alpine",
  scramble: "alpine",
  dws: "deep-water-solo",
  deepwatersolo: "deep-water-solo",
  viaferrata: "via-ferrata",
};

/** The older form has no types; there the writing of the grade tells. */
function disciplineOf(type: string, grade: string): string {
  const known = disciplineByType[columnKey(type)];
  if (known !== undefined) return known;
  if (/^f\d|^V\d/i.test(grade)) return "boulder";
  return /^(M|D|VD|HVD|S|HS|MVS|VS|HVS|E\d)/.test(grade) ? "trad" : "sport";
}

function systemOf(grade: string, discipline: string): string | undefined {
  if (discipline === "boulder" && /^f?\d[abc]?\+?$/i.test(grade)) return "font";
  // Moderate and Difficult are letters that mean something else elsewhere.
  if (discipline === "trad" && /^[MD]$/.test(grade)) return "british";
  return discipline === "sport" && /^F?\d[abc]?\+?$/.test(grade) ? "french" : undefined;
}

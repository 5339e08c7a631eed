import {
  blankClimb,
  countOf,
  foreignStyle,
  gradeOf,
  metersOf,
  said,
  textOrNull,
  type Cell,
  type CsvFormat,
  type StyleRead,
} from "./csv-format.ts";

/** The ascents of 8a.nu and Vertical-Life: "Export CSV" in the settings. */
export const eightA: CsvFormat = {
  name: "8a",
  title: "8a.nu / Vertical-Life",
  required: [["route_boulder"], ["name"], ["date"], ["type"], ["difficulty"]],
  dayColumns: ["date"],
  usualOrder: null,
  read(told) {
    // It writes "null" where it knows nothing.
    const cell: Cell = (...columns) => columns.map((column) => told(column)).find((text) => !isNothing(text)) ?? "";
    const kind = cell("route_boulder").toUpperCase();
    const isBoulder = kind.startsWith("BOULDER");
    const style = readStyle(cell("type"), cell("project") === "1");
    const isFirstGo = style.style === "onsight" || style.style === "flash";
    const isSecondGo = /\b(second|2nd)/i.test(cell("sub_type"));
    const sector = cell("sector_name");
    const hardness = cell("perceived_hardness");
    const repeats = countOf(cell("repeats"));
    return {
      climb: {
        ...blankClimb,
        routeName: cell("name"),
        discipline: isBoulder ? "boulder" : "sport",
        style: style.style,
        attempts: countOf(cell("tries", "attempts")) ?? (isFirstGo ? 1 : isSecondGo ? 2 : null),
        rating: countOf(cell("rating")),
        grade: gradeOf(cell("difficulty"), systemOf(cell("difficulty"), isBoulder)),
        locationName: textOrNull(cell("location_name")),
        sector: /^unknown sector$/i.test(sector) ? null : textOrNull(sector),
        area: textOrNull(cell("area_name")),
        country: textOrNull(cell("country_code").toUpperCase()),
        heightMeters: metersOf(cell("height")),
        notes: cell("comment"),
      },
      asides: said(
        style.aside,
        cell("sub_type") && `Ascent: ${cell("sub_type")}`,
        hardness && `For its grade: ${hardness}`,
        cell("sits") === "1" && "Sit start",
        repeats !== null && `Repeats: ${repeats}`,
      ),
      remarks: said(
        style.remark,
        kind !== "" && !isBoulder && kind !== "ROUTE" && `"${kind}" is taken for a sport route`,
      ),
    };
  },
};

const isNothing = (text: string): boolean => text === "" || text.toLowerCase() === "null";

const styleByType: Readonly<Record<string, string>> = {
  os: "onsight",
  onsight: "onsight",
  f: "flash",
  fl: "flash",
  flash: "flash",
  rp: "redpoint",
  redpoint: "redpoint",
  pp: "pinkpoint",
  tr: "top-rope",
  toprope: "top-rope",
  // A go at it that did not end at the top.
  go: "attempt",
  attempt: "attempt",
  project: "project",
};

/** What is marked as a project has not been sent, whatever its type says. */
function readStyle(type: string, isProject: boolean): StyleRead {
  const style = type === "" ? "redpoint" : styleByType[type.toLowerCase().replace(/[^a-z]/g, "")];
  if (!isProject) return style === undefined ? foreignStyle(type) : { style };
  if (style === "attempt" || style === "project") return { style };
  return { style: "project", remark: "It is marked as a project there, and taken for one that has not been sent" };
}

/** Its grades are French ones and Fontainebleau's, of which it writes the second small at times. */
function systemOf(grade: string, isBoulder: boolean): string | undefined {
  if (!/^[1-9][abc]?\+?$/i.test(grade)) return undefined;
  return isBoulder ? "font" : "french";
}

// The package has types, but its `exports` hide them.
declare module "@openbeta/sandbag" {
  type Scale =
    | "vscale"
    | "font"
    | "yds"
    | "french"
    | "uiaa"
    | "ewbank"
    | "saxon"
    | "norwegian"
    | "brazilian_crux"
    | "wi"
    | "ai"
    | "aid";
  export function getScale(scale: Scale): { grades: readonly string[] } | null;
  export function convertGrade(grade: string, from: Scale, to: Scale): string;
}

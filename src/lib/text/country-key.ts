import { toNameKey } from "./name-key.ts";

/** The languages in which climbers write the names of countries. */
const languages = [
  "en",
  "de",
  "fr",
  "es",
  "it",
  "pt",
  "nl",
  "pl",
  "cs",
  "sl",
  "sv",
  "nb",
  "da",
  "fi",
  "hu",
  "el",
  "ja",
];
const aliases: Readonly<Record<string, string>> = {
  usa: "us",
  "united states of america": "us",
  uk: "gb",
  "great britain": "gb",
  england: "gb",
  scotland: "gb",
  wales: "gb",
  "northern ireland": "gb",
  "czech republic": "cz",
  holland: "nl",
};

let known: ReadonlyMap<string, string> | undefined;

/**
 * A country as it is compared: its code of two letters however it is called, else what `toNameKey` makes of it. "" for
 * none.
 */
export function toCountryKey(country: string | null): string {
  const key = country === null ? "" : toNameKey(country);
  // Reading all the names takes a while; most write the code.
  if (/^[a-z]{2}$/.test(key)) return aliases[key] ?? key;
  known ??= readNames();
  return known.get(key) ?? key;
}

function readNames(): Map<string, string> {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index));
  const pairs = letters.flatMap((first) => letters.map((second) => first + second));
  const names = new Map<string, string>();
  for (const language of languages) {
    const regions = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
    for (const code of pairs) {
      const name = regions.of(code.toUpperCase());
      // Former codes, such as DD, are those of today.
      const today = new Intl.Locale(`und-${code}`).region?.toLowerCase() ?? code;
      if (name !== undefined && !names.has(toNameKey(name))) names.set(toNameKey(name), today);
    }
  }
  for (const [name, code] of Object.entries(aliases)) names.set(toNameKey(name), code);
  return names;
}

/** What a spreadsheet takes for the beginning of a formula, behind any marks of ours. */
const looksLikeFormula = /^'*[=+\-@\t\r]/;

/** A text for a table that spreadsheets open: names and notes of others are not to be run as formulas. */
export const toTextCell = (text: string): string => (looksLikeFormula.test(text) ? `'${text}` : text);

/** Takes the mark of `toTextCell` away. */
export const fromTextCell = (cell: string): string =>
  cell.startsWith("'") && looksLikeFormula.test(cell) ? cell.slice(1) : cell;

/** Names as one cell, parted by semicolons; those that they have themselves stand behind a backslash. */
export const toNamesCell = (names: readonly string[]): string =>
  names.map((name) => name.replace(/[\\;]/g, "\\$&")).join("; ");

export function fromNamesCell(cell: string): string[] {
  const names = cell.match(/(?:\\[\\;]|[^;])+/g) ?? [];
  return names.map((name) => name.replace(/\\([\\;])/g, "$1").trim()).filter((name) => name !== "");
}

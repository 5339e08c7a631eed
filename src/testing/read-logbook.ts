import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileLine, FormatName, LogbookClimb } from "../domain/imports/entry.ts";
import { openLogbook, type OpenLogbook } from "../domain/imports/open-logbook.ts";

const today = "2026-05-20";

interface ReadFile {
  readonly file: OpenLogbook;
  readonly lines: readonly FileLine[];
}

/** Takes a logbook apart, without a server. */
export async function readLogbook(content: string | Uint8Array, asked: FormatName | null = null): Promise<ReadFile> {
  const dir = await mkdtemp(join(tmpdir(), "topout-logbook-"));
  try {
    await writeFile(join(dir, "logbook"), content);
    const file = await openLogbook(join(dir, "logbook"), asked, today);
    return { file, lines: await Array.fromAsync(file.lines()) };
  } finally {
    await rm(dir, { recursive: true });
  }
}

export function climbOf({ lines }: ReadFile, routeName: string): LogbookClimb["climb"] {
  for (const { reading } of lines) {
    if (reading.kind !== "entry" || reading.entry.kind !== "climb") continue;
    if (reading.entry.climb.routeName === routeName) return reading.entry.climb;
  }
  throw new Error(`No ${routeName} in ${JSON.stringify(lines)}`);
}

export const reasonsOf = ({ lines }: ReadFile) =>
  lines.flatMap(({ line, reading }) => (reading.kind === "refused" ? [[line, reading.reason]] : []));
export const remarksOf = ({ lines }: ReadFile) =>
  lines.flatMap(({ line, reading }) => (reading.kind === "entry" ? reading.remarks.map((said) => [line, said]) : []));

export const daysOf = ({ lines }: ReadFile) =>
  lines.map(({ reading }) =>
    reading.kind === "entry" && reading.entry.kind === "climb" ? reading.entry.climb.climbedOn : null,
  );

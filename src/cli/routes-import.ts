import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { importCatalogue, type ImportCounts } from "../domain/catalogue/import/import.ts";
import type { FaultEntry } from "../domain/catalogue/import/entries.ts";
import { UsageError } from "./usage-error.ts";
import { withContext } from "./with-context.ts";

const entriesPerLine = 5_000;
const mostFaults = 100;

export function addRoutesImport(parent: Command): void {
  parent
    .command("import")
    .description(
      "Read crags and routes of OpenBeta (JSON) or OpenStreetMap (Overpass JSON, GeoJSON, XML), also gzipped, into the catalogue. Again, it brings them up to date.",
    )
    .argument("<file>")
    .option("--country <name>", "where the places are, when the file does not tell it")
    .action(async (file: string, { country = null }: { country?: string | null }) => {
      const path = resolve(file);
      if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
        throw new UsageError(`There is no file ${path}.`);
      const counts = await withContext((ctx) =>
        importCatalogue(ctx, path, { country, onProgress: showProgress(), onFault: showFaults() }),
      );
      console.log(describe(counts));
      if (total(counts) === 0) throw new UsageError("There are no crags or routes of OpenBeta or OpenStreetMap in it.");
    });
}

const total = ({ crags, routes }: ImportCounts): number =>
  [crags, routes].reduce((sum, { created, changed, same }) => sum + created + changed + same, 0);

/** Now and then a line on standard error. */
function showProgress(): (counts: ImportCounts) => void {
  let told = 0;
  return (counts) => {
    if (total(counts) - told < entriesPerLine) return;
    told = total(counts);
    console.error(`${told} entries`);
  };
}

function showFaults(): (fault: FaultEntry) => void {
  let count = 0;
  return ({ line, reason }) => {
    if (++count <= mostFaults) console.error(line === null ? `${reason}.` : `Line ${line} ${reason}.`);
    else if (count === mostFaults + 1) console.error("There is more that could not be read.");
  };
}

function describe({ crags, routes, faults }: ImportCounts): string {
  const tell = (what: string, { created, changed, same }: ImportCounts["crags"]): string =>
    `${what}: ${created} added, ${changed} changed, ${same} as they were.`;
  const left = faults === 0 ? [] : [`${faults} could not be read.`];
  return [tell("Crags", crags), tell("Routes", routes), ...left].join("\n");
}

import type { Context } from "../../../context.ts";
import { findCragsByExternalIds, type Crag } from "../../../db/crag-queries.ts";
import type { Writer } from "../../../db/database.ts";
import { insertJobs } from "../../../db/job-queries.ts";
import { findRoutesByExternalIds } from "../../../db/route-queries.ts";
import { splitJson } from "../../../lib/json-stream.ts";
import { tieClimbsJobType } from "../tie-earlier.ts";
import type { Entry, FaultEntry } from "./entries.ts";
import { openText } from "./open-text.ts";
import { openBetaLists, readOpenBeta } from "./openbeta.ts";
import { osmLists, readOsmJson, readOsmXml } from "./osm-elements.ts";
import { readOsm } from "./osm.ts";
import { writeCrag, writeRoute, type Outcome } from "./write-entry.ts";

export interface ImportCounts {
  crags: Record<Outcome, number>;
  routes: Record<Outcome, number>;
  faults: number;
}

export interface ImportOptions {
  /** Where the file does not tell it. */
  readonly country: string | null;
  readonly onProgress: (counts: ImportCounts) => void;
  readonly onFault: (fault: FaultEntry) => void;
}

/** So many entries are written at once: the only writer of SQLite is free in between. */
const batchLength = 200;
type Io = Pick<Context, "db" | "clock" | "wakeWorker">;

/**
 * Reads crags and routes of OpenBeta or OpenStreetMap into the catalogue. What was read before is brought up to date; a
 * line that cannot be read is told and left out. Entries that had no route may have one now.
 */
export async function importCatalogue(ctx: Io, path: string, options: ImportOptions): Promise<ImportCounts> {
  const none = () => ({ created: 0, changed: 0, same: 0 });
  const counts: ImportCounts = { crags: none(), routes: none(), faults: 0 };
  let batch: Entry[] = [];
  const flush = async () => {
    await writeBatch(ctx, batch, counts, options);
    batch = [];
    options.onProgress(counts);
  };
  for await (const entry of await readEntries(path, options.country)) {
    if (batch.push(entry) >= batchLength) await flush();
  }
  await flush();
  await ctx.db.write(async (tx) => {
    const now = ctx.clock.now();
    const [type, uniqueKey] = [tieClimbsJobType, tieClimbsJobType];
    await insertJobs(tx, [{ type, payload: {}, lane: "background", uniqueKey, runAt: now, createdAt: now }]);
    tx.afterCommit(ctx.wakeWorker);
  });
  return counts;
}

const headLength = 65_536;

/** What a file is, is told by how it begins. */
async function readEntries(path: string, country: string | null): Promise<AsyncIterable<Entry>> {
  const open = await openText(path);
  let head = "";
  for await (const chunk of open()) {
    head += chunk;
    if (head.length >= headLength) break;
  }
  head = head.replace(/^\ufeff/, "");
  if (/^\s*</.test(head)) return readOsm(() => readOsmXml(open()), country);
  const isOsm = /"FeatureCollection"|"elements"\s*:\s*\[|^\s*\[\s*\{\s*"type"\s*:\s*"(node|way|relation|Feature)"/.test(
    head,
  );
  if (isOsm) return readOsm(() => readOsmJson(splitJson(open(), osmLists)), country);
  return readOpenBeta(splitJson(open(), openBetaLists));
}

async function writeBatch(
  ctx: Io,
  batch: readonly Entry[],
  counts: ImportCounts,
  { onFault }: ImportOptions,
): Promise<void> {
  const faults = batch.filter((entry) => entry.kind === "fault");
  // It may run twice: nothing is counted before it is committed.
  const written = await ctx.db.write((tx) => writeEntries(ctx, tx, batch));
  for (const { kind, outcome } of written.outcomes) counts[kind][outcome]++;
  for (const fault of [...faults, ...written.faults]) {
    counts.faults++;
    onFault(fault);
  }
}

async function writeEntries(ctx: Io, tx: Writer, batch: readonly Entry[]) {
  const cragIds = batch.flatMap((entry) =>
    entry.kind === "crag"
      ? [entry.externalId, ...(entry.parentExternalId === null ? [] : [entry.parentExternalId])]
      : entry.kind === "route"
        ? [entry.cragExternalId]
        : [],
  );
  const routeIds = batch.flatMap((entry) => (entry.kind === "route" ? [entry.externalId] : []));
  const cragByExternalId: Map<string, Crag> = await findCragsByExternalIds(tx, [...new Set(cragIds)]);
  const routeByExternalId = await findRoutesByExternalIds(tx, [...new Set(routeIds)]);
  const outcomes: { kind: "crags" | "routes"; outcome: Outcome }[] = [];
  const faults: FaultEntry[] = [];
  for (const entry of batch) {
    if (entry.kind === "crag") {
      const parent = cragByExternalId.get(entry.parentExternalId ?? "") ?? null;
      const known = cragByExternalId.get(entry.externalId) ?? null;
      const { row, outcome } = await writeCrag(ctx, tx, entry, { known, parent });
      cragByExternalId.set(entry.externalId, row);
      outcomes.push({ kind: "crags", outcome });
    } else if (entry.kind === "route") {
      const crag = cragByExternalId.get(entry.cragExternalId);
      if (crag === undefined) {
        faults.push({ kind: "fault", line: null, reason: `${entry.name} is at a crag that is not there` });
        continue;
      }
      const known = routeByExternalId.get(entry.externalId) ?? null;
      const { row, outcome } = await writeRoute(ctx, tx, entry, { known, crag });
      routeByExternalId.set(entry.externalId, row);
      outcomes.push({ kind: "routes", outcome });
    }
  }
  return { outcomes, faults };
}

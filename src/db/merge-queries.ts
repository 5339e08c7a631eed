import { eq } from "drizzle-orm";
import type { Writer } from "./database.ts";
import type { Crag } from "./crag-queries.ts";
import type { Route } from "./route-queries.ts";
import {
  catalogueMerges,
  climbs,
  climbSessions,
  cragNames,
  crags,
  cragWords,
  projects,
  routeNames,
  routes,
  routeWords,
} from "./schema/index.ts";

const perStatement = 500;

async function inPieces<T>(rows: readonly T[], insert: (piece: T[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < rows.length; start += perStatement) await insert(rows.slice(start, start + perStatement));
}

/** What is known of one becomes known of the other; `into` stands for what it took in before, too. */
async function noteMerge(
  tx: Writer,
  from: Pick<Route, "id" | "externalId">,
  into: Pick<Route, "id" | "externalId">,
): Promise<void> {
  await tx.update(catalogueMerges).set({ intoId: into.id }).where(eq(catalogueMerges.intoId, from.id));
  // Where `into` has no place in imported data yet, it takes that of the other: see the callers.
  const externalId = into.externalId === null ? null : from.externalId;
  await tx.insert(catalogueMerges).values({ fromId: from.id, intoId: into.id, externalId }).onConflictDoNothing();
}

/** Gives everything that hangs on a route to another one, and removes it. */
export async function moveRoute(tx: Writer, from: Route, into: Route): Promise<void> {
  const names = await tx.select().from(routeNames).where(eq(routeNames.routeId, from.id));
  const words = await tx.select().from(routeWords).where(eq(routeWords.routeId, from.id));
  const renamed = names.flatMap(({ cragId, nameKey }) => [
    { cragId, nameKey, routeId: into.id },
    { cragId: into.cragId, nameKey, routeId: into.id },
  ]);
  await inPieces(renamed, (piece) => tx.insert(routeNames).values(piece).onConflictDoNothing());
  await inPieces(words, (piece) =>
    tx
      .insert(routeWords)
      .values(piece.map(({ word }) => ({ word, routeId: into.id })))
      .onConflictDoNothing(),
  );
  await tx.update(climbs).set({ routeId: into.id, cragId: into.cragId }).where(eq(climbs.routeId, from.id));
  await tx.update(projects).set({ routeId: into.id }).where(eq(projects.routeId, from.id));
  await noteMerge(tx, from, into);
  await tx.delete(routes).where(eq(routes.id, from.id));
}

export async function findChildrenOf(tx: Writer, cragId: string): Promise<Crag[]> {
  return await tx.select().from(crags).where(eq(crags.parentId, cragId));
}

export async function findRoutesOf(tx: Writer, cragId: string): Promise<Route[]> {
  return await tx.select().from(routes).where(eq(routes.cragId, cragId));
}

/** Gives what hangs on a crag, but its parts, to another one, and removes it. */
export async function moveCrag(tx: Writer, from: Crag, into: Crag): Promise<void> {
  await tx.update(routes).set({ cragId: into.id }).where(eq(routes.cragId, from.id));
  await tx.update(climbs).set({ cragId: into.id }).where(eq(climbs.cragId, from.id));
  await tx.update(climbSessions).set({ cragId: into.id }).where(eq(climbSessions.cragId, from.id));
  const routesThere = await tx.select().from(routeNames).where(eq(routeNames.cragId, from.id));
  const names = await tx.select().from(cragNames).where(eq(cragNames.cragId, from.id));
  const words = await tx.select().from(cragWords).where(eq(cragWords.cragId, from.id));
  await inPieces(routesThere, (piece) =>
    tx
      .insert(routeNames)
      .values(piece.map((row) => ({ ...row, cragId: into.id })))
      .onConflictDoNothing(),
  );
  await inPieces(names, (piece) =>
    tx
      .insert(cragNames)
      .values(piece.map((row) => ({ ...row, cragId: into.id })))
      .onConflictDoNothing(),
  );
  await inPieces(words, (piece) =>
    tx
      .insert(cragWords)
      .values(piece.map((row) => ({ ...row, cragId: into.id })))
      .onConflictDoNothing(),
  );
  await noteMerge(tx, from, into);
  await tx.delete(crags).where(eq(crags.id, from.id));
}

/** Leads a further place in imported data to what has one already. */
export async function insertExternalAlias(
  tx: Writer,
  alias: { fromId: string; intoId: string; externalId: string },
): Promise<void> {
  await tx.insert(catalogueMerges).values(alias).onConflictDoNothing();
}

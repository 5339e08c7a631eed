import type { Context } from "../../context.ts";
import { findAccountsByUris } from "../../db/account-queries.ts";
import type { ClimbImport } from "../../db/climb-import-queries.ts";
import type { Writer } from "../../db/database.ts";
import { insertGoal } from "../../db/goal-queries.ts";
import { insertProject } from "../../db/project-queries.ts";
import { insertSession } from "../../db/session-queries.ts";
import { idOfDay, shiftId } from "../../lib/ids.ts";
import type { Account } from "../accounts/account.ts";
import { draftColumns } from "../climbs/draft.ts";
import { recordClimb } from "../statuses/record.ts";
import { uris } from "../uris.ts";
import type { LogbookClimb, LogbookPart } from "./entry.ts";
import { placeParts, type Place, type Plan } from "./plan.ts";
import { narrower } from "../statuses/narrower.ts";

type RecordContext = Pick<Context, "clock" | "config">;

/** Writes what is to be created: sessions and projects before the climbs that name them. Tells nobody. */
export async function recordPlans(
  ctx: RecordContext,
  tx: Writer,
  account: Account,
  running: ClimbImport,
  plans: readonly Plan[],
): Promise<void> {
  const created = plans.filter((plan) => plan.outcome === "created");
  const known = await findKnown(tx, created);
  for (const plan of created) {
    if ("part" in plan) await recordPart(ctx, tx, running, plan, known);
  }
  const climbs = created.flatMap((plan) => ("climb" in plan ? [plan] : []));
  const places = await placeParts(
    tx,
    account.id,
    climbs.flatMap(({ climb }) => refsOf(climb)),
    ctx.clock.now(),
  );
  for (const { climb, importKey } of climbs) {
    await recordOne(ctx, tx, { account, running, climb, importKey, places, known });
  }
}

/** Ids of the companions' accounts that are known here, by their addresses. Nobody else's server is asked. */
async function findKnown(tx: Writer, plans: readonly Extract<Plan, { outcome: "created" }>[]) {
  const addresses = plans.flatMap((plan) => {
    if ("climb" in plan) return plan.climb.own?.partnerUris ?? [];
    return plan.part.kind === "session" ? plan.part.partners.map(({ uri }) => uri) : [];
  });
  const accounts = await findAccountsByUris(tx, [...new Set(addresses.filter((uri) => uri !== null))]);
  return new Map(accounts.map(({ uri, id }) => [uri, id]));
}

type Known = ReadonlyMap<string, string>;
const idOf = (known: Known, uri: string | null | undefined): string | null => known.get(uri ?? "") ?? null;

/** A file may say that it was written tomorrow. */
const pastOf = (told: Date | null | undefined, now: Date): Date => (told && told < now ? told : now);

/**
 * As rows, past `createSession` and the like: those begin something new here and now, and look up who is named elsewhere;
 * what comes along has its id, its times and its end. When somebody else takes the id in this moment, all of the piece
 * fails and is written anew.
 */
async function recordPart(
  { clock }: RecordContext,
  tx: Writer,
  { id: importId, accountId, visibility: widest }: ClimbImport,
  { part, id }: Extract<Plan, { part: LogbookPart }>,
  known: Known,
): Promise<void> {
  const now = clock.now();
  const times = { createdAt: pastOf(part.row.createdAt, now), updatedAt: pastOf(part.row.updatedAt, now) };
  const of = { id, accountId, importId, ...times };
  if (part.kind === "goal") {
    await insertGoal(tx, { ...part.row, ...of });
    return;
  }
  const visibility = narrower(part.row.visibility, widest);
  if (part.kind === "project") {
    await insertProject(tx, { ...part.row, ...of, visibility });
    return;
  }
  const partners = part.partners.map(({ name, uri }) => ({ name, accountId: idOf(known, uri) }));
  await insertSession(tx, { ...part.row, ...of, visibility, partners });
}

const refsOf = ({ own }: LogbookClimb) => [
  ...(own?.sessionRef ? [{ kind: "session" as const, ref: own.sessionRef }] : []),
  ...(own?.projectRef ? [{ kind: "project" as const, ref: own.projectRef }] : []),
];

interface NewClimb {
  readonly account: Account;
  readonly running: ClimbImport;
  readonly climb: LogbookClimb;
  readonly importKey: string;
  readonly places: ReadonlyMap<string, Place>;
  readonly known: Known;
}

async function recordOne(
  ctx: RecordContext,
  tx: Writer,
  { account, running, climb, importKey, places, known }: NewClimb,
) {
  const now = ctx.clock.now();
  const { own, climb: draft } = climb;
  const tie = (kind: "session" | "project", ref: string | null | undefined): string | null => {
    const place = places.get(`${kind} ${ref}`);
    return place?.isThere ? place.id : null;
  };
  const entry = {
    ...draftColumns(draft),
    partners: draft.partners.map((name, index) => ({ name, accountId: idOf(known, own?.partnerUris[index]) })),
    author: account,
    statusId: null,
    visibility: narrower(own?.visibility ?? running.visibility, running.visibility),
    imported: {
      importKey,
      importId: running.id,
      sessionId: tie("session", own?.sessionRef),
      projectId: tie("project", own?.projectRef),
    },
    times: { createdAt: pastOf(own?.createdAt, now), updatedAt: pastOf(own?.updatedAt, now) },
  };
  for (const id of possibleIds(own?.id ?? "", draft.climbedOn, running.id, now)) {
    const uri = uris.climb(ctx.config.origin, account.username, id);
    if ((await recordClimb(ctx, tx, { ...entry, id, uri })) !== null) return;
  }
  throw new Error(`No id was free for a climb of ${draft.climbedOn}`);
}

/**
 * An entry of a Topout keeps its place in the logbook; others take one in their day. Chance may hit on one that is taken.
 */
function* possibleIds(ownId: string, day: string, importId: string, now: Date): Generator<string> {
  const own = shiftId(ownId, now, importId);
  if (own !== null) yield own;
  for (let tries = 0; tries < 10; tries++) yield idOfDay(day, now);
}

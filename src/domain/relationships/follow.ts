import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { isDomainBlocked } from "../../db/domain-block-queries.ts";
import { leaveLists } from "../../db/list-queries.ts";
import { deleteEndorsement } from "../../db/personal-mark-queries.ts";
import {
  deleteFollow,
  findFollow,
  insertFollow,
  isBlocked,
  markFollowAccepted,
  updateFollow,
} from "../../db/relationship-queries.ts";
import type { follows } from "../../db/schema/index.ts";
import { countUpAccount } from "../../db/status-queries.ts";
import { backfillHome, removeFromHome } from "../../db/timeline-queries.ts";
import { newId } from "../../lib/ids.ts";
import { notAllowed, Refused } from "../../lib/refused.ts";
import { isLocal, type Account } from "../accounts/account.ts";
import { readLogbookLater } from "../climbs/read-logbook.ts";
import { syncCollectionsLater } from "../collections/receive.ts";
import { federate } from "../federation-events.ts";
import { notify, withdrawNotification } from "../notifications/notify.ts";
import { uris } from "../uris.ts";

type FollowContext = Pick<Context, "bus" | "clock" | "config" | "wakeWorker">;
type Follow = typeof follows.$inferSelect;

export interface FollowOptions {
  showsBoosts?: boolean | undefined;
  notifies?: boolean | undefined;
  /** The only ones to read; null for all. */
  languages?: string[] | null | undefined;
}

const backfillLength = 40;
const pair = (follower: Pick<Account, "id">, target: Pick<Account, "id">): string => `${follower.id}>${target.id}`;

/**
 * The one way a follow begins, for the API (`uri` absent) and the inbox (`uri` of the Follow that came). A blocked
 * follower is refused, a locked target is asked, a remote target is asked by its server. Repeating it changes options
 * only, and answers a remote follower again, whose server may have missed the first answer.
 */
export async function requestFollow(
  ctx: FollowContext,
  tx: Writer,
  follower: Account,
  target: Account,
  request: FollowOptions & { uri?: string } = {},
): Promise<"accepted" | "pending" | "refused"> {
  if (follower.id === target.id) throw notAllowed();
  if (await isRefused(tx, follower, target)) return await refuseFollow(ctx, tx, follower, target, request.uri);
  const state = isLocal(target) && !target.isLocked ? "accepted" : "pending";
  const now = ctx.clock.now();
  const id = newId(now);
  const created = await insertFollow(tx, {
    id,
    accountId: follower.id,
    targetId: target.id,
    uri: request.uri ?? uris.activity(ctx.config.origin, follower.username, "follows", id),
    state: "pending",
    showsBoosts: request.showsBoosts ?? true,
    notifies: request.notifies ?? false,
    languages: request.languages ?? null,
    createdAt: now,
  });
  if (created === null) return await repeatFollow(ctx, tx, follower, target, request);
  if (isLocal(target)) {
    await notify(ctx, tx, target, {
      type: state === "accepted" ? "follow" : "follow-request",
      from: follower,
      statusId: null,
    });
    if (state === "accepted") await acceptFollow(ctx, tx, follower, target);
  } else {
    await federate(ctx, tx, pair(follower, target), {
      kind: "follow-requested",
      accountId: follower.id,
      targetId: target.id,
      uri: created.uri,
    });
  }
  return state;
}

/** One of the two blocks the other, or the other's server. */
async function isRefused(tx: Writer, follower: Account, target: Account): Promise<boolean> {
  if (await isBlocked(tx, target.id, follower.id)) return true;
  if (await isDomainBlocked(tx, target.id, follower.domain)) return true;
  if (!isLocal(follower)) return false;
  return (await isBlocked(tx, follower.id, target.id)) || (await isDomainBlocked(tx, follower.id, target.domain));
}

async function refuseFollow(
  ctx: FollowContext,
  tx: Writer,
  follower: Account,
  target: Account,
  uri: string | undefined,
) {
  if (isLocal(follower)) throw notAllowed();
  if (isLocal(target) && uri !== undefined) {
    await federate(ctx, tx, pair(follower, target), {
      kind: "follow-rejected",
      accountId: target.id,
      followerId: follower.id,
      uri,
    });
  }
  return "refused" as const;
}

async function repeatFollow(
  ctx: FollowContext,
  tx: Writer,
  follower: Account,
  target: Account,
  request: FollowOptions & { uri?: string },
): Promise<"accepted" | "pending"> {
  const existing = await findFollow(tx, follower.id, target.id);
  // Nothing found: the URI belongs to a follow of somebody else, which proves a forgery or a fault of theirs.
  if (existing === null) throw new Refused("invalid", "This follow has an id that is taken");
  await updateFollow(tx, existing.id, {
    ...(request.showsBoosts === undefined ? {} : { showsBoosts: request.showsBoosts }),
    ...(request.notifies === undefined ? {} : { notifies: request.notifies }),
    ...(request.languages === undefined ? {} : { languages: request.languages }),
    ...(request.uri === undefined ? {} : { uri: request.uri }),
  });
  if (existing.state === "accepted" && !isLocal(follower) && request.uri !== undefined) {
    await federate(ctx, tx, pair(follower, target), {
      kind: "follow-accepted",
      accountId: target.id,
      followerId: follower.id,
      uri: request.uri,
    });
  }
  return existing.state;
}

/** The target says yes: by the API, by its server's Accept, or at once when it is not locked. Null when nobody asked. */
export async function acceptFollow(
  ctx: FollowContext,
  tx: Writer,
  follower: Account,
  target: Account,
): Promise<Follow | null> {
  const asked = await findFollow(tx, follower.id, target.id);
  const accepted = asked === null ? null : await markFollowAccepted(tx, asked.id);
  if (accepted === null) return null;
  await countUpAccount(tx, follower.id, "followingCount", 1);
  await countUpAccount(tx, target.id, "followersCount", 1);
  if (isLocal(follower)) {
    await backfillHome(tx, follower.id, target.id, backfillLength);
    await readLogbookLater(ctx, tx, target);
    if (!isLocal(target)) await syncCollectionsLater(ctx, tx, target);
  } else {
    await federate(ctx, tx, pair(follower, target), {
      kind: "follow-accepted",
      accountId: target.id,
      followerId: follower.id,
      uri: accepted.uri,
    });
  }
  return accepted;
}

/** A local account lets a request that waits in. @throws Refused when there is none. */
export async function authorizeFollowRequest(
  ctx: FollowContext,
  tx: Writer,
  follower: Account,
  target: Account,
): Promise<void> {
  const accepted = await acceptFollow(ctx, tx, follower, target);
  if (accepted === null) throw new Refused("not-found", "Record not found");
  await withdrawNotification(tx, target.id, { type: "follow-request", from: follower, statusId: null });
  await notify(ctx, tx, target, { type: "follow", from: follower, statusId: null });
}

/** The target says no, before or after it said yes. Null when there was nothing to refuse. */
export async function rejectFollow(
  ctx: FollowContext,
  tx: Writer,
  follower: Account,
  target: Account,
): Promise<Follow | null> {
  const gone = await removeFollow(tx, follower, target);
  if (gone !== null && isLocal(target) && !isLocal(follower)) {
    await federate(ctx, tx, pair(follower, target), {
      kind: "follow-rejected",
      accountId: target.id,
      followerId: follower.id,
      uri: gone.uri,
    });
  }
  return gone;
}

/** The follower goes, or takes the request back. Null when there was no follow. */
export async function unfollow(
  ctx: FollowContext,
  tx: Writer,
  follower: Account,
  target: Account,
): Promise<Follow | null> {
  const gone = await removeFollow(tx, follower, target);
  if (gone !== null && isLocal(follower) && !isLocal(target)) {
    await federate(ctx, tx, pair(follower, target), {
      kind: "follow-undone",
      accountId: follower.id,
      targetId: target.id,
      uri: gone.uri,
    });
  }
  return gone;
}

async function removeFollow(tx: Writer, follower: Account, target: Account): Promise<Follow | null> {
  const gone = await deleteFollow(tx, follower.id, target.id);
  if (gone === null) return null;
  if (gone.state === "accepted") {
    await countUpAccount(tx, follower.id, "followingCount", -1);
    await countUpAccount(tx, target.id, "followersCount", -1);
  }
  if (isLocal(follower)) {
    await removeFromHome(tx, follower.id, target.id);
    await leaveLists(tx, follower.id, target.id);
  }
  await deleteEndorsement(tx, follower.id, target.id);
  for (const type of ["follow", "follow-request"] as const) {
    await withdrawNotification(tx, target.id, { type, from: follower, statusId: null });
  }
  return gone;
}

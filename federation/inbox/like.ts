import { type Announce, type Like, PUBLIC_COLLECTION } from "@fedify/vocab";
import { findFollowers } from "../../src/db/relationship-queries.ts";
import { findStatusByUri, findTombstone, findVisibleStatus } from "../../src/db/status-queries.ts";
import { boost } from "../../src/domain/statuses/boost.ts";
import { favourite } from "../../src/domain/statuses/favourite.ts";
import type { Visibility } from "../../src/domain/statuses/status.ts";
import { fetchStatus } from "../remote/resolve-status.ts";
import { toPastDate } from "../temporal.ts";
import { receive } from "./receive.ts";
import { receiveRelayed, relayedActivity } from "./relay.ts";

export const onLike = receive<Like>(async (fedify, like, actor) => {
  const { data: ctx } = fedify;
  const uri = like.id?.href;
  const status = like.objectId === null ? null : await findStatusByUri(ctx.db.read, like.objectId.href);
  if (uri === undefined || status === null || !status.isLocal) return;
  if ((await findVisibleStatus(ctx.db.read, status.id, actor.id)) === null) return;
  await ctx.db.write((tx) => favourite(ctx, tx, actor, status, uri));
});

/** A boost counts when the post is known, or when somebody here follows who boosts: then it is fetched. */
export const onAnnounce = receive<Announce>(async (fedify, announce, actor) => {
  const { data: ctx } = fedify;
  const uri = announce.id?.href;
  if (uri === undefined || announce.objectId === null) return;
  if ((await findTombstone(ctx.db.read, uri)) !== null) return;
  const known = await findStatusByUri(ctx.db.read, announce.objectId.href);
  const followers = await findFollowers(ctx.db.read, actor.id, "accepted", { limit: 1 });
  if (known?.isLocal !== true && followers.length === 0) return;
  const relayed = known === null ? await relayedActivity(fedify, announce) : null;
  if (relayed !== null) return await receiveRelayed(fedify, relayed, actor);
  const status = known ?? (await fetchStatus(fedify, announce.objectId.href));
  if (status === null || status.boostOfId !== null) return;
  const now = ctx.clock.now();
  const createdAt = announce.published === null ? now : toPastDate(announce.published, now);
  await ctx.db.write((tx) =>
    boost(ctx, tx, actor, status, { visibility: visibilityOf(announce), remote: { uri, createdAt } }),
  );
});

function visibilityOf(announce: Announce): Visibility {
  const isPublic = (uris: readonly URL[]) => uris.some((uri) => uri.href === PUBLIC_COLLECTION.href);
  if (isPublic(announce.toIds)) return "public";
  return isPublic(announce.ccIds) ? "unlisted" : "private";
}

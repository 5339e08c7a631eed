import type { Dislike } from "@fedify/vocab";
import { findStatusByUri, findVisibleStatus } from "../../src/db/status-queries.ts";
import { dislike } from "../../src/domain/statuses/dislike.ts";
import { receive } from "./receive.ts";

export const onDislike = receive<Dislike>(async (fedify, activity, actor) => {
  const { data: ctx } = fedify;
  const uri = activity.id?.href;
  const status = activity.objectId === null ? null : await findStatusByUri(ctx.db.read, activity.objectId.href);
  if (uri === undefined || status === null || !status.isLocal) return;
  if ((await findVisibleStatus(ctx.db.read, status.id, actor.id)) === null) return;
  await ctx.db.write((tx) => dislike(ctx, tx, actor, status, uri));
});

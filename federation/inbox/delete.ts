import type { Delete } from "@fedify/vocab";
import { findStatusByUri } from "../../src/db/status-queries.ts";
import { removeRemoteAccount } from "../../src/domain/accounts/remove-account.ts";
import { deleteStatus } from "../../src/domain/statuses/delete.ts";
import { rememberDelete } from "./early-delete.ts";
import { takeFeaturedDeletion } from "./featured.ts";
import { takeRevocation } from "./quote.ts";
import { receive } from "./receive.ts";

/** A post, or the actor itself, is gone. */
export const onDelete = receive<Delete>(async (fedify, activity, actor) => {
  const { data: ctx } = fedify;
  const uri = activity.objectId?.href;
  if (uri === undefined || new URL(uri).host !== new URL(actor.uri).host) return;
  if (uri === actor.uri) return await removeRemoteAccount(ctx, actor);
  if (await takeRevocation(fedify, uri, actor)) return;
  if (await takeFeaturedDeletion(fedify, uri, actor)) return;
  await ctx.db.write(async (tx) => {
    const status = await findStatusByUri(tx, uri);
    if (status === null) await rememberDelete(ctx, tx, actor, uri);
    else if (status.accountId === actor.id) await deleteStatus(ctx, tx, status.id);
  });
});

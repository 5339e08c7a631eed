import type { Context } from "../../context.ts";
import { deleteAccount } from "../../db/account-queries.ts";
import { findUntoldClimbs } from "../../db/climb-list-queries.ts";
import { findDislikesBy } from "../../db/dislike-queries.ts";
import { findFavouritesBy } from "../../db/interaction-queries.ts";
import { findFollowsTouching } from "../../db/relationship-queries.ts";
import {
  countUpAccount,
  countUpStatus,
  findAccountStatusIdsForRemoval,
  insertTombstones,
} from "../../db/status-queries.ts";
import { dropEntry } from "../climbs/receive.ts";
import { deleteStatus } from "../statuses/delete.ts";
import type { Account } from "./account.ts";
import { isLocal } from "./account.ts";

const batch = 50;

/**
 * A remote account is deleted by its server: its posts, boosts, likes and follows go with it, and every count follows.
 * In batches, so that an account of years does not hold the only writer for minutes; running it again goes on.
 */
export async function removeRemoteAccount(ctx: Pick<Context, "bus" | "db" | "clock">, account: Account): Promise<void> {
  if (isLocal(account)) throw new Error("A local account is not removed this way");
  for (;;) {
    const ids = await findAccountStatusIdsForRemoval(ctx.db.read, account.id, batch);
    if (ids.length === 0) break;
    await ctx.db.write(async (tx) => {
      for (const id of ids) await deleteStatus(ctx, tx, id);
    });
  }
  for (;;) {
    const climbs = await findUntoldClimbs(ctx.db.read, account.id, batch);
    if (climbs.length === 0) break;
    await ctx.db.write(async (tx) => {
      for (const { uri } of climbs) await dropEntry(ctx, tx, uri);
    });
  }
  await ctx.db.write(async (tx) => {
    for (const { statusId } of await findFavouritesBy(tx, account.id))
      await countUpStatus(tx, statusId, "favouritesCount", -1);
    for (const { statusId } of await findDislikesBy(tx, account.id))
      await countUpStatus(tx, statusId, "dislikesCount", -1);
    for (const follow of await findFollowsTouching(tx, account.id)) {
      if (follow.state !== "accepted") continue;
      if (follow.accountId === account.id) await countUpAccount(tx, follow.targetId, "followersCount", -1);
      else await countUpAccount(tx, follow.accountId, "followingCount", -1);
    }
    await deleteAccount(tx, account.id);
    await insertTombstones(tx, [{ uri: account.uri, formerType: account.type, deletedAt: ctx.clock.now() }]);
  });
}

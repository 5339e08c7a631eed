import type { Reader } from "../db/database.ts";
import { accounts, dislikes, favourites, follows, quotes, statuses } from "../db/schema/index.ts";

/** Every stored count beside what the rows say: one line for each that has drifted. For small databases. */
export async function checkCounts(db: Reader): Promise<string[]> {
  const allAccounts = await db.select().from(accounts);
  const allStatuses = await db.select().from(statuses);
  const accepted = (await db.select().from(follows)).filter((follow) => follow.state === "accepted");
  const likes = await db.select({ statusId: favourites.statusId }).from(favourites);
  const refusals = await db.select({ statusId: dislikes.statusId }).from(dislikes);
  const quoting = (await db.select().from(quotes)).filter((quote) => quote.state === "accepted");

  const statusesBy = tally(
    allStatuses.filter((status) => status.visibility !== "direct").map((status) => status.accountId),
  );
  const followersOf = tally(accepted.map((follow) => follow.targetId));
  const followedBy = tally(accepted.map((follow) => follow.accountId));
  const boostsOf = tally(allStatuses.map((status) => status.boostOfId));
  const likesOf = tally(likes.map((like) => like.statusId));
  const dislikesOf = tally(refusals.map((dislike) => dislike.statusId));
  const quotesOf = tally(quoting.map((quote) => quote.quotedStatusId));
  const repliesTo = tally(
    allStatuses
      .filter((status) => status.visibility === "public" || status.visibility === "unlisted")
      .map((status) => status.inReplyToId),
  );

  const drifts: string[] = [];
  const compare = (what: string, stored: number, counted: number | undefined): void => {
    if (stored !== (counted ?? 0)) drifts.push(`${what}: stored ${stored}, counted ${counted ?? 0}`);
  };
  for (const account of allAccounts) {
    compare(`${account.username} statuses`, account.statusesCount, statusesBy.get(account.id));
    compare(`${account.username} followers`, account.followersCount, followersOf.get(account.id));
    compare(`${account.username} following`, account.followingCount, followedBy.get(account.id));
  }
  for (const status of allStatuses) {
    compare(`post ${status.id} replies`, status.repliesCount, repliesTo.get(status.id));
    compare(`post ${status.id} boosts`, status.boostsCount, boostsOf.get(status.id));
    compare(`post ${status.id} favourites`, status.favouritesCount, likesOf.get(status.id));
    compare(`post ${status.id} dislikes`, status.dislikesCount, dislikesOf.get(status.id));
    compare(`post ${status.id} quotes`, status.quotesCount, quotesOf.get(status.id));
  }
  const known = new Set(allStatuses.map((status) => status.id));
  for (const status of allStatuses) {
    for (const [name, id] of [
      ["boosts", status.boostOfId],
      ["answers", status.inReplyToId],
    ] as const) {
      if (id !== null && !known.has(id)) drifts.push(`post ${status.id} ${name} ${id}, which is gone`);
    }
  }
  return drifts;
}

function tally(ids: readonly (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

import type { Reader } from "../../db/database.ts";
import { isDomainBlocked } from "../../db/domain-block-queries.ts";
import { findBlocksBetween, findFollowsBetween } from "../../db/relationship-queries.ts";
import type { Featurer, FeaturePolicy } from "../../db/schema/index.ts";
import { isLocal, type Account } from "../accounts/account.ts";

/** Who may put an account into a collection; null where its server says nothing of it. Here it follows the profile. */
export function featurePolicyOf(
  account: Pick<Account, "domain" | "featurePolicy" | "isDiscoverable" | "isLocked">,
): FeaturePolicy | null {
  if (!isLocal(account)) return account.featurePolicy;
  if (!account.isDiscoverable) return { automatic: [], manual: [] };
  return { automatic: [account.isLocked ? "followers" : "public"], manual: [] };
}

/** How the two know each other: by the one who makes the collection. */
export interface Ties {
  follows: boolean;
  isFollowed: boolean;
}

/** `unknown` where only the account's server could tell, `missing` where it says nothing. */
export type Standing = "automatic" | "manual" | "denied" | "unknown" | "missing";

/** Whether somebody may put an account into a collection of theirs, as far as its policy tells. */
export function standingOf(account: Account, makerId: string | null, ties: Ties): Standing {
  const policy = featurePolicyOf(account);
  if (makerId === null) return "denied";
  if (policy === null) return "missing";
  const covers = (featurers: readonly Featurer[]): boolean =>
    featurers.includes("public") ||
    (featurers.includes("followers") && ties.follows) ||
    (featurers.includes("following") && ties.isFollowed);
  if (covers(policy.automatic)) return "automatic";
  if (account.id === makerId && policy.automatic.length > 0) return "automatic";
  if (covers(policy.manual)) return "manual";
  return [...policy.automatic, ...policy.manual].includes("others") ? "unknown" : "denied";
}

const strangers: Ties = { follows: false, isFollowed: false };

/** How the viewer knows each of these accounts. Only where a policy asks for it; accounts that are not in it are strangers. */
export async function findTies(
  db: Reader,
  viewerId: string | null,
  accounts: readonly Account[],
): Promise<Map<string, Ties>> {
  const asked = accounts.filter((account) => dependsOnTies(featurePolicyOf(account)));
  const ties = new Map<string, Ties>();
  if (viewerId === null || asked.length === 0) return ties;
  const ids = [...new Set(asked.map((account) => account.id))];
  for (const { accountId, targetId, state } of await findFollowsBetween(db, viewerId, ids)) {
    if (state !== "accepted") continue;
    const otherId = accountId === viewerId ? targetId : accountId;
    const known = ties.get(otherId) ?? strangers;
    ties.set(otherId, accountId === viewerId ? { ...known, follows: true } : { ...known, isFollowed: true });
  }
  return ties;
}

const dependsOnTies = (policy: FeaturePolicy | null): boolean =>
  policy !== null && [...policy.automatic, ...policy.manual].some((who) => who === "followers" || who === "following");

/** Those of the accounts whom somebody may put into a collection; nobody who blocks them or whom they block. */
export async function findFeaturable(
  db: Reader,
  maker: Account,
  accounts: readonly Account[],
): Promise<ReadonlySet<string>> {
  const ties = await findTies(db, maker.id, accounts);
  const blocks = await findBlocksBetween(
    db,
    maker.id,
    accounts.map((account) => account.id),
  );
  const apart = new Set(blocks.flatMap((block) => [block.accountId, block.targetId]));
  const featurable = accounts.filter((account) => {
    if (account.suspendedAt !== null || account.type === "Application") return false;
    const standing = standingOf(account, maker.id, ties.get(account.id) ?? strangers);
    return !apart.has(account.id) && (standing === "automatic" || standing === "manual");
  });
  return new Set(featurable.map((account) => account.id));
}

/** Whether somebody may look at what an account has made: not when it blocks them or their server. */
export async function mayLook(db: Reader, ownerId: string, viewer: Account | null): Promise<boolean> {
  if (viewer === null || viewer.id === ownerId) return true;
  const blocks = await findBlocksBetween(db, ownerId, [viewer.id]);
  if (blocks.some((block) => block.accountId === ownerId)) return false;
  return isLocal(viewer) || !(await isDomainBlocked(db, ownerId, viewer.domain));
}

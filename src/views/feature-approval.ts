import type { Reader } from "../db/database.ts";
import type { Featurer } from "../db/schema/index.ts";
import type { Account } from "../domain/accounts/account.ts";
import { featurePolicyOf, findTies, standingOf, type Ties } from "../domain/collections/policy.ts";

/** Who asks whether they may put accounts into a collection, and how they know them. */
export interface Asker {
  readonly viewerId: string | null;
  readonly tiesByAccountId: ReadonlyMap<string, Ties>;
}

const somebody: Asker = { viewerId: "", tiesByAccountId: new Map() };
const strangers: Ties = { follows: false, isFollowed: false };

/** In one query, and in none where no account asks who follows whom. */
export async function loadAsker(db: Reader, viewerId: string | null, accounts: readonly Account[]): Promise<Asker> {
  return { viewerId, tiesByAccountId: await findTies(db, viewerId, accounts) };
}

const wireNames = {
  public: "public",
  followers: "followers",
  following: "following",
  others: "unsupported_policy",
} as const satisfies Record<Featurer, string>;

/** Mastodon's FeatureApproval. */
export function toFeatureApproval(account: Account, { viewerId, tiesByAccountId }: Asker = somebody) {
  const policy = featurePolicyOf(account);
  return {
    automatic: (policy?.automatic ?? []).map((who) => wireNames[who]),
    manual: (policy?.manual ?? []).map((who) => wireNames[who]),
    current_user: standingOf(account, viewerId, tiesByAccountId.get(account.id) ?? strangers),
  };
}

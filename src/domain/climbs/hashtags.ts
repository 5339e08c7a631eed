import type { Reader } from "../../db/database.ts";
import type { Account } from "../accounts/account.ts";
import type { ClimbDetails } from "./climb.ts";
import { readPreferences } from "./preferences.ts";

const usual = "climbing";

const tagByDiscipline: ReadonlyMap<string, string> = new Map([
  ["boulder", "bouldering"],
  ["sport", "sportclimbing"],
  ["trad", "tradclimbing"],
  ["top-rope", "toprope"],
  ["multi-pitch", "multipitch"],
  ["alpine", "alpinism"],
  ["ice", "iceclimbing"],
  ["mixed", "mixedclimbing"],
  ["aid", "aidclimbing"],
  ["deep-water-solo", "deepwatersolo"],
  ["via-ferrata", "viaferrata"],
]);

/** What a post that carries the climb is tagged with: the climber's own list, else what fits. Keys of tags. */
export async function hashtagsFor(
  db: Reader,
  climber: Pick<Account, "id">,
  climb: Pick<ClimbDetails, "discipline"> | null,
): Promise<readonly string[]> {
  if (climb === null) return [];
  const { hashtags } = await readPreferences(db, climber.id);
  return hashtags ?? [usual, tagByDiscipline.get(climb.discipline) ?? []].flat();
}

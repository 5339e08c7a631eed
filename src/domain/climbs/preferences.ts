import type { Context } from "../../context.ts";
import { findPreferences, lockPreferences, updatePreferences } from "../../db/climber-preference-queries.ts";
import type { Reader } from "../../db/database.ts";
import type { climberPreferences, GradePreferences } from "../../db/schema/index.ts";
import type { Account } from "../accounts/account.ts";
import { gradeKinds, type GradeKind, type GradeSystem } from "./grades/table.ts";

export type ClimberPreferences = Pick<typeof climberPreferences.$inferSelect, "gradeSystems" | "hashtags" | "isNearby">;

export const mostHashtags = 5;

/** What holds until a climber chooses: grades as they were written, hashtags that fit, found by nobody nearby. */
const usual: ClimberPreferences = { gradeSystems: {}, hashtags: null, isNearby: false };

export const readPreferences = async (db: Reader, accountId: string): Promise<ClimberPreferences> =>
  (await findPreferences(db, accountId)) ?? usual;

/** The systems in which a viewer wants to read grades; none without one. */
export const readGradePreferences = async (db: Reader, viewerId: string | null): Promise<GradePreferences> =>
  viewerId === null ? {} : (await readPreferences(db, viewerId)).gradeSystems;

/** The systems that a climber has chosen: what they write without naming one is likely in these. */
export const readUsualSystems = async (db: Reader, climberId: string): Promise<readonly string[]> =>
  Object.values(await readGradePreferences(db, climberId));

/** Null: as they were written. */
type SystemChange = { readonly [K in GradeKind]?: GradeSystem | null | undefined };

/** What is absent stays. */
export interface PreferencesChange {
  readonly gradeSystems?: SystemChange;
  /** Keys of tags; null: those that fit. */
  readonly hashtags?: string[] | null;
  readonly isNearby?: boolean;
}

/** Leaves nothing of what was chosen before. */
export const unchosen: PreferencesChange = {
  ...usual,
  gradeSystems: { boulder: null, route: null, ice: null, mixed: null, aid: null },
};

export async function changePreferences(
  ctx: Pick<Context, "db" | "clock">,
  account: Account,
  change: PreferencesChange,
): Promise<ClimberPreferences> {
  return await ctx.db.write(async (tx) => {
    const before = await lockPreferences(tx, { ...usual, accountId: account.id, updatedAt: ctx.clock.now() });
    const hashtags = change.hashtags === undefined ? before.hashtags : change.hashtags;
    const after = {
      ...before,
      gradeSystems: mergeSystems(before.gradeSystems, change.gradeSystems ?? {}),
      hashtags: hashtags === null ? null : [...new Set(hashtags)],
      isNearby: change.isNearby ?? before.isNearby,
    };
    await updatePreferences(tx, after);
    return after;
  });
}

function mergeSystems(before: GradePreferences, change: SystemChange): GradePreferences {
  return Object.fromEntries(
    gradeKinds.flatMap((kind) => {
      const system = change[kind] === undefined ? before[kind] : change[kind];
      return system == null ? [] : [[kind, system]];
    }),
  );
}

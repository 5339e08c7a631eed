import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { gradeTables, type GradeKind } from "../../domain/climbs/grades/table.ts";
import { changePreferences, mostHashtags, readPreferences, unchosen } from "../../domain/climbs/preferences.ts";
import { present } from "../../lib/present.ts";
import { readTagName } from "../../lib/text/tag-key.ts";
import { toClimberPreferences } from "../../views/climber-preferences.ts";
import type { ApiEnv } from "../env.ts";
import { requireUser, userOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { booleanParam } from "../params.ts";

const systemOf = (kind: GradeKind) =>
  z.preprocess((value) => (value === "" ? null : value), z.enum(gradeTables[kind].columns).nullable().optional());

const systems = z.strictObject({
  boulder: systemOf("boulder"),
  route: systemOf("route"),
  ice: systemOf("ice"),
  mixed: systemOf("mixed"),
  aid: systemOf("aid"),
});

const hashtag = z
  .string()
  .max(64)
  .transform((typed, context) => {
    const name = readTagName(typed);
    if (name === null) context.addIssue({ code: "custom", message: "is no hashtag" });
    return name ?? z.NEVER;
  });

/** Null leaves the choice to Topout; an empty list, which is "" in a form, is none at all. */
const hashtags = z.preprocess(
  (value) => {
    if (value === "") return [];
    return typeof value === "string" ? [value] : value;
  },
  z.array(hashtag).max(mostHashtags, `are ${mostHashtags} at the most`).nullable().optional(),
);

const preferencesInput = z.object({
  grade_systems: systems.optional(),
  hashtags,
  nearby: booleanParam.optional(),
});

/** `/api/v1/climbs/preferences`: how somebody wants to read grades, and what is added to their posts. */
export function climberPreferenceRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.get("/preferences", requireUser("read:accounts"), async (c) =>
    c.json(toClimberPreferences(await readPreferences(ctx.db.read, userOf(c).id))),
  );

  // PATCH changes what is given; PUT takes back everything else.
  routes.on(["PATCH", "PUT"], "/preferences", requireUser("write:accounts"), async (c) => {
    const { grade_systems: gradeSystems, hashtags, nearby: isNearby } = preferencesInput.parse(await readInput(c));
    const base = c.req.method === "PUT" ? unchosen : {};
    const after = await changePreferences(ctx, userOf(c), {
      ...base,
      ...present({ hashtags, isNearby }),
      gradeSystems: { ...base.gradeSystems, ...gradeSystems },
    });
    return c.json(toClimberPreferences(after));
  });

  return routes;
}

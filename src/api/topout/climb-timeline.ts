import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findClimbPostIds } from "../../db/climb-timeline-queries.ts";
import { findTimelinePlaces, readGradeRange } from "../../domain/catalogue/timeline.ts";
import { disciplines } from "../../domain/climbs/climb.ts";
import { loadStatuses } from "../../views/load-statuses.ts";
import { toStatuses } from "../../views/status.ts";
import type { ApiEnv } from "../env.ts";
import { allowAnyone, viewerOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { linkPages, toPage } from "../paging.ts";
import { booleanParam, idParam, optionalText, pageParams } from "../params.ts";

const filters = z.object({
  discipline: z.enum(disciplines).optional(),
  grade_min: optionalText(64),
  grade_max: optionalText(64),
  grade_system: optionalText(64),
  crag_id: idParam.optional(),
  area: optionalText(200),
  indoor: booleanParam.optional(),
  local: booleanParam.default(false),
  remote: booleanParam.default(false),
});

/** `GET /api/v1/timelines/climbs`: public posts with climbs. */
export function climbTimelineRoutes(ctx: Context): Hono<ApiEnv> {
  const { db, config } = ctx;
  return new Hono<ApiEnv>().get("/climbs", allowAnyone("read:statuses"), async (c) => {
    const input = await readInput(c);
    const page = toPage(pageParams().parse(input));
    const asked = filters.parse(input);
    const viewerId = viewerOf(c)?.id ?? null;
    const discipline = asked.discipline ?? null;
    const filter = {
      discipline,
      grades: readGradeRange({
        min: asked.grade_min ?? null,
        max: asked.grade_max ?? null,
        system: asked.grade_system ?? null,
        discipline,
      }),
      places: await findTimelinePlaces(db.read, { cragId: asked.crag_id ?? null, area: asked.area ?? null }),
      isIndoor: asked.indoor ?? null,
      from:
        asked.local === asked.remote ? ("everywhere" as const) : asked.local ? ("local" as const) : ("remote" as const),
      viewerId,
      now: ctx.clock.now(),
    };
    const { ids, searchedTo } = await findClimbPostIds(db.read, filter, page);
    linkPages(c, config, ids, page, searchedTo);
    return c.json(toStatuses(config, await loadStatuses(db.read, ids, viewerId, ctx.clock.now()), ids));
  });
}

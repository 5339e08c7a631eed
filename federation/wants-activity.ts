import type { Context as HonoContext } from "hono";
import { accepts } from "hono/accepts";

const activityTypes = ["application/activity+json", "application/ld+json", "application/json"];

/** Whether a machine asks: the pages for people live at the same addresses. */
export function wantsActivity(c: HonoContext): boolean {
  const best = accepts(c, { header: "Accept", supports: ["text/html", ...activityTypes], default: "text/html" });
  return activityTypes.includes(best);
}

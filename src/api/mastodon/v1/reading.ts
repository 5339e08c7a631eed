import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findUser } from "../../../db/account-queries.ts";
import { findMarkers, putMarker } from "../../../db/notification-queries.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { instantOf } from "../../../views/account.ts";
import { listEmojis } from "../../../db/emoji-queries.ts";
import { toCustomEmoji } from "../../../views/account.ts";
import type { ApiEnv } from "../../env.ts";
import { requireUser, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { listParam, wellFormedId } from "../../params.ts";

const timelines = ["home", "notifications"] as const;
const marker = z.object({ last_read_id: wellFormedId }).optional();
const markersSchema = z.object({ home: marker, notifications: marker });

type MarkerRow = Awaited<ReturnType<typeof putMarker>>;

const toMarkers = (rows: readonly MarkerRow[]) =>
  Object.fromEntries(
    rows.map((row) => [
      row.timeline,
      { last_read_id: row.lastReadId, version: row.version, updated_at: instantOf(row.updatedAt) },
    ]),
  );

/** `/api/v1/markers`, `/api/v1/preferences`, `/api/v1/custom_emojis`: what an app remembers and offers. */
export function readingRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.get("/markers", requireUser("read:statuses"), async (c) => {
    const { timeline } = z.object({ timeline: listParam(z.string()) }).parse(await readInput(c));
    const wanted = timelines.filter((name) => timeline.includes(name));
    return c.json(toMarkers(await findMarkers(ctx.db.read, userOf(c).id, wanted)));
  });

  routes.post("/markers", requireUser("write:statuses"), async (c) => {
    const given = markersSchema.parse(await readInput(c));
    const updatedAt = ctx.clock.now();
    const rows = await ctx.db.write(async (tx) => {
      const saved: MarkerRow[] = [];
      for (const timeline of timelines) {
        const lastReadId = given[timeline]?.last_read_id;
        if (lastReadId !== undefined)
          saved.push(await putMarker(tx, { accountId: userOf(c).id, timeline, lastReadId, updatedAt }));
      }
      return saved;
    });
    return c.json(toMarkers(rows));
  });

  routes.get("/preferences", requireUser("read:accounts"), async (c) => {
    const user = await findUser(ctx.db.read, userOf(c).id);
    if (user === null) throw recordNotFound();
    return c.json({
      "posting:default:visibility": user.defaultVisibility,
      "posting:default:sensitive": user.defaultSensitive,
      "posting:default:language": user.defaultLanguage,
      "posting:default:quote_policy": user?.defaultQuotePolicy ?? "public",
      "reading:expand:media": "default",
      "reading:expand:spoilers": false,
      "reading:autoplay:gifs": false,
    });
  });

  // Without a scope, as on Mastodon: also for tokens that may only write.
  routes.get("/custom_emojis", async (c) =>
    c.json((await listEmojis(ctx.db.read, "listed")).map((emoji) => toCustomEmoji(ctx.config, emoji))),
  );

  return routes;
}

import { setTimeout as delay } from "node:timers/promises";
import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findMedia } from "../../db/media-queries.ts";
import { addMedia } from "../../domain/media/add.ts";
import { changeMedia } from "../../domain/media/change.ts";
import { confirmDirectUpload, directUploadSeconds, offerDirectUpload } from "../../domain/media/direct-upload.ts";
import type { Media, MediaAbout } from "../../domain/media/media.ts";
import { removeMedia } from "../../domain/media/remove.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import { toMedia } from "../../views/media.ts";
import type { ApiEnv } from "../env.ts";
import { requireUser, userOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { withUploads } from "../middleware/uploads.ts";
import { numberParam } from "../params.ts";

const inReach = (value: number): number => Math.min(1, Math.max(-1, value));

/** `0.5,-0.25`, drawn into the picture if it lies outside. */
const focusParam = z.preprocess(
  (value) => (value === "" || value === null ? undefined : value),
  z
    .string()
    .regex(/^\s*-?\d*\.?\d+\s*,\s*-?\d*\.?\d+\s*$/, "must be two numbers between -1 and 1, as in 0.5,-0.25")
    .transform((text) => {
      const [x = 0, y = 0] = text.split(",").map(Number);
      return { x: inReach(x), y: inReach(y) };
    })
    .optional(),
);

export const aboutSchema = z.object({
  description: z.string().nullable().optional(),
  focus: focusParam,
}) satisfies z.ZodType<MediaAbout>;

const uploadRequest = z.object({
  content_type: z.string().regex(/^[a-z]+\/[\w.+-]{1,100}$/, "must be a type such as video/mp4"),
  size: numberParam.pipe(z.number().int().positive()),
});

/** Mastodon's v1 answers when everything is done: so long a client waits for it. */
const patienceMs = 60_000;
const lookEveryMs = 500;

/** `/api/v1/media` and `/api/v2/media`. */
export function mediaRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  const upload = (c: HonoContext<ApiEnv>): Promise<Media> =>
    withUploads(ctx, c, async ({ input, files, scratch }) => {
      const about = aboutSchema.parse(input);
      const file = files.get("file");
      if (file === undefined) throw new Refused("invalid", "Validation failed: File can't be blank");
      return await addMedia(ctx, userOf(c), { file, about, thumbnail: files.get("thumbnail") ?? null, scratch });
    });

  /** One's own, while neither a post, nor its history, nor a logbook entry has it. */
  async function unattached(c: HonoContext<ApiEnv>): Promise<Media> {
    const media = await own(c);
    if (media.statusId !== null || media.formerStatusId !== null || media.climbId !== null) throw recordNotFound();
    return media;
  }

  async function own(c: HonoContext<ApiEnv>): Promise<Media> {
    const media = await findMedia(ctx.db.read, c.req.param("id") ?? "");
    if (media === null || media.accountId !== userOf(c).id) throw recordNotFound();
    return media;
  }

  routes.post("/v2/media", requireUser("write:media"), async (c) => {
    const media = await upload(c);
    return c.json(toMedia(ctx.config, media), media.state === "ready" ? 200 : 202);
  });

  routes.post("/v1/media", requireUser("write:media"), async (c) => {
    const media = await untilProcessed(ctx, await upload(c), c.req.raw.signal);
    refuseFailed(media);
    return c.json(toMedia(ctx.config, media));
  });

  // Before `/:id`, which would take its name.
  routes.post("/v1/media/uploads", requireUser("write:media"), async (c) => {
    const asked = uploadRequest.parse(await readInput(c));
    const offer = await offerDirectUpload(ctx, userOf(c), { contentType: asked.content_type, bytes: asked.size });
    const expiresAt = new Date(offer.media.createdAt.getTime() + directUploadSeconds * 1_000);
    return c.json({ id: offer.media.id, method: "POST", ...offer.upload, expires_at: expiresAt.toISOString() });
  });

  routes.post("/v1/media/uploads/:id/confirm", requireUser("write:media"), async (c) => {
    const about = aboutSchema.parse(await readInput(c));
    const media = await confirmDirectUpload(ctx, await unattached(c), about);
    return c.json(toMedia(ctx.config, media), media.state === "ready" ? 200 : 202);
  });

  routes.get("/v1/media/:id", requireUser("write:media"), async (c) => {
    const media = await unattached(c);
    refuseFailed(media);
    return c.json(toMedia(ctx.config, media), media.state === "ready" ? 200 : 206);
  });

  routes.on(["PUT", "PATCH"], "/v1/media/:id", requireUser("write:media"), async (c) => {
    const media = await unattached(c);
    return await withUploads(ctx, c, async ({ input, files }) => {
      const changed = await changeMedia(ctx, media, aboutSchema.parse(input), files.get("thumbnail") ?? null);
      return c.json(toMedia(ctx.config, changed), changed.state === "ready" ? 200 : 206);
    });
  });

  routes.delete("/v1/media/:id", requireUser("write:media"), async (c) => {
    await own(c);
    await ctx.db.write(async (tx) => {
      const media = await findMedia(tx, c.req.param("id"));
      if (media === null) throw recordNotFound();
      if (media.climbId !== null) throw new Refused("invalid", "Media attachment is currently used by a climb");
      // By a post, by the history of one, or by one whose time has not come.
      if (media.unclaimedAt === null) {
        throw new Refused("invalid", "Media attachment is currently used by a status");
      }
      await removeMedia(ctx, tx, [media]);
    });
    return c.json({});
  });

  return routes;
}

function refuseFailed(media: Media): void {
  if (media.state === "failed") throw new Refused("invalid", media.failure ?? "The file could not be processed");
}

async function untilProcessed(ctx: Context, uploaded: Media, signal: AbortSignal): Promise<Media> {
  const until = performance.now() + patienceMs;
  let media = uploaded;
  while (media.state === "processing" && performance.now() < until && !signal.aborted) {
    await delay(lookEveryMs);
    media = (await findMedia(ctx.db.read, media.id)) ?? media;
  }
  return media;
}

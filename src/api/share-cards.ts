import { createHash } from "node:crypto";
import { Hono, type Context as HonoContext } from "hono";
import { LRUCache } from "lru-cache";
import type { Context } from "../context.ts";
import { findAccount, findLocalAccount } from "../db/account-queries.ts";
import { findVisibleClimb } from "../db/climb-queries.ts";
import { findMediaOfClimb, findMediaOfStatus } from "../db/media-queries.ts";
import { findStatus } from "../db/status-queries.ts";
import { isLocal, type Account } from "../domain/accounts/account.ts";
import type { Climb } from "../domain/climbs/climb.ts";
import { readStats } from "../domain/climbs/stats/read.ts";
import { recordNotFound } from "../lib/refused.ts";
import { cropPhoto } from "../media/crop-photo.ts";
import { drawPng } from "../media/draw-png.ts";
import { drawable } from "../media/drawable.ts";
import { climbCard, photoSize, type ClimbCard } from "../pages/share-cards/climb-card.ts";
import { pyramidCard, type PyramidCard } from "../pages/share-cards/pyramid-card.ts";
import { toClimbCard, toPyramidCard } from "../views/page-data.ts";
import type { ApiEnv } from "./env.ts";

const mostCachedBytes = 16 * 1024 * 1024;

/** Pictures of public climbs, and of the pyramids of profiles, for previews elsewhere and to keep. */
export function shareCardRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  // By all that is drawn, and by whom: what has changed is drawn anew.
  const drawn = new LRUCache<string, Buffer>({ maxSize: mostCachedBytes, sizeCalculation: (png) => png.length });

  async function send(c: HonoContext<ApiEnv>, owner: Account, facts: unknown, draw: () => Promise<Buffer>) {
    const key = createHash("sha256")
      .update(JSON.stringify([ctx.config.version, facts]))
      .digest("base64url")
      .slice(0, 22);
    const headers = {
      ETag: `"${key}"`,
      "Cache-Control": "public, max-age=300",
      "X-Content-Type-Options": "nosniff",
      ...(owner.isIndexable ? {} : { "X-Robots-Tag": "noindex" }),
    };
    if (c.req.header("if-none-match") === headers.ETag) return c.body(null, 304, headers);
    const png = drawn.get(key) ?? (await draw());
    drawn.set(key, png);
    return c.body(new Uint8Array(png), 200, { ...headers, "Content-Type": "image/png" });
  }

  routes.get("/climbs/:id{[0-9]+}/card.png", async (c) => {
    const climb = await findVisibleClimb(ctx.db.read, c.req.param("id"), null);
    const account = climb === null ? null : await findAccount(ctx.db.read, climb.accountId);
    if (climb === null || account === null || !isLocal(account) || account.suspendedAt !== null) throw recordNotFound();
    const photoKey = await findPhotoKey(ctx, climb);
    const card = toClimbCard(ctx.config, climb, account, null);
    return await send(c, account, [card, photoKey], async () => {
      const photo = photoKey === null ? null : await readPhoto(ctx, photoKey);
      return await drawPng(String(await climbCard(await drawableClimb({ ...card, photo }))));
    });
  });

  routes.get("/:handle{@[A-Za-z0-9_]+}/pyramid.png", async (c) => {
    const account = await findLocalAccount(ctx.db.read, c.req.param("handle").slice(1));
    if (account === null || account.suspendedAt !== null) throw recordNotFound();
    const filter = { accountId: account.id, viewerId: null, since: null, until: null, disciplines: [], isIndoor: null };
    const { stats } = await readStats(ctx, filter);
    const card = toPyramidCard(ctx.config, account, stats);
    return await send(c, account, card, async () => drawPng(String(await pyramidCard(await drawablePyramid(card)))));
  });

  return routes;
}

/** With its texts as the fonts here can draw them. */
const drawableClimb = async (card: ClimbCard): Promise<ClimbCard> => ({
  ...card,
  siteTitle: await drawable(card.siteTitle),
  routeName: await drawable(card.routeName),
  grade: card.grade === null ? null : await drawable(card.grade),
  style: card.style === null ? null : await drawable(card.style),
  place: card.place === null ? null : await drawable(card.place),
  climber: await drawable(card.climber),
});

const drawablePyramid = async (card: PyramidCard): Promise<PyramidCard> => ({
  ...card,
  siteTitle: await drawable(card.siteTitle),
  climber: await drawable(card.climber),
});

/** Of the first photo of its post, or of its own; none of what its author hides. */
async function findPhotoKey({ db }: Context, climb: Climb): Promise<string | null> {
  const status = climb.statusId === null ? null : await findStatus(db.read, climb.statusId);
  if (status?.isSensitive === true) return null;
  const media =
    status === null ? await findMediaOfClimb(db.read, climb.id) : await findMediaOfStatus(db.read, status.id);
  return media.find(({ type }) => type === "image")?.originalKey ?? null;
}

async function readPhoto({ storage }: Context, key: string): Promise<Buffer | null> {
  const file = await storage.read(key);
  return file === null ? null : await cropPhoto(file.stream, photoSize);
}

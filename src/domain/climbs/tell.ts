import type { Context } from "../../context.ts";
import { findPartners } from "../../db/climb-queries.ts";
import { findMediaOfClimb, releaseMedia } from "../../db/media-queries.ts";
import { deleteTombstone } from "../../db/status-queries.ts";
import { newId } from "../../lib/ids.ts";
import type { Account } from "../accounts/account.ts";
import { prepareStatus, writePrepared, type ClimbPost } from "../statuses/publish.ts";
import type { Visibility } from "../statuses/status.ts";
import { holdAsRead, untilAsRead } from "./as-read.ts";
import type { Climb } from "./climb.ts";
import { redraftClimb } from "./draft.ts";
import { readClimb } from "./read.ts";
import { refuseField } from "./refuse-field.ts";

type TellContext = Pick<Context, "bus" | "db" | "clock" | "config" | "fediverse" | "wakeWorker">;

export interface Telling {
  post: ClimbPost;
  /** Absent: that of the entry. */
  visibility: Visibility | undefined;
  applicationId: string | null;
}

/**
 * Posts a climb that was only logged, with its media. Once: a climb that has a post stays as it is.
 * @throws Refused as `publishStatus` does, and when an entry for its climber alone is told without saying to whom.
 */
export async function tellClimb(ctx: TellContext, climber: Account, id: string, telling: Telling): Promise<Climb> {
  return await untilAsRead(async () => {
    const climb = await readClimb(ctx.db.read, id);
    return climb.statusId === null ? await tellUntold(ctx, climber, climb, telling) : climb;
  });
}

async function tellUntold(ctx: TellContext, climber: Account, climb: Climb, telling: Telling): Promise<Climb> {
  const visibility = telling.visibility ?? climb.visibility;
  if (telling.visibility === undefined && visibility === "direct")
    refuseField("visibility", "must be given: the climb is private");
  const partners = (await findPartners(ctx.db.read, [climb.id])).get(climb.id) ?? [];
  const media = await findMediaOfClimb(ctx.db.read, climb.id);
  const prepared = await prepareStatus(ctx, climber, {
    ...telling.post,
    applicationId: telling.applicationId,
    visibility,
    inReplyToId: null,
    idempotencyKey: null,
    climb: redraftClimb(climb, partners),
    mediaIds: media.map(({ id }) => id),
    poll: null,
  });
  return await ctx.db.write(async (tx) => {
    const now = ctx.clock.now();
    await holdAsRead(tx, climb);
    // They go over to the post.
    await releaseMedia(tx, { climbId: climb.id }, now);
    await deleteTombstone(tx, climb.uri);
    await writePrepared(ctx, tx, climber, prepared, newId(now), climb.id);
    return await readClimb(tx, climb.id);
  });
}

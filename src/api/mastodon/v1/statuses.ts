import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import type { Reader, Writer } from "../../../db/database.ts";
import { findBoostedBy, findFavouritedBy } from "../../../db/interaction-queries.ts";
import type { Onlooker } from "../../../db/visibility.ts";
import { findStatusEdits } from "../../../db/status-part-queries.ts";
import { findStatus, findVisibleStatus, lockStatus } from "../../../db/status-queries.ts";
import type { Account } from "../../../domain/accounts/account.ts";
import { muteConversation, unmuteConversation } from "../../../domain/relationships/mute.ts";
import { boost, unboost } from "../../../domain/statuses/boost.ts";
import { withdrawStatus } from "../../../domain/statuses/delete.ts";
import { dislike } from "../../../domain/statuses/dislike.ts";
import { editOwnStatus } from "../../../domain/statuses/edit.ts";
import { favourite, unfavourite } from "../../../domain/statuses/favourite.ts";
import { changeQuotePolicy } from "../../../domain/quotes/draft.ts";
import { quotePolicies } from "../../../domain/quotes/policy.ts";
import { bookmark, pin, unbookmark, unpin } from "../../../domain/statuses/mark.ts";
import { readPostingChoices } from "../../../domain/statuses/chosen.ts";
import { languageTag, publishStatus, type StatusDraft } from "../../../domain/statuses/publish.ts";
import { scheduleStatus } from "../../../domain/statuses/schedule.ts";
import type { Status } from "../../../domain/statuses/status.ts";
import { undislike } from "../../../domain/statuses/undislike.ts";
import { findThread } from "../../../domain/statuses/thread.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { toAccount } from "../../../views/account.ts";
import { loadScheduledStatuses } from "../../../views/scheduled-status.ts";
import { loadStatuses } from "../../../views/load-statuses.ts";
import { toStatuses } from "../../../views/status.ts";
import { toStatusEdits } from "../../../views/status-edit.ts";
import type { ApiEnv } from "../../env.ts";
import { allowAnyone, requireUser, userOf, viewerOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { booleanParam, idempotencyKeyOf, idParam, listParam, orAbsent, pageParams } from "../../params.ts";
import { aboutSchema } from "../media.ts";
import { instantParam, pollInput } from "../poll-input.ts";
import { climbInput } from "../../topout/climb-input.ts";
import { todayOf } from "../../topout/climbs.ts";
import { withRouteOfPost } from "../../topout/known-route.ts";

const visibility = z.enum(["public", "unlisted", "private", "direct"]);
const text = z.preprocess((value) => value ?? "", z.string());

const draftSchema = (today: string) =>
  z.object({
    status: text,
    spoiler_text: text,
    visibility: orAbsent(visibility),
    sensitive: orAbsent(booleanParam),
    language: orAbsent(languageTag).catch(undefined),
    in_reply_to_id: orAbsent(idParam),
    climb: orAbsent(climbInput(today)),
    media_ids: listParam(idParam),
    poll: orAbsent(pollInput),
    scheduled_at: orAbsent(instantParam),
    quoted_status_id: orAbsent(idParam),
    quote_approval_policy: orAbsent(z.enum(quotePolicies)),
  });

const editSchema = (today: string) =>
  z.object({
    status: text,
    spoiler_text: text,
    sensitive: orAbsent(booleanParam),
    language: orAbsent(languageTag).catch(undefined),
    media_ids: listParam(idParam),
    media_attributes: listParam(aboutSchema.extend({ id: idParam })),
    poll: orAbsent(pollInput),
    quote_approval_policy: orAbsent(z.enum(quotePolicies)),
    // Absent keeps the climb; null takes it off the post.
    climb: z.preprocess((value) => (value === "" ? null : value), climbInput(today).nullable().optional()),
  });

type Change<T> = (tx: Writer, account: Account, status: Status) => Promise<T>;

/** `/api/v1/statuses`. */
export function statusRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { config } = ctx;

  const show = async (id: string, viewerId: string | null) => {
    const facts = await loadStatuses(ctx.db.read, [id], viewerId, ctx.clock.now());
    const [shown] = toStatuses(config, facts, [id]);
    if (shown === undefined) throw recordNotFound();
    return shown;
  };

  async function visible(c: HonoContext<ApiEnv>, db: Reader = ctx.db.read): Promise<Status> {
    const status = await findVisibleStatus(db, c.req.param("id") ?? "", viewerOf(c)?.id ?? null);
    if (status === null) throw recordNotFound();
    return status;
  }

  /** What is done to a boost is done to the post that it boosts. */
  async function original(c: HonoContext<ApiEnv>, db: Reader = ctx.db.read): Promise<Status> {
    const status = await visible(c, db);
    if (status.boostOfId === null) return status;
    const boosted = await findVisibleStatus(db, status.boostOfId, viewerOf(c)?.id ?? null);
    if (boosted === null) throw recordNotFound();
    return boosted;
  }

  /** An answer to a boost is one to the post that it boosts. What cannot be seen is left to `publishStatus`. */
  async function answered(id: string, viewerId: string): Promise<string> {
    return (await findVisibleStatus(ctx.db.read, id, viewerId))?.boostOfId ?? id;
  }

  /** Changes the post within one transaction, so that nobody deletes it meanwhile; tells what `change` tells. */
  async function changing<T>(c: HonoContext<ApiEnv>, change: Change<T>): Promise<T> {
    return await ctx.db.write(async (tx) => {
      const status = await original(c, tx);
      if (!(await lockStatus(tx, status.id))) throw recordNotFound();
      return await change(tx, userOf(c), status);
    });
  }

  const onlookerOf = (c: HonoContext<ApiEnv>): Onlooker => ({ id: viewerOf(c)?.id ?? null, now: ctx.clock.now() });

  async function own(c: HonoContext<ApiEnv>): Promise<Status> {
    const status = await findStatus(ctx.db.read, c.req.param("id") ?? "");
    if (status === null || status.accountId !== userOf(c).id) throw recordNotFound();
    return status;
  }

  /** What is to be published, with what the account has chosen where the client says nothing; and when, if later. */
  async function readDraft(c: HonoContext<ApiEnv>): Promise<{ draft: StatusDraft; scheduledAt: Date | undefined }> {
    const account = userOf(c);
    const draft = draftSchema(todayOf(ctx)).parse(await withRouteOfPost(ctx, await readInput(c)));
    const chosen = await readPostingChoices(ctx.db.read, account.id);
    const asked = {
      text: draft.status,
      spoilerText: draft.spoiler_text,
      visibility: draft.visibility ?? chosen.visibility,
      isSensitive: draft.sensitive ?? chosen.isSensitive,
      language: draft.language ?? chosen.language,
      inReplyToId: draft.in_reply_to_id === undefined ? null : await answered(draft.in_reply_to_id, account.id),
      applicationId: c.get("auth")?.appId ?? null,
      idempotencyKey: idempotencyKeyOf(c),
      climb: draft.climb ?? null,
      mediaIds: draft.media_ids,
      poll: draft.poll ?? null,
      quotedStatusId: draft.quoted_status_id ?? null,
      quotePolicy: draft.quote_approval_policy ?? chosen.quotePolicy,
    };
    return { draft: asked, scheduledAt: draft.scheduled_at };
  }

  routes.post("/", requireUser("write:statuses"), async (c) => {
    const { draft, scheduledAt } = await readDraft(c);
    // A time that is past already means now, as on Mastodon.
    if (scheduledAt !== undefined && scheduledAt > ctx.clock.now()) {
      const scheduled = await scheduleStatus(ctx, userOf(c), draft, scheduledAt);
      return c.json((await loadScheduledStatuses(ctx.db.read, config, [scheduled]))[0]);
    }
    const status = await publishStatus(ctx, userOf(c), draft);
    return c.json(await show(status.id, userOf(c).id));
  });

  routes.get("/", allowAnyone("read:statuses"), async (c) => {
    const { id: ids } = z
      .object({ id: listParam(idParam).pipe(z.array(z.string()).max(40)) })
      .parse(await readInput(c));
    return c.json(
      toStatuses(config, await loadStatuses(ctx.db.read, ids, viewerOf(c)?.id ?? null, ctx.clock.now()), ids),
    );
  });

  routes.get("/:id", allowAnyone("read:statuses"), async (c) =>
    c.json(await show((await visible(c)).id, viewerOf(c)?.id ?? null)),
  );

  routes.on(["PUT", "PATCH"], "/:id", requireUser("write:statuses"), async (c) => {
    const status = await own(c);
    const draft = editSchema(todayOf(ctx)).parse(await withRouteOfPost(ctx, await readInput(c)));
    await editOwnStatus(ctx, userOf(c), status, {
      text: draft.status,
      spoilerText: draft.spoiler_text,
      isSensitive: draft.sensitive ?? false,
      language: draft.language ?? status.language,
      climb: draft.climb,
      // As on Mastodon, an edit without its poll removes it.
      poll: draft.poll ?? null,
      mediaIds: draft.media_ids,
      mediaAbout: draft.media_attributes,
    });
    const policy = draft.quote_approval_policy;
    if (policy !== undefined) await ctx.db.write((tx) => changeQuotePolicy(ctx, tx, status, policy));
    return c.json(await show(status.id, userOf(c).id));
  });

  routes.delete("/:id", requireUser("write:statuses"), async (c) => {
    const status = await own(c);
    const shown = await show(status.id, userOf(c).id);
    if (status.boostOfId !== null) {
      await changing(c, (tx, account, boosted) => unboost(ctx, tx, account, boosted));
      return c.json(shown);
    }
    const { delete_media: deletesMedia } = z
      .object({ delete_media: booleanParam.default(false) })
      .parse(await readInput(c));
    await changing(c, (tx, account, current) => withdrawStatus(ctx, tx, account, current, { deletesMedia }));
    // The source comes along, for "delete and write again".
    return c.json({ ...shown, text: status.contentText });
  });

  routes.get("/:id/context", allowAnyone("read:statuses"), async (c) => {
    const status = await visible(c);
    const viewerId = viewerOf(c)?.id ?? null;
    const { ancestors, descendants } = await findThread(ctx.db.read, status, viewerId, ctx.clock.now());
    const facts = await loadStatuses(ctx.db.read, [...ancestors, ...descendants], viewerId, ctx.clock.now());
    return c.json({
      ancestors: toStatuses(config, facts, ancestors),
      descendants: toStatuses(config, facts, descendants),
    });
  });

  routes.get("/:id/history", allowAnyone("read:statuses"), async (c) => {
    const status = await visible(c);
    const facts = await loadStatuses(ctx.db.read, [status.id], viewerOf(c)?.id ?? null, ctx.clock.now());
    return c.json(toStatusEdits(config, facts, status, await findStatusEdits(ctx.db.read, status.id)));
  });

  routes.get("/:id/source", requireUser("read:statuses"), async (c) => {
    const status = await visible(c);
    // Of a post from elsewhere there is no other source.
    const text = status.isLocal ? status.contentText : status.contentHtml;
    return c.json({ id: status.id, text, spoiler_text: status.spoilerText });
  });

  routes.get("/:id/favourited_by", allowAnyone("read:accounts"), async (c) => {
    const page = toPage(pageParams(40, 80).parse(await readInput(c)));
    const listed = await findFavouritedBy(ctx.db.read, (await original(c)).id, page, onlookerOf(c));
    linkPages(
      c,
      config,
      listed.map((row) => row.cursor),
      page,
    );
    return c.json(listed.map((row) => toAccount(config, row.account)));
  });

  routes.get("/:id/reblogged_by", allowAnyone("read:accounts"), async (c) => {
    const page = toPage(pageParams(40, 80).parse(await readInput(c)));
    const listed = await findBoostedBy(ctx.db.read, (await original(c)).id, page, onlookerOf(c));
    linkPages(
      c,
      config,
      listed.map((row) => row.cursor),
      page,
    );
    return c.json(listed.map((row) => toAccount(config, row.account)));
  });

  const act = (name: string, scope: string, change: Change<void>): void => {
    routes.post(`/:id/${name}`, requireUser(scope), async (c) => {
      const id = await changing(c, async (tx, account, status) => {
        await change(tx, account, status);
        return status.id;
      });
      return c.json(await show(id, userOf(c).id));
    });
  };
  act("favourite", "write:favourites", (tx, account, status) => favourite(ctx, tx, account, status));
  act("unfavourite", "write:favourites", (tx, account, status) => unfavourite(ctx, tx, account, status));
  act("dislike", "write:favourites", (tx, account, status) => dislike(ctx, tx, account, status));
  act("undislike", "write:favourites", (tx, account, status) => undislike(ctx, tx, account, status));
  act("unreblog", "write:statuses", (tx, account, status) => unboost(ctx, tx, account, status));
  act("bookmark", "write:bookmarks", (tx, account, status) => bookmark(ctx, tx, account, status));
  act("unbookmark", "write:bookmarks", (tx, account, status) => unbookmark(tx, account, status));
  act("mute", "write:mutes", (tx, account, status) => muteConversation(ctx, tx, account, status));
  act("unmute", "write:mutes", (tx, account, status) => unmuteConversation(tx, account, status));
  act("pin", "write:accounts", (tx, account, status) => pin(ctx, tx, account, status));
  act("unpin", "write:accounts", (tx, account, status) => unpin(ctx, tx, account, status));

  routes.post("/:id/reblog", requireUser("write:statuses"), async (c) => {
    const asked = z.object({ visibility: orAbsent(visibility.exclude(["direct"])) }).parse(await readInput(c));
    const created = await changing(c, (tx, account, status) =>
      boost(ctx, tx, account, status, { visibility: asked.visibility ?? "public" }),
    );
    return c.json(await show(created.id, userOf(c).id));
  });

  return routes;
}

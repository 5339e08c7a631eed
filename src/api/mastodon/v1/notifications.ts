import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import {
  deleteAllNotifications,
  deleteGroup,
  deleteNotification,
  findGroup,
  findMarkers,
  findNotification,
  findNotifications,
  findGroupPage,
  findUnread,
} from "../../../db/notification-queries.ts";
import { findAccountsByIds } from "../../../db/account-queries.ts";
import type { NotificationType } from "../../../db/schema/index.ts";
import type { Account } from "../../../domain/accounts/account.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { toAccount } from "../../../views/account.ts";
import {
  groupKeyOf,
  groupRows,
  loadGroups,
  loadNotifications,
  notificationTypes,
} from "../../../views/notification.ts";
import type { ApiEnv } from "../../env.ts";
import { requireUser, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { booleanParam, idParam, limitParam, listParam, orAbsent, pageParams } from "../../params.ts";

const ours = new Map(
  Object.entries(notificationTypes).map(([name, wire]) => [wire as string, name as NotificationType]),
);
const types = listParam(z.string());
const filterSchema = z
  .object({
    types,
    exclude_types: types,
    account_id: orAbsent(idParam),
    include_filtered: booleanParam.default(false),
  })
  .transform((asked) => ({
    types: asked.types.flatMap((type) => ours.get(type) ?? []),
    excluded: asked.exclude_types.flatMap((type) => ours.get(type) ?? []),
    fromAccountId: asked.account_id ?? null,
    includesFiltered: asked.include_filtered,
    /** Only kinds were asked for that this server does not know: nothing, rather than everything. */
    isNothing: asked.types.length > 0 && !asked.types.some((type) => ours.has(type)),
  }));

type AskedFilter = z.infer<typeof filterSchema>;

const countParams = z.object({ limit: limitParam(100, 1_000) });

/** `/api/v1/notifications`. */
export function notificationRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.get("/", requireUser("read:notifications"), async (c) => {
    const input = await readInput(c);
    const filter = filterSchema.parse(input);
    const page = toPage(pageParams(40, 80).parse(input));
    if (filter.isNothing) return c.json([]);
    const rows = await findNotifications(ctx.db.read, userOf(c).id, filter, page);
    linkPages(
      c,
      ctx.config,
      rows.map((row) => row.id),
      page,
    );
    return c.json(await loadNotifications(ctx.db.read, ctx.config, userOf(c).id, rows, ctx.clock.now()));
  });

  routes.get("/unread_count", requireUser("read:notifications"), async (c) => {
    const input = await readInput(c);
    const unread = await findUnreadOf(ctx, userOf(c), filterSchema.parse(input), countParams.parse(input).limit);
    return c.json({ count: unread.length });
  });

  routes.get("/:id", requireUser("read:notifications"), async (c) => {
    const row = await findNotification(ctx.db.read, userOf(c).id, c.req.param("id"));
    const [shown] =
      row === null ? [] : await loadNotifications(ctx.db.read, ctx.config, userOf(c).id, [row], ctx.clock.now());
    if (shown === undefined) throw recordNotFound();
    return c.json(shown);
  });

  routes.post("/clear", requireUser("write:notifications"), async (c) => {
    await ctx.db.write((tx) => deleteAllNotifications(tx, userOf(c).id));
    return c.json({});
  });

  routes.post("/:id/dismiss", requireUser("write:notifications"), async (c) => {
    const isGone = await ctx.db.write((tx) => deleteNotification(tx, userOf(c).id, c.req.param("id")));
    if (!isGone) throw recordNotFound();
    return c.json({});
  });

  return routes;
}

const groupParams = z.object({
  grouped_types: types,
  expand_accounts: z.enum(["full", "partial_avatars"]).default("full").catch("full"),
});

// Many likes of one post are one group: this many rows are read for a page of groups.
const rowsPerGroup = 10;
const mostGroupRows = 80;

/** `/api/v2/notifications`: what many did alike is one. */
export function notificationGroupRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db, config } = ctx;
  const groupedOf = (asked: readonly string[]) => (asked.length === 0 ? null : new Set(asked));

  routes.get("/", requireUser("read:notifications"), async (c) => {
    const input = await readInput(c);
    const filter = filterSchema.parse(input);
    const asked = groupParams.parse(input);
    const page = toPage(pageParams(40, 80).parse(input));
    const rows = filter.isNothing
      ? []
      : await findNotifications(db.read, userOf(c).id, filter, { ...page, limit: page.limit * rowsPerGroup });
    const { groups, read } = groupRows(rows, groupedOf(asked.grouped_types), page.limit);
    const isWhole = rows.length < page.limit * rowsPerGroup && read.length === rows.length;
    linkPages(
      c,
      config,
      read.map((row) => row.id),
      { ...page, limit: isWhole ? read.length + 1 : read.length },
    );
    const partialAvatars = asked.expand_accounts === "partial_avatars";
    return c.json(await loadGroups(db.read, config, userOf(c).id, groups, ctx.clock.now(), { partialAvatars }));
  });

  routes.get("/unread_count", requireUser("read:notifications"), async (c) => {
    const input = await readInput(c);
    const { limit } = countParams.parse(input);
    const grouped = groupedOf(groupParams.parse(input).grouped_types);
    const unread = await findUnreadOf(ctx, userOf(c), filterSchema.parse(input), limit * rowsPerGroup);
    const keys = unread.map((row) =>
      grouped === null || grouped.has(notificationTypes[row.type]) ? groupKeyOf(row) : row.id,
    );
    return c.json({ count: Math.min(new Set(keys).size, limit) });
  });

  routes.post("/clear", requireUser("write:notifications"), async (c) => {
    await db.write((tx) => deleteAllNotifications(tx, userOf(c).id));
    return c.json({});
  });

  routes.get("/:key", requireUser("read:notifications"), async (c) => {
    const key = c.req.param("key");
    const rows = await findGroup(db.read, userOf(c).id, key, mostGroupRows);
    if (rows.length === 0) throw recordNotFound();
    return c.json(await loadGroups(db.read, config, userOf(c).id, [{ key, rows }], ctx.clock.now()));
  });

  routes.get("/:key/accounts", requireUser("read:notifications"), async (c) => {
    const page = toPage(pageParams(40, 80).parse(await readInput(c)));
    const rows = await findGroupPage(db.read, userOf(c).id, c.req.param("key"), page);
    linkPages(
      c,
      config,
      rows.map((row) => row.id),
      page,
    );
    const ids = [...new Set(rows.map((row) => row.fromAccountId))];
    const accounts = await findAccountsByIds(db.read, ids);
    return c.json(ids.flatMap((id) => accounts.get(id) ?? []).map((account) => toAccount(config, account)));
  });

  routes.post("/:key/dismiss", requireUser("write:notifications"), async (c) => {
    // A group that is not there, or no longer, is as good as dismissed, as on Mastodon.
    await db.write((tx) => deleteGroup(tx, userOf(c).id, c.req.param("key")));
    return c.json({});
  });

  return routes;
}

/** What came after the reader's marker. */
async function findUnreadOf({ db }: Context, account: Account, filter: AskedFilter, limit: number) {
  if (filter.isNothing) return [];
  const [marker] = await findMarkers(db.read, account.id, ["notifications"]);
  return await findUnread(db.read, account.id, marker?.lastReadId ?? "0", filter, limit);
}

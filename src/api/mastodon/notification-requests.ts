import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findAccountsByIds } from "../../db/account-queries.ts";
import {
  countRequests,
  findRequests,
  findRequestsByIds,
  type NotificationPolicy,
  type NotificationRequest,
} from "../../db/notification-policy-queries.ts";
import type { PolicyChoice } from "../../db/schema/index.ts";
import {
  acceptRequests,
  changePolicy,
  dismissRequests,
  policyChoices,
  readPolicy,
} from "../../domain/notifications/policy.ts";
import type { Account } from "../../domain/accounts/account.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { instantOf, toAccount } from "../../views/account.ts";
import { loadStatuses, shownIds } from "../../views/load-statuses.ts";
import { toStatus } from "../../views/status.ts";
import type { ApiEnv } from "../env.ts";
import { requireUser, userOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { linkPages, toPage } from "../paging.ts";
import { booleanParam, idParam, listParam, pageParams } from "../params.ts";

const read = requireUser("read:notifications");
const write = requireUser("write:notifications");
const idsParam = z.object({ id: listParam(idParam) });

/** `/api/v1/notifications/requests`: senders whose notifications the reader's policy held back. */
export function notificationRequestRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db, config } = ctx;

  routes.get("/", read, async (c) => {
    const page = toPage(pageParams(40, 80).parse(await readInput(c)));
    const requests = await findRequests(db.read, userOf(c).id, page);
    linkPages(
      c,
      config,
      requests.map((request) => request.id),
      page,
    );
    return c.json(await show(ctx, userOf(c), requests));
  });

  // What is accepted is there at once.
  routes.get("/merged", read, (c) => c.json({ merged: true }));

  for (const [name, act] of [
    ["accept", acceptRequests],
    ["dismiss", dismissRequests],
  ] as const) {
    routes.post(`/${name}`, write, async (c) => {
      await act(ctx, userOf(c), idsParam.parse(await readInput(c)).id);
      return c.json({});
    });
    routes.post(`/:id/${name}`, write, async (c) => {
      const done = await act(ctx, userOf(c), [c.req.param("id")]);
      if (done === 0) throw recordNotFound();
      return c.json({});
    });
  }

  routes.get("/:id", read, async (c) => {
    const [shown] = await show(ctx, userOf(c), await findRequestsByIds(db.read, userOf(c).id, [c.req.param("id")]));
    if (shown === undefined) throw recordNotFound();
    return c.json(shown);
  });

  return routes;
}

async function show({ db, clock, config }: Context, viewer: Account, requests: readonly NotificationRequest[]) {
  const accounts = await findAccountsByIds(
    db.read,
    requests.map((request) => request.fromAccountId),
  );
  const statusIds = requests.flatMap((request) => request.lastStatusId ?? []);
  const facts = await loadStatuses(db.read, statusIds, viewer.id, clock.now());
  return requests.flatMap((request) => {
    const account = accounts.get(request.fromAccountId);
    if (account === undefined) return [];
    const [last] = shownIds(facts, request.lastStatusId === null ? [] : [request.lastStatusId]);
    return [
      {
        id: request.id,
        created_at: instantOf(request.createdAt),
        updated_at: instantOf(request.updatedAt),
        notifications_count: String(request.notificationsCount),
        account: toAccount(config, account),
        last_status: last === undefined ? null : toStatus(config, facts, last),
      },
    ];
  });
}

const choice = z.enum(policyChoices).optional();
const policySchema = z
  .object({
    for_not_following: choice,
    for_not_followers: choice,
    for_new_accounts: choice,
    for_private_mentions: choice,
    for_limited_accounts: choice,
  })
  .transform((given) => ({
    forNotFollowing: given.for_not_following,
    forNotFollowers: given.for_not_followers,
    forNewAccounts: given.for_new_accounts,
    forPrivateMentions: given.for_private_mentions,
    forLimitedAccounts: given.for_limited_accounts,
  }));

const chosen = booleanParam.transform((isFiltered): PolicyChoice => (isFiltered ? "filter" : "accept")).optional();
const policyV1Schema = z
  .object({
    filter_not_following: chosen,
    filter_not_followers: chosen,
    filter_new_accounts: chosen,
    filter_private_mentions: chosen,
  })
  .transform((given) => ({
    forNotFollowing: given.filter_not_following,
    forNotFollowers: given.filter_not_followers,
    forNewAccounts: given.filter_new_accounts,
    forPrivateMentions: given.filter_private_mentions,
  }));

/** `/api/v2/notifications/policy`, and its older form under v1, which knows yes and no only. */
export function notificationPolicyRoutes(ctx: Context, version: "v1" | "v2"): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const toPolicy = version === "v1" ? toPolicyV1 : toPolicyV2;
  const schema = version === "v1" ? policyV1Schema : policySchema;
  const summary = async (account: Account) => {
    const counted = await countRequests(ctx.db.read, account.id);
    return { pending_requests_count: counted.requests, pending_notifications_count: counted.notifications };
  };
  routes.get("/", read, async (c) =>
    c.json({ ...toPolicy(await readPolicy(ctx.db.read, userOf(c).id)), summary: await summary(userOf(c)) }),
  );
  routes.on(["PATCH", "PUT"], "/", write, async (c) => {
    const policy = await changePolicy(ctx, userOf(c), schema.parse(await readInput(c)));
    return c.json({ ...toPolicy(policy), summary: await summary(userOf(c)) });
  });
  return routes;
}

const toPolicyV2 = (policy: NotificationPolicy) => ({
  for_not_following: policy.forNotFollowing,
  for_not_followers: policy.forNotFollowers,
  for_new_accounts: policy.forNewAccounts,
  for_private_mentions: policy.forPrivateMentions,
  for_limited_accounts: policy.forLimitedAccounts,
});

const toPolicyV1 = (policy: NotificationPolicy) => ({
  filter_not_following: policy.forNotFollowing !== "accept",
  filter_not_followers: policy.forNotFollowers !== "accept",
  filter_new_accounts: policy.forNewAccounts !== "accept",
  filter_private_mentions: policy.forPrivateMentions !== "accept",
});

import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findAccount } from "../../../db/account-queries.ts";
import { findAccountsForStaff, type AccountFilter } from "../../../db/moderation-queries.ts";
import type { Role } from "../../../db/schema/index.ts";
import type { Account } from "../../../domain/accounts/account.ts";
import { approveAccount, rejectAccount } from "../../../domain/accounts/approve.ts";
import { mayDo } from "../../../domain/roles/permissions.ts";
import { recordNotFound, Refused } from "../../../lib/refused.ts";
import { roleOf } from "../../../views/account.ts";
import { loadAdminAccounts } from "../../../views/admin.ts";
import type { ApiEnv } from "../../env.ts";
import { requireStaff } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { booleanParam, idParam, listParam, orAbsent, pageParams } from "../../params.ts";

/** As on Mastodon. Nobody can be disabled, silenced or made sensitive here yet, so nobody is found by these. */
const states = ["active", "pending", "disabled", "silenced", "sensitized", "suspended"] as const;
type State = (typeof states)[number];

const text = orAbsent(z.string().trim().max(500));
const sought = z.object({
  username: text,
  display_name: text,
  by_domain: text,
  email: text,
  ip: text,
});

const flag = orAbsent(booleanParam);
const v1Schema = sought.extend({
  remote: flag,
  staff: flag,
  active: flag,
  pending: flag,
  disabled: flag,
  silenced: flag,
  sensitized: flag,
  suspended: flag,
});

const v2Schema = sought.extend({
  origin: orAbsent(z.string()),
  status: orAbsent(z.string()),
  permissions: orAbsent(z.string()),
  role_ids: listParam(z.string()),
  invited_by: orAbsent(idParam),
});

type Sought = z.infer<typeof sought>;
/** Null where nobody can be found. */
type Asked = AccountFilter | null;

const staff = (["user", "moderator", "admin"] satisfies Role[]).filter((role) => mayDo(role, "manageReports"));

function filterOf(
  given: Sought,
  rest: Pick<AccountFilter, "origin" | "roles" | "inviterId"> & { state: State | null },
): Asked {
  const { state } = rest;
  // No addresses are kept.
  if (given.ip !== undefined || state === "disabled" || state === "silenced" || state === "sensitized") return null;
  return {
    ...rest,
    state,
    username: given.username ?? null,
    displayName: given.display_name ?? null,
    email: given.email ?? null,
    domain: given.by_domain ?? null,
  };
}

/** The first version asks by flags, and for active local accounts where it is not told otherwise. */
function filterOfV1(input: Record<string, unknown>): Asked {
  const given = v1Schema.parse(input);
  return filterOf(given, {
    origin: given.remote === true ? "remote" : "local",
    state: states.findLast((state) => given[state] === true) ?? "active",
    roles: given.staff === true ? staff : null,
    inviterId: null,
  });
}

function filterOfV2(input: Record<string, unknown>): Asked {
  const given = v2Schema.parse(input);
  const state = states.find((known) => known === given.status) ?? null;
  const origin = (["local", "remote"] as const).find((known) => known === given.origin) ?? null;
  if (given.status !== undefined && state === null) throw unknownValue("status", given.status);
  if (given.origin !== undefined && origin === null) throw unknownValue("origin", given.origin);
  const named = given.role_ids.length === 0 ? null : given.role_ids.flatMap((id) => roleOf(id) ?? []);
  const roles = given.permissions === "staff" ? staff : named;
  return filterOf(given, { origin, state, roles, inviterId: given.invited_by ?? null });
}

const unknownValue = (what: string, given: string): Refused => new Refused("malformed", `Unknown ${what}: ${given}`);

/** `/api/v1/admin/accounts` and `/api/v2/admin/accounts`. */
export function adminAccountRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db, config } = ctx;
  const read = requireStaff("admin:read:accounts", "manageUsers");
  const write = requireStaff("admin:write:accounts", "manageUsers");

  async function named(c: HonoContext<ApiEnv>): Promise<Account> {
    const account = await findAccount(db.read, c.req.param("id") ?? "");
    if (account === null) throw recordNotFound();
    return account;
  }

  const show = async (account: Account) => (await loadAdminAccounts(db.read, config, [account]))[0];

  for (const [path, filterFrom] of [
    ["/v1/admin/accounts", filterOfV1],
    ["/v2/admin/accounts", filterOfV2],
  ] as const) {
    routes.get(path, read, async (c) => {
      const input = await readInput(c);
      const page = toPage(pageParams(100, 200).parse(input));
      const filter = filterFrom(input);
      const found = filter === null ? [] : await findAccountsForStaff(db.read, filter, page);
      linkPages(
        c,
        config,
        found.map((account) => account.id),
        page,
      );
      return c.json(await loadAdminAccounts(db.read, config, found));
    });
  }

  routes.get("/v1/admin/accounts/:id", read, async (c) => c.json(await show(await named(c))));

  routes.post("/v1/admin/accounts/:id/approve", write, async (c) => {
    const account = await named(c);
    await approveAccount(ctx, account);
    return c.json(await show(account));
  });

  routes.post("/v1/admin/accounts/:id/reject", write, async (c) => {
    const account = await named(c);
    const shown = await show(account);
    await rejectAccount(ctx, account);
    return c.json(shown);
  });

  return routes;
}

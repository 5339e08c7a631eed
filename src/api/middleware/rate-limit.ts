import type { Context as HonoContext } from "hono";
import { createMiddleware } from "hono/factory";
import ipaddr from "ipaddr.js";
import type { Context } from "../../context.ts";
import type { RateLimit, Taken } from "../../lib/rate-counter.ts";
import { Refused } from "../../lib/refused.ts";
import type { ApiEnv } from "../env.ts";
import { answerWith } from "./answer-headers.ts";
import { clientAddress } from "../oauth/client-address.ts";

type Limiting = Pick<Context, "clock" | "config" | "rateCounter">;

interface Rule extends RateLimit {
  readonly method?: string;
  readonly path: RegExp;
  /** Whom it counts; anybody without a token is counted by address. */
  readonly by: "token" | "account" | "address";
}

const minutes = (count: number): number => count * 60;

/** Mastodon's limits, for which clients are written, and our own for what it has not. */
const rules: readonly Rule[] = [
  // A stream is one request for hours, and is opened anew whenever the network changes.
  { name: "api", path: /^\/api\/(?!v1\/streaming)/, by: "token", most: 300, seconds: minutes(5) },
  {
    name: "media",
    method: "POST",
    path: /^\/api\/v[12]\/media(\/uploads)?$/,
    by: "account",
    most: 30,
    seconds: minutes(30),
  },
  {
    name: "import",
    method: "POST",
    path: /^\/api\/v1\/climbs\/imports$/,
    by: "account",
    most: 60,
    seconds: minutes(30),
  },
  {
    name: "delete",
    method: "DELETE",
    path: /^\/api\/v1\/statuses\/\d+$/,
    by: "account",
    most: 30,
    seconds: minutes(30),
  },
  {
    name: "delete",
    method: "POST",
    path: /^\/api\/v1\/statuses\/\d+\/unreblog$/,
    by: "account",
    most: 30,
    seconds: minutes(30),
  },
  { name: "apps", method: "POST", path: /^\/api\/v1\/apps$/, by: "address", most: 25, seconds: minutes(10) },
  { name: "sign-up", method: "POST", path: /^\/api\/v1\/accounts$/, by: "address", most: 5, seconds: minutes(30) },
  {
    name: "confirmation",
    method: "POST",
    path: /^\/api\/v1\/emails\/confirmations$/,
    by: "account",
    most: 5,
    seconds: minutes(30),
  },
];

/** Counts a request, behind `authenticate`, and tells with Mastodon's headers how many more there may be. */
export const limitRate = (ctx: Limiting) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    await answerWith(c, await take(ctx, c), next);
  });

/** Counts a request whose token is not known by its address, so that tokens cannot be tried without end. */
export const limitUnknownTokens =
  (ctx: Limiting) =>
  async (c: HonoContext<ApiEnv>): Promise<void> => {
    await take(ctx, c);
  };

async function take(ctx: Limiting, c: HonoContext<ApiEnv>): Promise<Record<string, string>> {
  const { rateLimit: factor } = ctx.config;
  if (factor === 0) return {};
  let tightest: (Taken & { limit: RateLimit }) | null = null;
  for (const rule of rules) {
    if ((rule.method !== undefined && rule.method !== c.req.method) || !rule.path.test(c.req.path)) continue;
    const limit = { ...rule, most: Math.max(1, Math.round(rule.most * factor)) };
    const taken = { ...(await ctx.rateCounter.take(limit, keyOf(rule, c))), limit };
    if (tightest === null || taken.isOver || taken.remaining < tightest.remaining) tightest = taken;
    if (taken.isOver) break;
  }
  if (tightest === null) return {};
  const headers = describe(ctx, tightest);
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  if (tightest.isOver) {
    c.header("Retry-After", String(Math.ceil(tightest.resetsInMs / 1_000)));
    throw new Refused("too-many", "Too many requests");
  }
  return headers;
}

const describe = ({ clock }: Limiting, { limit, remaining, resetsInMs }: Taken & { limit: RateLimit }) => ({
  "X-RateLimit-Limit": String(limit.most),
  "X-RateLimit-Remaining": String(remaining),
  "X-RateLimit-Reset": new Date(clock.now().getTime() + resetsInMs).toISOString(),
});

function keyOf({ by }: Rule, c: HonoContext<ApiEnv>): string {
  const auth = c.get("auth");
  if (by === "token" && auth) return `token:${auth.tokenId}`;
  if (by === "account" && auth?.account) return `account:${auth.account.id}`;
  return `address:${networkOf(clientAddress(c))}`;
}

/** The first 64 bits of an IPv6 address: whoever has one of them has them all. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv6" ? parsed.toByteArray().slice(0, 8).join(".") : parsed.toString();
}

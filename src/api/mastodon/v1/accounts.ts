import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import {
  findLetInAccount,
  findAccountByHandle,
  findLetInAccountsByIds,
  findUser,
  searchAccounts,
} from "../../../db/account-queries.ts";
import {
  countFollowRequests,
  findFollowers,
  findFollowing,
  isBlocked,
  type ListedAccount,
} from "../../../db/relationship-queries.ts";
import { findAccountStatusIds } from "../../../db/status-queries.ts";
import type { Onlooker } from "../../../db/visibility.ts";
import { findPinnedStatusIds } from "../../../db/interaction-queries.ts";
import type { Account } from "../../../domain/accounts/account.ts";
import { updateProfile } from "../../../domain/accounts/update-profile.ts";
import { quotePolicies } from "../../../domain/quotes/policy.ts";
import { languageTag } from "../../../domain/statuses/publish.ts";
import { withScratch } from "../../../domain/media/files.ts";
import { block, unblock } from "../../../domain/relationships/block.ts";
import { rejectFollow, requestFollow, unfollow } from "../../../domain/relationships/follow.ts";
import type { Page } from "../../../lib/page.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { tagKey } from "../../../lib/text/tag-key.ts";
import { toAccount, toCredentialAccount } from "../../../views/account.ts";
import { loadAsker } from "../../../views/feature-approval.ts";
import { toProfile } from "../../../views/profile.ts";
import { loadStatuses } from "../../../views/load-statuses.ts";
import { loadRelationships } from "../../../views/relationship.ts";
import { toStatuses } from "../../../views/status.ts";
import type { ApiEnv } from "../../env.ts";
import { allowAnyone, requireUser, userOf, viewerOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { withUploads, type UploadForm } from "../../middleware/uploads.ts";
import { linkPages, toPage } from "../../paging.ts";
import { booleanParam, idParam, limitParam, listParam, offsetParam, orAbsent, pageParams } from "../../params.ts";

const textOrAbsent = z.string().optional();

const profileSchema = z.object({
  display_name: textOrAbsent,
  note: textOrAbsent,
  locked: orAbsent(booleanParam),
  bot: orAbsent(booleanParam),
  discoverable: orAbsent(booleanParam),
  indexable: orAbsent(booleanParam),
  hide_collections: orAbsent(booleanParam),
  avatar_description: textOrAbsent,
  header_description: textOrAbsent,
  show_media: orAbsent(booleanParam),
  show_media_replies: orAbsent(booleanParam),
  show_featured: orAbsent(booleanParam),
  attribution_domains: listParam(z.string()).optional(),
  avatar: orAbsent(z.undefined("must be a file")),
  header: orAbsent(z.undefined("must be a file")),
  fields_attributes: z
    .preprocess(
      (value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? Object.values(value) : value),
      z.array(z.object({ name: z.string().default(""), value: z.string().default("") })).max(50),
    )
    .optional(),
  source: z
    .object({
      privacy: orAbsent(z.enum(["public", "unlisted", "private", "direct"])),
      sensitive: orAbsent(booleanParam),
      // "" goes back to the language of the interface.
      language: z.preprocess((value) => value ?? "", z.union([z.literal(""), languageTag])).optional(),
      quote_policy: orAbsent(z.enum(quotePolicies)),
    })
    .partial()
    .optional(),
});

const relationshipsSchema = z.object({ id: listParam(idParam), with_suspended: booleanParam.default(false) });

const statusFilter = z.object({
  exclude_replies: booleanParam.default(false),
  exclude_reblogs: booleanParam.default(false),
  only_media: booleanParam.default(false),
  pinned: booleanParam.default(false),
  tagged: orAbsent(z.string()),
});

const mostLanguages = 200;

const followOptions = z.object({
  reblogs: orAbsent(booleanParam),
  notify: orAbsent(booleanParam),
  languages: orAbsent(
    z.preprocess(
      (value) => [value].flat().filter((tag) => tag !== "" && tag !== null),
      z
        .array(languageTag)
        .max(mostLanguages)
        .transform((tags) => (tags.length === 0 ? null : [...new Set(tags)])),
    ),
  ),
});

/** `/api/v1/accounts`. */
export function accountRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { config } = ctx;

  async function accountOf(c: HonoContext<ApiEnv>): Promise<Account> {
    const account = await findLetInAccount(ctx.db.read, c.req.param("id") ?? "");
    if (account === null) throw recordNotFound();
    return account;
  }

  const show = async (c: HonoContext<ApiEnv>, accounts: readonly Account[]) => {
    const asker = await loadAsker(ctx.db.read, viewerOf(c)?.id ?? null, accounts);
    return accounts.map((account) => toAccount(config, account, asker));
  };

  routes.get("/verify_credentials", requireUser("profile"), async (c) => c.json(await showCredentials(ctx, userOf(c))));

  routes.on(["PATCH", "PUT"], "/update_credentials", requireUser("write:accounts"), async (c) =>
    c.json(await showCredentials(ctx, await withUploads(ctx, c, (form) => changeProfile(ctx, userOf(c), form)))),
  );

  routes.get("/lookup", allowAnyone("read:accounts"), async (c) => {
    const { acct } = z.object({ acct: z.string().default("") }).parse(await readInput(c));
    const [username = "", domain = ""] = acct.trim().replace(/^@/, "").split("@");
    const account = await findAccountByHandle(
      ctx.db.read,
      username,
      domain.toLowerCase() === config.handleDomain ? "" : domain,
    );
    if (account === null || account.suspendedAt !== null) throw recordNotFound();
    const [shown] = await show(c, [account]);
    return c.json(shown);
  });

  routes.get("/search", requireUser("read:accounts"), async (c) => {
    const asked = z
      .object({
        q: z.string().default(""),
        limit: limitParam(40, 80),
        offset: offsetParam(),
        resolve: booleanParam.default(false),
        following: booleanParam.default(false),
      })
      .parse(await readInput(c));
    const followerId = asked.following ? userOf(c).id : null;
    const found = await searchPeople(ctx, asked.q, { ...asked, followerId });
    return c.json(await show(c, found));
  });

  routes.get("/relationships", requireUser("read:follows"), async (c) => {
    const { id: ids, with_suspended: withSuspended } = relationshipsSchema.parse(await readInput(c));
    const known = await findLetInAccountsByIds(ctx.db.read, ids);
    const shown = ids.filter((id) => known.has(id) && (withSuspended || known.get(id)?.suspendedAt === null));
    return c.json(await loadRelationships(ctx.db.read, userOf(c).id, shown, ctx.clock.now()));
  });

  routes.get("/", allowAnyone("read:accounts"), async (c) => {
    const { id: ids } = z
      .object({ id: listParam(idParam).pipe(z.array(z.string()).max(40)) })
      .parse(await readInput(c));
    const accounts = await findLetInAccountsByIds(ctx.db.read, ids);
    return c.json(
      await show(
        c,
        ids.flatMap((id) => accounts.get(id) ?? []),
      ),
    );
  });

  routes.get("/:id", allowAnyone("read:accounts"), async (c) => {
    const [shown] = await show(c, [await accountOf(c)]);
    return c.json(shown);
  });

  routes.get("/:id/statuses", allowAnyone("read:statuses"), async (c) => {
    const input = await readInput(c);
    const account = await accountOf(c);
    const filter = statusFilter.parse(input);
    const page = toPage(pageParams().parse(input));
    const viewerId = viewerOf(c)?.id ?? null;
    const ids = filter.pinned
      ? await findPinnedStatusIds(ctx.db.read, account.id, viewerId, page.limit)
      : await findAccountStatusIds(
          ctx.db.read,
          account.id,
          {
            viewerId,
            now: ctx.clock.now(),
            excludesReplies: filter.exclude_replies,
            excludesBoosts: filter.exclude_reblogs,
            onlyMedia: filter.only_media,
            tag: filter.tagged === undefined ? null : tagKey(filter.tagged),
          },
          page,
        );
    if (!filter.pinned) linkPages(c, config, ids, page);
    return c.json(toStatuses(config, await loadStatuses(ctx.db.read, ids, viewerId, ctx.clock.now()), ids));
  });

  type Find = (account: Account, page: Page, onlooker?: Onlooker) => Promise<ListedAccount[]>;
  const listAccounts = (name: string, find: Find): void => {
    routes.get(`/:id/${name}`, allowAnyone("read:accounts"), async (c) => {
      const account = await accountOf(c);
      const page = toPage(pageParams(40, 80).parse(await readInput(c)));
      const viewerId = viewerOf(c)?.id ?? null;
      const isOwn = account.id === viewerId;
      const isRefused = viewerId !== null && (await isBlocked(ctx.db.read, account.id, viewerId));
      const isHidden = isRefused || (account.hidesNetwork && !isOwn);
      const onlooker = isOwn ? undefined : { id: viewerId, now: ctx.clock.now() };
      const listed = isHidden ? [] : await find(account, page, onlooker);
      linkPages(
        c,
        config,
        listed.map((row) => row.cursor),
        page,
      );
      return c.json(
        await show(
          c,
          listed.map((row) => row.account),
        ),
      );
    });
  };
  listAccounts("followers", ({ id }, ...of) => findFollowers(ctx.db.read, id, "accepted", ...of));
  listAccounts("following", ({ id }, ...of) => findFollowing(ctx.db.read, id, "accepted", ...of));

  const showRelationship = async (c: HonoContext<ApiEnv>, target: Account) => {
    const [relationship] = await loadRelationships(ctx.db.read, userOf(c).id, [target.id], ctx.clock.now());
    return c.json(relationship);
  };

  routes.post("/:id/follow", requireUser("write:follows"), async (c) => {
    const target = await accountOf(c);
    const asked = followOptions.parse(await readInput(c));
    await ctx.db.write((tx) =>
      requestFollow(ctx, tx, userOf(c), target, {
        showsBoosts: asked.reblogs,
        notifies: asked.notify,
        languages: asked.languages,
      }),
    );
    return await showRelationship(c, target);
  });

  routes.post("/:id/unfollow", requireUser("write:follows"), async (c) => {
    const target = await accountOf(c);
    await ctx.db.write((tx) => unfollow(ctx, tx, userOf(c), target));
    return await showRelationship(c, target);
  });

  routes.post("/:id/remove_from_followers", requireUser("write:follows"), async (c) => {
    const target = await accountOf(c);
    await ctx.db.write((tx) => rejectFollow(ctx, tx, target, userOf(c)));
    return await showRelationship(c, target);
  });

  routes.post("/:id/block", requireUser("write:blocks"), async (c) => {
    const target = await accountOf(c);
    await ctx.db.write((tx) => block(ctx, tx, userOf(c), target));
    return await showRelationship(c, target);
  });

  routes.post("/:id/unblock", requireUser("write:blocks"), async (c) => {
    const target = await accountOf(c);
    await ctx.db.write((tx) => unblock(ctx, tx, userOf(c), target));
    return await showRelationship(c, target);
  });

  return routes;
}

async function changeProfile(ctx: Context, account: Account, { input, files, scratch }: UploadForm): Promise<Account> {
  const change = profileSchema.parse(input);
  return await updateProfile(ctx, account, {
    displayName: change.display_name,
    summary: change.note,
    fields: change.fields_attributes,
    isLocked: change.locked,
    isBot: change.bot,
    isDiscoverable: change.discoverable,
    isIndexable: change.indexable,
    hidesNetwork: change.hide_collections,
    avatarDescription: change.avatar_description,
    headerDescription: change.header_description,
    showsMedia: change.show_media,
    showsMediaReplies: change.show_media_replies,
    showsFeatured: change.show_featured,
    // Zod makes a list of what is absent.
    attributionDomains: input["attribution_domains"] === undefined ? undefined : change.attribution_domains,
    defaultVisibility: change.source?.privacy,
    defaultSensitive: change.source?.sensitive,
    defaultLanguage: change.source?.language,
    defaultQuotePolicy: change.source?.quote_policy,
    pictures: { avatar: files.get("avatar"), header: files.get("header"), scratch },
  });
}

/** `/api/v1/profile`, with `DELETE` of `/avatar` and `/header`. */
export function profileRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  const show = async (account: Account) => {
    const user = await findUser(ctx.db.read, account.id);
    if (user === null) throw recordNotFound();
    return toProfile(ctx.config, account, user);
  };

  routes.get("/", requireUser("profile"), async (c) => c.json(await show(userOf(c))));

  routes.on(["PATCH", "PUT"], "/", requireUser("write:accounts"), async (c) =>
    c.json(await show(await withUploads(ctx, c, (form) => changeProfile(ctx, userOf(c), form)))),
  );

  for (const name of ["avatar", "header"] as const) {
    routes.delete(`/${name}`, requireUser("write:accounts"), (c) =>
      withScratch(ctx, async (scratch) => {
        const account = await updateProfile(ctx, userOf(c), { pictures: { [name]: null, scratch } });
        return c.json(await showCredentials(ctx, account));
      }),
    );
  }
  return routes;
}

async function showCredentials({ config, db }: Context, account: Account) {
  const user = await findUser(db.read, account.id);
  if (user === null) throw recordNotFound();
  return toCredentialAccount(config, account, user, await countFollowRequests(db.read, account.id));
}

interface PeopleSearch {
  resolve: boolean;
  limit: number;
  offset: number;
  /** Only whom this account follows. */
  followerId: string | null;
}

/** People whose handle begins so, or whose name has it; with `resolve`, also whom only another server knows yet. */
export async function searchPeople(
  ctx: Pick<Context, "db" | "config" | "fediverse">,
  query: string,
  { resolve, limit, offset, followerId }: PeopleSearch,
): Promise<Account[]> {
  const term = query.trim().replace(/^@/, "");
  if (term === "" || term.length > 2_000) return [];
  const [username = "", domain] = /^https?:/.test(term) ? [] : term.split("@");
  const local = domain?.toLowerCase() === ctx.config.handleDomain;
  const found =
    username === ""
      ? []
      : await searchAccounts(ctx.db.read, {
          username,
          domain: local ? "" : (domain ?? null),
          followerId,
          limit,
          offset,
        });
  const isExact = domain !== undefined || /^https?:/.test(term);
  if (!resolve || !isExact || offset > 0 || followerId !== null) return found;
  const id = await ctx.fediverse.resolveAccount(term);
  const resolved = id === null ? null : await findLetInAccount(ctx.db.read, id);
  if (resolved === null) return found;
  return [resolved, ...found.filter((account) => account.id !== resolved.id)].slice(0, limit);
}

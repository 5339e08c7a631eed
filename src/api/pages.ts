import { Hono, type Context as HonoContext, type NotFoundHandler } from "hono";
import { etag } from "hono/etag";
import { createMiddleware } from "hono/factory";
import type { Context } from "../context.ts";
import { findLocalAccount } from "../db/account-queries.ts";
import { countLocalClimbs, countPublicClimbs, findLatestLocalClimbs, findPublicClimbs } from "../db/climb-queries.ts";
import { findCollection, type Collection } from "../db/collection-queries.ts";
import { findAccountStatusIds, findPublicStatusIds, findStatus, findStatusesByIds } from "../db/status-queries.ts";
import { findTaggedIds } from "../db/timeline-queries.ts";
import { describeInstance } from "../domain/instance.ts";
import { nameOf, type Account } from "../domain/accounts/account.ts";
import { instanceActorUsername, uris } from "../domain/uris.ts";
import { tagKey } from "../lib/text/tag-key.ts";
import { defaultAvatarSvg, defaultHeaderSvg } from "../pages/default-pictures.ts";
import { collectionPage } from "../pages/collection-page.ts";
import { homePage } from "../pages/home-page.ts";
import { messagePage } from "../pages/message-page.ts";
import { pageHeaders } from "../pages/content-security-policy.ts";
import { profilePage } from "../pages/profile-page.ts";
import { statusPage } from "../pages/status-page.ts";
import { tagPage } from "../pages/tag-page.ts";
import { picturesOf } from "../domain/accounts/picture-urls.ts";
import { toAccount } from "../views/account.ts";
import { loadStatuses, shownIds, visibleIn } from "../views/load-statuses.ts";
import { loadCollectionPage, toAuthorView, toClimbFacts, toHomeClimb, toPostView } from "../views/page-data.ts";
import type { ApiEnv } from "./env.ts";

const climbsOnHome = 20;
const postsOnProfile = 20;
const climbsOnProfile = 10;
const publicPages = ["/", "/:handle{@[A-Za-z0-9_]+}", "/:handle{@[A-Za-z0-9_]+}/*", "/tags/*"];

/** The same to everybody, so caches may keep it for a moment. */
export const cached = createMiddleware<ApiEnv>(async (c, next) => {
  await next();
  if (c.res.status !== 200) return;
  c.res.headers.set("Cache-Control", "public, max-age=30, stale-while-revalidate=60");
  c.res.headers.append("Vary", "Accept");
});

export const withMedia = pageHeaders({ hasMedia: true });

/** The pages for people without an app: the front page, profiles and public posts. */
export function pageRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { config, db } = ctx;

  // The same to everybody, so caches may keep them for a moment; the address also answers ActivityPub.
  for (const path of publicPages) routes.use(path, etag(), cached);

  routes.get("/", async (c) => {
    const instance = await describeInstance(ctx);
    const climbs = await findLatestLocalClimbs(db.read, climbsOnHome);
    const page = homePage({
      title: config.instanceTitle,
      description: config.instanceDescription,
      origin: config.origin,
      handleDomain: config.handleDomain,
      version: config.version,
      contact: instance.contact === null ? null : { name: nameOf(instance.contact), url: instance.contact.url },
      contactEmail: config.contactEmail,
      climbs: climbs.map((row) => toHomeClimb(config, row)),
      accountsCount: instance.usersCount,
      climbsCount: await countLocalClimbs(db.read),
      ...(config.sourceUrl === undefined ? {} : { softwareUrl: config.sourceUrl }),
    });
    return c.html(page, 200, withMedia);
  });

  routes.get("/:handle{@[A-Za-z0-9_]+}", async (c) => {
    const account = await localAccount(ctx, c.req.param("handle"));
    return account === null ? missing(ctx, c) : c.html(await showProfile(ctx, account), 200, withMedia);
  });

  routes.get("/:handle{@[A-Za-z0-9_]+}/:id{[0-9]+}", async (c) => {
    const account = await localAccount(ctx, c.req.param("handle"));
    const status = await findStatus(db.read, c.req.param("id"));
    const isShown = status !== null && account !== null && status.accountId === account.id && status.boostOfId === null;
    const facts = await loadStatuses(db.read, isShown ? [status.id] : [], null, ctx.clock.now());
    const [id] = isShown ? shownIds(facts, [status.id]) : [];
    if (id === undefined || account === null || status === null) return missing(ctx, c);
    const climb = facts.shared.climbByStatusId.get(id);
    const page = statusPage({
      siteTitle: config.instanceTitle,
      uri: status.uri,
      author: toAuthorView(config, account),
      post: toPostView(config, facts, id),
      isIndexable: account.isIndexable,
      cardUrl: climb === undefined || status.spoilerText !== "" ? null : uris.climbCard(config.origin, climb.id),
    });
    return c.html(page, 200, withMedia);
  });

  routes.get("/tags/:name", async (c) => {
    const name = tagKey(c.req.param("name"));
    const filter = {
      any: [name],
      all: [],
      none: [],
      from: "everywhere" as const,
      viewerId: null,
      onlyMedia: false,
      now: ctx.clock.now(),
    };
    const ids = await findTaggedIds(db.read, filter, { limit: postsOnProfile });
    return c.html(await showTag(ctx, name, uris.tag(config.origin, name), ids), 200, withMedia);
  });

  // What a featured tag on a profile leads to.
  routes.get("/:handle{@[A-Za-z0-9_]+}/tagged/:name", async (c) => {
    const account = await localAccount(ctx, c.req.param("handle"));
    if (account === null) return missing(ctx, c);
    const name = tagKey(c.req.param("name"));
    const filter = {
      viewerId: null,
      now: ctx.clock.now(),
      excludesReplies: false,
      excludesBoosts: true,
      onlyMedia: false,
      tag: name,
    };
    const ids = await findAccountStatusIds(db.read, account.id, filter, { limit: postsOnProfile });
    return c.html(await showTag(ctx, name, `${account.url}/tagged/${encodeURIComponent(name)}`, ids), 200, withMedia);
  });

  routes.get("/:handle{@[A-Za-z0-9_]+}/collections/:id", async (c) => {
    const account = await localAccount(ctx, c.req.param("handle"));
    const collection = await findCollection(db.read, c.req.param("id"));
    if (account === null || !isBy(collection, account)) return missing(ctx, c);
    const data = await loadCollectionPage(db.read, config, collection, account);
    return c.html(collectionPage(data), 200, withMedia);
  });

  // The actor's own address in a browser: its page. (ActivityPub is answered before it comes here.)
  routes.get("/users/:username", async (c) => {
    const account = await localAccount(ctx, c.req.param("username"));
    return account === null ? missing(ctx, c) : c.redirect(account.url);
  });

  routes.get("/users/:username/statuses/:id", async (c) => {
    const status = await findStatus(db.read, c.req.param("id"));
    return status === null || !status.isLocal ? missing(ctx, c) : c.redirect(status.url);
  });

  routes.get("/users/:username/collections/:id", async (c) => {
    const collection = await findCollection(db.read, c.req.param("id"));
    return collection?.isLocal === true ? c.redirect(collection.url ?? "/") : missing(ctx, c);
  });

  routes.get("/assets/avatar.svg", (c) => picture(c, defaultAvatarSvg));
  routes.get("/assets/header.svg", (c) => picture(c, defaultHeaderSvg));

  return routes;
}

const isBy = (collection: Collection | null, account: Account): collection is Collection =>
  collection?.accountId === account.id;

async function localAccount(ctx: Context, handle: string): Promise<Account | null> {
  const username = handle.replace(/^@/, "");
  if (username === instanceActorUsername) return null;
  const account = await findLocalAccount(ctx.db.read, username);
  return account === null || account.suspendedAt !== null ? null : account;
}

async function showTag({ db, clock, config }: Context, name: string, url: string, ids: readonly string[]) {
  const facts = await loadStatuses(db.read, ids, null, clock.now());
  const posts = shownIds(facts, ids).flatMap((id) => {
    const author = facts.shared.accountById.get(visibleIn(facts, id)?.accountId ?? "");
    return author === undefined ? [] : [{ author: toAuthorView(config, author), post: toPostView(config, facts, id) }];
  });
  return tagPage({ siteTitle: config.instanceTitle, name, url, posts });
}

async function showProfile({ db, clock, config }: Context, account: Account) {
  const ids = await findPublicStatusIds(db.read, account.id, { limit: postsOnProfile });
  const facts = await loadStatuses(db.read, ids, null, clock.now());
  const posts = shownIds(facts, ids).filter((id) => visibleIn(facts, id)?.boostOfId === null);
  const shown = toAccount(config, account);
  const climbsCount = await countPublicClimbs(db.read, account.id);
  const climbs = await findPublicClimbs(db.read, account.id, { limit: climbsOnProfile });
  const told = await findStatusesByIds(
    db.read,
    climbs.flatMap((climb) => climb.statusId ?? []),
  );
  return profilePage({
    siteTitle: config.instanceTitle,
    account: {
      ...toAuthorView(config, account),
      uri: account.uri,
      headerUrl: picturesOf(config, account).ownHeader,
      summaryHtml: account.summaryHtml,
      fields: shown.fields.map((field) => ({ name: field.name, valueHtml: field.value })),
      isIndexable: account.isIndexable,
    },
    pyramidUrl: climbsCount === 0 ? null : uris.pyramidCard(config.origin, account.username),
    counts: {
      posts: account.statusesCount,
      climbs: climbsCount,
      followers: account.followersCount,
      following: account.followingCount,
    },
    climbs: climbs.map((climb) => ({
      ...toClimbFacts(config, climb),
      url: told.get(climb.statusId ?? "")?.url ?? null,
    })),
    posts: posts.map((id) => toPostView(config, facts, id)),
  });
}

/** For what is at no route: a page for browsers, Mastodon's error for everything else. */
export const answerNotFound =
  (ctx: Context): NotFoundHandler<ApiEnv> =>
  (c) => {
    const isPage = !c.req.path.startsWith("/api/") && (c.req.header("accept")?.includes("text/html") ?? false);
    return isPage ? missing(ctx, c) : c.json({ error: "Record not found" }, 404);
  };

/** For what is not there, or not for everybody. */
export function missing({ config }: Pick<Context, "config">, c: HonoContext<ApiEnv>) {
  const page = messagePage({
    siteTitle: config.instanceTitle,
    title: "Nothing here",
    message:
      "There is no public page at this address. It may have been deleted, or its author shares it with followers only.",
  });
  return c.html(page, 404, withMedia);
}

const picture = (c: HonoContext<ApiEnv>, svg: string) =>
  c.body(svg, 200, {
    "Content-Type": "image/svg+xml",
    "Cache-Control": "public, max-age=86400",
    "X-Content-Type-Options": "nosniff",
  });

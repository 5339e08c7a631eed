import type { Config } from "../src/config/config.ts";
import type {
  accounts,
  climbs,
  favourites,
  follows,
  homeEntries,
  mentions,
  notifications,
  statuses,
  statusTags,
  tags,
  users,
} from "../src/db/schema/index.ts";
import type { StatusWords } from "../src/db/search-queries.ts";
import { newLocalAccount } from "../src/domain/accounts/create-local-account.ts";
import { marks } from "../src/domain/search/marks.ts";
import { uris } from "../src/domain/uris.ts";
import { lowestIdAt } from "../src/lib/ids.ts";
import { searchWords } from "../src/lib/text/search-words.ts";
import { createDraw, drawSkewed, type HomeEntry, type PlannedPost, type World } from "./invent.ts";
import { drawText, tagNames } from "./words.ts";

type Account = typeof accounts.$inferInsert;

const yearMs = 365 * 86_400_000;
const visibilities = ["unlisted", "private", "public"] as const;

/** What a post brings into the database. */
export interface PostRows {
  readonly status: typeof statuses.$inferInsert;
  readonly words: StatusWords | null;
  readonly mentions: (typeof mentions.$inferInsert)[];
  readonly tags: (typeof statusTags.$inferInsert)[];
  readonly climbs: (typeof climbs.$inferInsert)[];
  readonly favourites: (typeof favourites.$inferInsert)[];
  readonly notifications: (typeof notifications.$inferInsert)[];
}

/** The rows of a world whose last post is of `now` and whose first is a year old. */
export function createRows(config: Pick<Config, "origin">, world: World, reader: Account & { id: string }, now: Date) {
  const draw = createDraw(world.accounts);
  const count = world.posts.length;
  const { origin } = config;
  const postedAt = (post: number): Date => new Date(now.getTime() - yearMs + Math.floor((yearMs * (post + 1)) / count));
  // Nothing is made twice within a millisecond, so the lowest id of each is free.
  const postIds = world.posts.map((_, post) => lowestIdAt(postedAt(post)));
  const joinedAt = (account: number): Date => new Date(now.getTime() - 2 * yearMs + account * 1_000);
  const accountIds = Array.from({ length: world.accounts }, (_, account) =>
    account === 0 ? reader.id : lowestIdAt(joinedAt(account)),
  );
  const tagIds = tagNames.map((_, tag) => lowestIdAt(new Date(now.getTime() - 3 * yearMs + tag)));
  const lastPostBy = new Map(world.posts.map((post, number) => [post.author, number]));
  const postsCounts = new Int32Array(world.accounts);
  for (const { author } of world.posts) postsCounts[author] = (postsCounts[author] ?? 0) + 1;
  const followersCounts = new Int32Array(world.accounts);
  for (const followed of world.followed)
    for (const other of followed) followersCounts[other] = (followersCounts[other] ?? 0) + 1;
  let made = 0;
  /** Of the marks and notifications, which need only be in order. */
  const nextId = (): string => lowestIdAt(new Date(now.getTime() - 4 * yearMs + made++));
  const at = (ids: readonly string[], number: number): string => ids[number] ?? "";
  const nameOf = (account: number): string => `climber${account}`;
  const hostOf = (account: number): string => (world.isLocal(account) ? origin : `https://crag${account % 50}.example`);

  function accountRow(account: number): Account {
    const username = nameOf(account);
    const host = hostOf(account);
    const lastPost = lastPostBy.get(account);
    const row = newLocalAccount({ config: config as Config }, username, "Person", joinedAt(account));
    return {
      ...row,
      id: at(accountIds, account),
      domain: world.isLocal(account) ? "" : new URL(host).host,
      uri: uris.account(host, username),
      url: uris.profile(host, username),
      displayName: `${username} climbs`,
      summaryHtml: `<p>${drawText(draw)}</p>`,
      fields: [{ name: "Home", value: "https://crag.example/", verifiedAt: null }],
      isIndexable: account % 2 === 0,
      isDiscoverable: account % 5 !== 0,
      statusesCount: postsCounts[account] ?? 0,
      followersCount: followersCounts[account] ?? 0,
      followingCount: world.followed[account]?.size ?? 0,
      lastStatusAt: lastPost === undefined ? null : postedAt(lastPost),
    };
  }

  /** Nobody signs in with it: the password is none. */
  const userRow = (account: number): typeof users.$inferInsert => ({
    accountId: at(accountIds, account),
    email: `${nameOf(account)}@example.org`,
    emailKey: `${nameOf(account)}@example.org`,
    passwordHash: "",
    role: "user",
    locale: "en",
    defaultVisibility: "public",
    defaultSensitive: false,
    confirmedAt: joinedAt(account),
    approvedAt: joinedAt(account),
    createdAt: joinedAt(account),
  });

  const followRow = (account: number, target: number): typeof follows.$inferInsert => ({
    id: nextId(),
    accountId: at(accountIds, account),
    targetId: at(accountIds, target),
    uri: `${hostOf(account)}/follows/${made}`,
    state: "accepted",
    showsBoosts: true,
    notifies: false,
    createdAt: joinedAt(account),
  });

  function postRows(number: number, post: PlannedPost): PostRows {
    const status = statusRow(number, post);
    const answered = post.kind === "answer" ? world.posts[post.ofPost]?.author : undefined;
    const mentioned = answered === undefined ? [] : [answered];
    const isPlain = post.kind !== "boost";
    const tagged = new Set(isPlain && number % 3 === 0 ? [drawSkewed(draw, tagIds.length)] : []);
    const hasClimb = isPlain && number % 8 === 4;
    const told: { type: "mention" | "favourite" | "boost"; from: number; to: number; about: number }[] = [
      ...mentioned.map((to) => ({ type: "mention" as const, from: post.author, to, about: number })),
      ...post.favouredBy.map((from) => ({ type: "favourite" as const, from, to: post.author, about: number })),
      ...(isPlain
        ? []
        : [
            {
              type: "boost" as const,
              from: post.author,
              to: world.posts[post.ofPost]?.author ?? 0,
              about: post.ofPost,
            },
          ]),
    ];
    return {
      status,
      words: isPlain ? wordsOf(status, mentioned, hasClimb) : null,
      mentions: mentioned.map((account) => ({ statusId: status.id, accountId: at(accountIds, account) })),
      tags: [...tagged].map((tag) => ({ statusId: status.id, tagId: at(tagIds, tag) })),
      climbs: hasClimb ? [climbRow(status, number)] : [],
      favourites: post.favouredBy.map((account) => ({
        id: nextId(),
        accountId: at(accountIds, account),
        statusId: status.id,
        uri: `${hostOf(account)}/likes/${made}`,
        createdAt: status.createdAt,
      })),
      notifications: told
        .filter(({ from, to }) => world.isLocal(to) && from !== to)
        .map(({ type, from, to, about }) => ({
          id: nextId(),
          accountId: at(accountIds, to),
          type,
          fromAccountId: at(accountIds, from),
          statusId: at(postIds, about),
          causeKey: `${type} ${at(accountIds, from)} ${at(postIds, about)}`,
          groupKey: type === "mention" ? "" : `${type}-${at(postIds, about)}-1`,
          createdAt: status.createdAt,
        })),
    };
  }

  function statusRow(number: number, post: PlannedPost): typeof statuses.$inferInsert {
    const id = at(postIds, number);
    const { author, kind, ofPost, root } = post;
    const isLocal = world.isLocal(author);
    const text = kind === "boost" ? "" : drawText(draw);
    return {
      id,
      uri: uris.status(hostOf(author), nameOf(author), id),
      url: uris.statusPage(hostOf(author), nameOf(author), id),
      accountId: at(accountIds, author),
      isLocal,
      boostOfId: kind === "boost" ? at(postIds, ofPost) : null,
      inReplyToId: kind === "answer" ? at(postIds, ofPost) : null,
      inReplyToAccountId: kind === "answer" ? at(accountIds, world.posts[ofPost]?.author ?? 0) : null,
      inReplyToUri: kind === "answer" ? `https://crag.example/${ofPost}` : null,
      conversationId: at(postIds, root),
      visibility: visibilities[kind === "plain" ? number % 20 : 2] ?? "public",
      contentHtml: kind === "boost" ? "" : `<p>${text}</p>`,
      contentText: isLocal ? text : "",
      spoilerText: "",
      isSensitive: false,
      language: "en",
      emojis: [],
      repliesCount: world.answersCount[number] ?? 0,
      boostsCount: world.boostsCount[number] ?? 0,
      favouritesCount: post.favouredBy.length,
      createdAt: postedAt(number),
      fetchedAt: isLocal ? null : postedAt(number),
    };
  }

  /** As `indexStatus` makes them. */
  function wordsOf(status: typeof statuses.$inferInsert, mentioned: readonly number[], hasClimb: boolean): StatusWords {
    const named = mentioned.map((account) => marks.names(at(accountIds, account)));
    const kinds = [...(hasClimb ? [marks.has("climb")] : []), ...(named.length === 0 ? [] : [marks.is("reply")])];
    const text = [...searchWords(status.contentHtml.slice(3, -4)), marks.gap];
    return {
      statusId: status.id,
      words: [...text, marks.every, marks.from(status.accountId), ...named, ...kinds, marks.language("en")],
    };
  }

  // Nobody climbs one route thousands of times, and how often they did is counted.
  const climbRow = (status: typeof statuses.$inferInsert, number: number): typeof climbs.$inferInsert => ({
    id: status.id,
    uri: `${status.uri}/climb`,
    accountId: status.accountId,
    statusId: status.id,
    visibility: status.visibility,
    routeName: `Problem ${Math.floor(number / 8) % 500}`,
    discipline: "boulder",
    style: "redpoint",
    attempts: 12,
    rating: 5,
    gradeSystem: "vScale",
    gradeValue: "V8",
    gradeScore: 24,
    climbedOn: "2026-05-01",
    locationName: "Camp 4",
    coordinatePrecision: "exact",
    notes: "",
    createdAt: status.createdAt,
    updatedAt: status.createdAt,
  });

  return {
    accountRow,
    userRow,
    followRow,
    postRows,
    tagRows: (): (typeof tags.$inferInsert)[] =>
      tagNames.map((name, tag) => ({ id: at(tagIds, tag), name, createdAt: now })),
    homeRow: ({ account, post }: HomeEntry): typeof homeEntries.$inferInsert => ({
      accountId: at(accountIds, account),
      statusId: at(postIds, post),
      sourceId: at(accountIds, world.posts[post]?.author ?? 0),
    }),
    accountId: (account: number): string => at(accountIds, account),
    postId: (post: number): string => at(postIds, post),
  };
}

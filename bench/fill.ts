import { readConfig } from "../src/config/config.ts";
import { createContext } from "../src/context.ts";
import type { Database, Writer } from "../src/db/database.ts";
import { insertUser } from "../src/db/account-queries.ts";
import { migrate } from "../src/db/migrate.ts";
import {
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
} from "../src/db/schema/index.ts";
import { addStatusWords } from "../src/db/search-queries.ts";
import { createLocalAccount } from "../src/domain/accounts/create-local-account.ts";
import { ensureInstanceActor } from "../src/domain/accounts/ensure-instance-actor.ts";
import { topLevelScopes } from "../src/domain/oauth/scopes.ts";
import { issueToken } from "../src/domain/oauth/tokens.ts";
import { homeEntriesOf, inventWorld, type World } from "./invent.ts";
import { createRows, type PostRows } from "./rows.ts";

export interface Filled {
  readonly token: string;
  /** Of others here, who listen to the streams. */
  readonly listenerTokens: readonly string[];
  /** Whose profile is read. */
  readonly friendId: string;
  /** Whose thread is read. */
  readonly threadId: string;
}

// A statement binds 32,766 values on SQLite, and a post has 25.
const rowsAtOnce = 500;
const postsInTransaction = 20_000;
const mostListeners = 200;

type Rows = ReturnType<typeof createRows>;

/** Writes rows past the rules, straight into the tables: through the API a million posts would take a day. */
async function fill(db: Database, world: World, rows: Rows, homeLength: number): Promise<void> {
  await db.write(async (tx) => {
    const others = Array.from({ length: world.accounts - 1 }, (_, index) => rows.accountRow(index + 1));
    await inPieces(others, (piece) => tx.insert(accounts).values(piece));
    await tx.insert(tags).values(rows.tagRows());
  });
  await db.write(async (tx) => {
    const all = world.followed
      .entries()
      .flatMap(([account, followed]) => followed.values().map((target) => rows.followRow(account, target)));
    await inPieces(all, (piece) => tx.insert(follows).values(piece));
  });
  for (let start = 0; start < world.posts.length; start += postsInTransaction) {
    const posts = world.posts.slice(start, start + postsInTransaction);
    await db.write(async (tx) => {
      const made = posts.values().map((post, index) => rows.postRows(start + index, post));
      await inPieces(made, (piece) => insertPosts(tx, piece));
    });
    console.error(`${start + posts.length} posts`);
  }
  await db.write(async (tx) => {
    const entries = homeEntriesOf(world, homeLength).map(rows.homeRow);
    await inPieces(entries, (piece) => tx.insert(homeEntries).values(piece));
  });
}

async function insertPosts(tx: Writer, posts: readonly PostRows[]): Promise<void> {
  await tx.insert(statuses).values(posts.map((post) => post.status));
  await addStatusWords(
    tx,
    posts.flatMap((post) => post.words ?? []),
  );
  const all = <Kind extends Exclude<keyof PostRows, "status" | "words">>(kind: Kind) =>
    posts.flatMap((post) => post[kind] as PostRows[Kind][number][]);
  await inPieces(all("mentions"), (piece) => tx.insert(mentions).values(piece));
  await inPieces(all("tags"), (piece) => tx.insert(statusTags).values(piece));
  await inPieces(all("climbs"), (piece) => tx.insert(climbs).values(piece));
  await inPieces(all("favourites"), (piece) => tx.insert(favourites).values(piece));
  await inPieces(all("notifications"), (piece) => tx.insert(notifications).values(piece));
}

async function inPieces<Row>(rows: Iterable<Row>, write: (piece: Row[]) => PromiseLike<unknown>): Promise<void> {
  let piece: Row[] = [];
  for (const row of rows) {
    piece.push(row);
    if (piece.length < rowsAtOnce) continue;
    await write(piece);
    piece = [];
  }
  if (piece.length > 0) await write(piece);
}

// In a process of its own, because the environment of a process chooses its database for good.
const ctx = createContext(readConfig(process.env));
await migrate(ctx.config.databaseUrl);
await ensureInstanceActor(ctx);
const registration = { username: "reader", email: "reader@example.org", password: "not a secret at all" };
const reader = await createLocalAccount(ctx, registration);
const grantTo = (accountId: string) => ({ appId: null, accountId, scopes: topLevelScopes });
const world = inventWorld(Number(process.argv[2]));
const rows = createRows(ctx.config, world, reader, ctx.clock.now());
await fill(ctx.db, world, rows, ctx.config.homeLength);
const token = await ctx.db.write((tx) => issueToken(ctx, tx, grantTo(reader.id)));
const listeners = Array.from({ length: world.accounts - 1 }, (_, index) => index + 1).filter(world.isLocal);
const listenerTokens = await ctx.db.write(async (tx) => {
  const tokens: string[] = [];
  for (const listener of listeners.slice(0, mostListeners)) {
    await insertUser(tx, rows.userRow(listener));
    tokens.push(await issueToken(ctx, tx, grantTo(rows.accountId(listener))));
  }
  return tokens;
});
await ctx.close();
const filled: Filled = {
  token,
  listenerTokens,
  friendId: rows.accountId(world.friend),
  threadId: rows.postId(world.thread),
};
console.log(JSON.stringify(filled));

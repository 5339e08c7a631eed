/** Of the random numbers of a world: the same size is the same world on every machine. */
export type Draw = (below: number) => number;

export function createDraw(seed: number): Draw {
  let state = seed;
  // Mulberry32.
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Small indexes come more often: some people, words and tags are on everybody's lips. */
export const drawSkewed = (draw: Draw, below: number): number => {
  const share = draw(1_000_000) / 1_000_000;
  return Math.floor(share * share * below);
};

/** What a post is. An answer and a boost have the post that they are of as `ofPost`. */
export type PostKind = "plain" | "answer" | "boost";

export interface PlannedPost {
  readonly author: number;
  readonly kind: PostKind;
  readonly ofPost: number;
  /** First post of its thread. */
  readonly root: number;
  readonly favouredBy: readonly number[];
}

/** A server's people and posts by their numbers, oldest first. Number 0 is the reader, who measures. */
export interface World {
  readonly accounts: number;
  readonly posts: readonly PlannedPost[];
  /** Whom each account follows. */
  readonly followed: readonly ReadonlySet<number>[];
  readonly answersCount: Int32Array;
  readonly boostsCount: Int32Array;
  readonly isLocal: (account: number) => boolean;
  /** A post with a thread of its own, of the same length in every world. */
  readonly thread: number;
  /** Somebody with posts whom the reader follows. */
  readonly friend: number;
}

const followsEach = 40;
const answersInThread = 20;

const isLocal = (account: number): boolean => account % 8 === 0;

/** Of seven posts one is a boost, of five one an answer; every eighth account is of this server. */
export function inventWorld(postsCount: number): World {
  const draw = createDraw(postsCount);
  const accounts = Math.max(200, Math.round(postsCount / 50));
  const followed = Array.from({ length: accounts }, (_, account) => {
    const chosen = new Set<number>();
    while (chosen.size < followsEach) {
      const other = drawSkewed(draw, accounts);
      // What the reader posts goes to nobody's server: there is none.
      const mayFollow = other !== account && (other !== 0 || isLocal(account));
      if (mayFollow) chosen.add(other);
    }
    return chosen;
  });
  const posts: PlannedPost[] = [];
  const answersCount = new Int32Array(postsCount);
  const boostsCount = new Int32Array(postsCount);
  const boosted = new Set<number>();
  const thread = Math.floor(postsCount / 2);
  const friend = [...(followed[0] ?? [])].find((account) => isLocal(account) && account !== 0) ?? 1;
  for (let number = 0; number < postsCount; number++) {
    // Reader and friend have as many posts in every world, and so as many notifications and as long a profile.
    const turn = number % Math.floor(postsCount / 50);
    const author = turn === 0 ? 0 : turn === 1 ? friend : 1 + draw(accounts - 1);
    const post = plan(number, author);
    if (post.kind === "answer") answersCount[post.ofPost] = (answersCount[post.ofPost] ?? 0) + 1;
    if (post.kind === "boost") boostsCount[post.ofPost] = (boostsCount[post.ofPost] ?? 0) + 1;
    posts.push(post);
  }

  function plan(number: number, author: number): PlannedPost {
    const favoured = author === 0 ? 12 : number % 2 === 0 ? draw(3) : 0;
    const favouredBy = [...new Set(Array.from({ length: favoured }, () => 1 + draw(accounts - 1)))];
    const plain = { author, kind: "plain", ofPost: number, root: number, favouredBy } as const;
    const isInThread = (other: number): boolean => other >= thread && other <= thread + answersInThread;
    const inThread = isInThread(number);
    const earlier = inThread ? thread + draw(number - thread) : number - 1 - drawSkewed(draw, 300);
    const of = posts[earlier];
    if (number === thread || of === undefined || of.kind === "boost" || of.author === author) return plain;
    if (!inThread && isInThread(earlier)) return plain;
    if (inThread || number % 5 === 2) return { ...plain, kind: "answer", ofPost: earlier, root: of.root };
    if (number % 7 !== 3 || boosted.has(earlier)) return plain;
    boosted.add(earlier);
    return { ...plain, kind: "boost", ofPost: earlier, favouredBy: [] };
  }

  return { accounts, posts, followed, answersCount, boostsCount, isLocal, thread, friend };
}

export interface HomeEntry {
  readonly account: number;
  readonly post: number;
}

/** What the fan-out writes into the home timelines of the local accounts, cut to `length`; newest first. */
export function* homeEntriesOf(world: World, length: number): Generator<HomeEntry> {
  const readersOf = Array.from({ length: world.accounts }, (): number[] => []);
  for (const [account, followed] of world.followed.entries()) {
    if (!world.isLocal(account)) continue;
    readersOf[account]?.push(account);
    for (const other of followed) readersOf[other]?.push(account);
  }
  const counts = new Int32Array(world.accounts);
  for (let number = world.posts.length - 1; number >= 0; number--) {
    const post = world.posts[number];
    if (post === undefined) continue;
    const answered = post.kind === "answer" ? world.posts[post.ofPost]?.author : undefined;
    for (const reader of readersOf[post.author] ?? []) {
      const count = counts[reader] ?? 0;
      if (count >= length) continue;
      const isMeant = answered === undefined || answered === reader || world.followed[reader]?.has(answered) === true;
      if (!isMeant && post.author !== reader) continue;
      counts[reader] = count + 1;
      yield { account: reader, post: number };
    }
  }
}

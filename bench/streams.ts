const posts = 5;
const mostSeconds = 30;

export interface StreamsMeasured {
  readonly listeners: number;
  /** Milliseconds from the answer to a post until the last listener has it: of the posts in the middle, and of the slowest. */
  readonly p50: number;
  readonly worst: number;
}

/** Everybody listens to the public stream with a connection of their own, and somebody posts. */
export async function measureStreams(
  origin: string,
  authorToken: string,
  listenerTokens: readonly string[],
): Promise<StreamsMeasured> {
  using closing = new DisposableStack();
  const ending = new AbortController();
  closing.defer(() => ending.abort());
  let heard = 0;
  let tellHeard = (): void => {};
  await Promise.all(
    listenerTokens.map(async (token) => {
      const headers = { authorization: `Bearer ${token}` };
      const stream = await fetch(`${origin}/api/v1/streaming/public`, { headers, signal: ending.signal });
      if (stream.status !== 200 || stream.body === null) throw new Error(`The stream answers ${stream.status}`);
      void listen(stream.body, () => {
        heard++;
        tellHeard();
      });
    }),
  );
  const times: number[] = [];
  // The first one warms up.
  for (let post = 0; post <= posts; post++) {
    heard = 0;
    await publish(origin, authorToken, `Number ${post}`);
    const start = performance.now();
    await new Promise<void>((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`${heard} heard of the post`)), mostSeconds * 1_000);
      tellHeard = () => {
        if (heard < listenerTokens.length) return;
        clearTimeout(timer);
        done();
      };
      tellHeard();
    });
    if (post > 0) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { listeners: listenerTokens.length, p50: times[posts >> 1] ?? 0, worst: times.at(-1) ?? 0 };
}

async function listen(body: ReadableStream<Uint8Array>, hear: () => void): Promise<void> {
  let rest = "";
  try {
    for await (const text of body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)) {
      const events = (rest + text).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) if (event.includes("event: update\n")) hear();
    }
  } catch {
    // The end: the streams are cut off.
  }
}

async function publish(origin: string, token: string, status: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ status });
  const answer = await fetch(`${origin}/api/v1/statuses`, { method: "POST", headers, body });
  await answer.body?.cancel();
  if (answer.status !== 200) throw new Error(`The post was answered with ${answer.status}`);
}

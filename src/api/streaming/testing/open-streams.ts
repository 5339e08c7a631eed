import { eventually } from "../../../testing/eventually.ts";
import type { Loose } from "../../../testing/loose.ts";

/** What a client heard. */
export interface Heard {
  readonly stream: readonly string[];
  readonly event: string;
  /** The entity, or an id. Tests look into it freely. */
  readonly payload: Loose;
}

export interface OpenSocket extends AsyncDisposable {
  readonly socket: WebSocket;
  readonly heard: readonly Heard[];
  /** Answers that are no events: refusals. */
  readonly refusals: readonly { error: string; status: number }[];
  /** The code, once it is closed. */
  readonly closed: Promise<number>;
  say(message: Record<string, unknown>): void;
  /** Waits for the first event of this kind. */
  next(event: string): Promise<Heard>;
}

const payloadOf = (payload: unknown): unknown => {
  if (typeof payload !== "string") return payload;
  return /^[{[]/.test(payload) ? JSON.parse(payload) : payload;
};

async function nextOf(heard: readonly Heard[], event: string): Promise<Heard> {
  try {
    return await eventually(async () => heard.find((one) => one.event === event), 5_000);
  } catch (error) {
    throw new Error(`No ${event}, but ${JSON.stringify(heard.map((one) => one.event))}`, { cause: error });
  }
}

/** Opens a WebSocket as an app does; resolves when it is open, rejects when it is refused. */
export async function openSocket(
  origin: string,
  query: Record<string, string>,
  protocol?: string,
): Promise<OpenSocket> {
  const url = new URL("/api/v1/streaming", origin.replace(/^http/, "ws"));
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const socket = protocol === undefined ? new WebSocket(url) : new WebSocket(url, protocol);
  const heard: Heard[] = [];
  const refusals: { error: string; status: number }[] = [];
  socket.addEventListener("message", ({ data }) => {
    const told = JSON.parse(String(data));
    if ("error" in told) refusals.push(told);
    else heard.push({ ...told, payload: payloadOf(told.payload) });
  });
  const closed = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error("The socket was refused")));
  });
  return {
    socket,
    heard,
    refusals,
    closed,
    say: (message) => socket.send(JSON.stringify(message)),
    next: (event) => nextOf(heard, event),
    async [Symbol.asyncDispose]() {
      socket.close();
      await closed;
    },
  };
}

export interface OpenEvents extends AsyncDisposable {
  readonly response: Response;
  readonly heard: readonly Heard[];
  readonly comments: readonly string[];
  /** Resolves when the server ended it. */
  readonly ended: Promise<void>;
  next(event: string): Promise<Heard>;
}

/** Opens a stream of server-sent events, and reads it. */
export async function openEvents(origin: string, path: string, token: string): Promise<OpenEvents> {
  const abort = new AbortController();
  const response = await fetch(new URL(path, origin), {
    headers: { authorization: `Bearer ${token}` },
    signal: abort.signal,
  });
  const heard: Heard[] = [];
  const comments: string[] = [];
  const ended = response.ok ? readEvents(response, heard, comments) : Promise.resolve();
  if (response.ok) await eventually(async () => comments.length > 0);
  return {
    response,
    heard,
    comments,
    ended,
    next: (event) => nextOf(heard, event),
    async [Symbol.asyncDispose]() {
      abort.abort();
      await ended;
    },
  };
}

async function readEvents(response: Response, heard: Heard[], comments: string[]): Promise<void> {
  let event = "";
  let rest = "";
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) {
      rest += decoder.decode(chunk, { stream: true });
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line.startsWith(":")) comments.push(line);
        else if (line.startsWith("event: ")) event = line.slice("event: ".length);
        else if (line.startsWith("data: "))
          heard.push({ stream: [], event, payload: payloadOf(line.slice("data: ".length)) });
      }
    }
  } catch {
    // Ended from this side, or dropped by the server: either way it is over.
  }
}

import { setImmediate } from "node:timers/promises";
import type { Context } from "../context.ts";
import { findLiveTokenIds } from "../db/streaming-queries.ts";
import type { StreamEvent } from "../domain/streams/events.ts";
import { findDeliveries, type Delivery } from "./deliveries.ts";
import type { Outlet } from "./outlet.ts";
import { Registry, type Connection, type Listener, type Owner } from "./registry.ts";
import { keyOf, loadSharedContents, renderFor, type Rendered } from "./render.ts";
import type { StreamRequest } from "./streams.ts";

type HubContext = Pick<Context, "bus" | "clock" | "config" | "db" | "log">;

const mostBufferedBytes = 1024 * 1024;
const mostWaiting = 5_000;
const batchLength = 100;
/** Readers rendered together: some milliseconds of work, in which SQLite stops everybody. */
const readersAtOnce = 50;

type End = (connection: Connection, how: (outlet: Outlet) => void) => void;

/** The open streams of this process: hears the bus, renders for each reader once, and sends. */
export interface Hub {
  /** Null when the token has as many connections as it may, or the server stops. */
  open(owner: Owner, outlet: Outlet): Connection | null;
  /** False when the connection listens to as much as it may. */
  subscribe(connection: Connection, request: StreamRequest): boolean;
  unsubscribe(connection: Connection, request: StreamRequest): void;
  /** To be called when the other end is gone. */
  closed(connection: Connection): void;
  /** Ends every stream, and takes no more. */
  close(): Promise<void>;
}

export function createHub(ctx: HubContext): Hub {
  const registry = new Registry();
  const waiting: StreamEvent[] = [];
  let delivering: Promise<void> | null = null;
  let checking: Promise<void> = Promise.resolve();
  let isClosed = false;

  const end: End = (connection, how) => {
    registry.remove(connection);
    how(connection.outlet);
  };

  function hear(event: StreamEvent): void {
    if (registry.connections.size === 0) return;
    if (event.kind === "token-revoked") return endToken(event.tokenId);
    // Streams are a convenience: what a flood leaves out, the next look at the timeline shows.
    if (waiting.length >= mostWaiting) return void ctx.log.warn({ kind: event.kind }, "the streams are too far behind");
    waiting.push(event);
    delivering ??= deliverAll().finally(() => (delivering = null));
  }

  function endToken(tokenId: string): void {
    for (const connection of registry.connections) {
      if (connection.owner.tokenId === tokenId) end(connection, (outlet) => outlet.close("revoked"));
    }
  }

  async function deliverAll(): Promise<void> {
    while (waiting.length > 0) {
      // What happens at once is rendered together.
      await setImmediate();
      try {
        await deliver(ctx, registry, waiting.splice(0, batchLength), end);
      } catch (error) {
        ctx.log.error({ err: error }, "stream events were lost");
      }
    }
  }

  /** Revoking by the command line, or while Redis was away, told nobody. */
  async function beat(): Promise<void> {
    try {
      const tokenIds = new Set([...registry.connections].map(({ owner }) => owner.tokenId));
      const live = await findLiveTokenIds(ctx.db.read, [...tokenIds]);
      for (const tokenId of tokenIds) if (!live.has(tokenId)) endToken(tokenId);
    } catch (error) {
      ctx.log.error({ err: error }, "the tokens of the streams could not be checked");
    }
    for (const connection of registry.connections) {
      if (!connection.outlet.beat() || isSlow(connection)) end(connection, (outlet) => outlet.drop());
    }
  }

  const unsubscribe = ctx.bus.subscribe(hear);
  const timer = setInterval(() => {
    checking = checking.then(beat);
  }, ctx.config.streamingHeartbeatSeconds * 1_000).unref();

  return {
    open: (owner, outlet) => (isClosed ? null : registry.add(owner, outlet)),
    subscribe: (connection, request) => registry.subscribe(connection, request),
    unsubscribe: (connection, request) => registry.unsubscribe(connection, request),
    closed: (connection) => registry.remove(connection),
    async close() {
      isClosed = true;
      unsubscribe();
      clearInterval(timer);
      waiting.length = 0;
      for (const connection of registry.connections) end(connection, (outlet) => outlet.close("shutdown"));
      await Promise.all([delivering, checking]);
    },
  };
}

const isSlow = ({ outlet }: Connection): boolean => outlet.bufferedBytes() > mostBufferedBytes;

async function deliver(ctx: HubContext, registry: Registry, events: readonly StreamEvent[], end: End): Promise<void> {
  const byReader = new Map<string, [Delivery, Listener][]>();
  for (const delivery of await findDeliveries(ctx, registry, events)) {
    for (const listener of delivery.listeners) {
      const { accountId } = listener.connection.owner;
      const own = byReader.get(accountId);
      if (own === undefined) byReader.set(accountId, [[delivery, listener]]);
      else own.push([delivery, listener]);
    }
  }
  const contentsByReader = [...byReader].map(([accountId, own]) => {
    const contents = new Map(own.map(([{ content }]) => [keyOf(content), content]));
    return [accountId, [...contents.values()]] as const;
  });
  const shared = await loadSharedContents(
    ctx,
    contentsByReader.flatMap(([, contents]) => contents),
  );
  for (let start = 0; start < contentsByReader.length; start += readersAtOnce) {
    const rendered = await renderFor(ctx, shared, new Map(contentsByReader.slice(start, start + readersAtOnce)));
    for (const [accountId, texts] of rendered) {
      for (const [delivery, listener] of byReader.get(accountId) ?? []) send(registry, delivery, listener, texts, end);
    }
    // SQLite reads without a pause: others want their turn in between.
    await setImmediate();
  }
}

function send(
  registry: Registry,
  { event, content }: Delivery,
  listener: Listener,
  rendered: Rendered,
  end: End,
): void {
  const { connection, label } = listener;
  const payload = content.kind === "text" ? content.text : rendered.get(keyOf(content));
  if (payload === undefined || !registry.isListening(listener)) return;
  connection.outlet.send({ stream: label, event, payload });
  if (isSlow(connection)) end(connection, (outlet) => outlet.drop());
}

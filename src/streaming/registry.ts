import type { Outlet } from "./outlet.ts";
import { labelOf, topicsOf, type StreamRequest } from "./streams.ts";

export interface Listener {
  readonly connection: Connection;
  /** How its events name the stream. */
  readonly label: readonly string[];
}

/** Whose connection it is. */
export interface Owner {
  readonly tokenId: string;
  readonly accountId: string;
  readonly scopes: readonly string[];
}

export interface Connection {
  readonly owner: Owner;
  readonly outlet: Outlet;
  readonly listenerByKey: Map<string, Listener & { readonly topics: readonly string[] }>;
}

const mostSubscriptions = 100;
const mostPerToken = 32;

/** Who listens to what in this process. */
export class Registry {
  readonly connections = new Set<Connection>();
  readonly #byTopic = new Map<string, Set<Listener>>();
  readonly #countByToken = new Map<string, number>();

  /** Null when the token has as many connections as it may. */
  add(owner: Owner, outlet: Outlet): Connection | null {
    const count = this.#countByToken.get(owner.tokenId) ?? 0;
    if (count >= mostPerToken) return null;
    this.#countByToken.set(owner.tokenId, count + 1);
    const connection = { owner, outlet, listenerByKey: new Map() };
    this.connections.add(connection);
    return connection;
  }

  remove(connection: Connection): void {
    if (!this.connections.delete(connection)) return;
    const { tokenId } = connection.owner;
    const left = (this.#countByToken.get(tokenId) ?? 1) - 1;
    if (left === 0) this.#countByToken.delete(tokenId);
    else this.#countByToken.set(tokenId, left);
    for (const key of connection.listenerByKey.keys()) this.#forget(connection, key);
  }

  /** Subscribing again changes nothing. False when the connection listens to as much as it may, or is gone. */
  subscribe(connection: Connection, request: StreamRequest): boolean {
    if (!this.connections.has(connection)) return false;
    const label = labelOf(request);
    const key = label.join(" ");
    if (connection.listenerByKey.has(key)) return true;
    if (connection.listenerByKey.size >= mostSubscriptions) return false;
    const { accountId, scopes } = connection.owner;
    const listener = { connection, label, topics: topicsOf(request, accountId, scopes) };
    connection.listenerByKey.set(key, listener);
    for (const topic of listener.topics) {
      const listeners = this.#byTopic.get(topic);
      if (listeners === undefined) this.#byTopic.set(topic, new Set([listener]));
      else listeners.add(listener);
    }
    return true;
  }

  unsubscribe(connection: Connection, request: StreamRequest): void {
    this.#forget(connection, labelOf(request).join(" "));
  }

  isListening({ connection, label }: Listener): boolean {
    return this.connections.has(connection) && connection.listenerByKey.has(label.join(" "));
  }

  listenersTo(wanted: readonly string[]): Set<Listener> {
    const found = new Set<Listener>();
    for (const topic of wanted) for (const listener of this.#byTopic.get(topic) ?? []) found.add(listener);
    return found;
  }

  /** What follows `prefix` in the topics that somebody listens to. */
  namesAfter(prefix: string): string[] {
    return [...this.#byTopic.keys()].flatMap((topic) => (topic.startsWith(prefix) ? topic.slice(prefix.length) : []));
  }

  #forget(connection: Connection, key: string): void {
    const listener = connection.listenerByKey.get(key);
    if (listener === undefined) return;
    connection.listenerByKey.delete(key);
    for (const topic of listener.topics) {
      const listeners = this.#byTopic.get(topic);
      listeners?.delete(listener);
      if (listeners?.size === 0) this.#byTopic.delete(topic);
    }
  }
}

/** An event as clients get it; `payload` is text, JSON where it is an entity. */
export interface SentEvent {
  readonly stream: readonly string[];
  readonly event: string;
  readonly payload: string | null;
}

/** The open end of a connection, WebSocket or server-sent events. */
export interface Outlet {
  send(event: SentEvent): void;
  /** Keeps proxies from closing an idle connection. False when the other end is dead. */
  beat(): boolean;
  /** What was sent and has not left yet. */
  bufferedBytes(): number;
  close(why: "shutdown" | "revoked"): void;
  /** At once, whatever is still to be sent. */
  drop(): void;
}

import type { Outlet, SentEvent } from "../../streaming/outlet.ts";

/** Beyond what the hub drops at: the stream itself never holds anybody back. */
const highWaterMark = 2 * 1024 * 1024;

/**
 * A body of server-sent events and the outlet that fills it. `gone` is called when the client leaves, `cut` is to end
 * the connection: what waits for a client that does not read would wait as long as it likes.
 */
export function openEventSource(
  gone: () => void,
  cut: () => void,
): { body: ReadableStream<Uint8Array>; outlet: Outlet } {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
        // At once, so that clients and proxies see that the stream is open.
        given.enqueue(encoder.encode(":)\n"));
      },
      cancel() {
        controller = null;
        gone();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark }),
  );
  const write = (text: string): void => controller?.enqueue(encoder.encode(text));
  const outlet: Outlet = {
    send: (event) => write(toText(event)),
    beat() {
      write(":thump\n");
      return controller !== null;
    },
    bufferedBytes: () => highWaterMark - (controller?.desiredSize ?? highWaterMark),
    close() {
      controller?.close();
      controller = null;
    },
    drop() {
      controller?.close();
      controller = null;
      cut();
    },
  };
  return { body, outlet };
}

// JSON has no line breaks, and the other payloads are ids.
const toText = ({ event, payload }: SentEvent): string => `event: ${event}\ndata: ${payload ?? "undefined"}\n\n`;

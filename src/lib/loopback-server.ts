import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A real HTTP server for tests of outward requests. Disposing it cuts its connections. */
export interface LoopbackServer extends AsyncDisposable {
  origin: string;
  port: number;
  requests: IncomingMessage[];
  /** TCP connections so far, also those that sent no request. */
  connections: () => number;
}

export async function startLoopbackServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  host = "127.0.0.1",
): Promise<LoopbackServer> {
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.on("connection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  return {
    origin: `http://${host}:${address.port}`,
    port: address.port,
    requests,
    connections: () => connections,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

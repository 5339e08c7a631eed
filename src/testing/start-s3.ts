import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "@20minutes/s3rver";
import { fillGaps, type S3Middleware } from "./s3-gaps.ts";

interface S3Request {
  readonly method: string;
  /** With its query. */
  readonly url: string;
}

export interface TestS3 extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** Settings that let Topout keep its files there. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the server keeps what it stores. */
  readonly directory: string;
  readonly requests: readonly S3Request[];
  /** A status to answer with instead of doing what is asked; null lets it be done. */
  interfere: (request: S3Request) => number | null;
  /** Cuts every connection; what is stored stays. */
  stop(): Promise<void>;
  /** Serves again, on the same port. */
  start(): Promise<void>;
}

const bucket = "topout-test";
// The one key that the server knows.
const key = "S3RVER";

/**
 * An S3 server in this process with an empty bucket, on a free loopback port. Anybody may read it; it checks neither
 * signatures nor what a presigned form allows, and answers the range 0-0 with the whole file.
 */
export async function startS3(): Promise<TestS3> {
  const directory = await mkdtemp(join(tmpdir(), "topout-s3-"));
  const requests: S3Request[] = [];
  const watch: S3Middleware = async (context, next) => {
    const request = { method: context.method, url: context.url };
    requests.push(request);
    const status = s3.interfere(request);
    if (status === null) await next();
    else context.status = status;
  };
  let server = await run(directory, 0, watch);
  const { port } = server;
  const endpoint = `http://127.0.0.1:${port}`;
  let isRunning = true;

  const s3: TestS3 = {
    endpoint,
    environment: {
      S3_ENDPOINT: endpoint,
      S3_BUCKET: bucket,
      S3_ACCESS_KEY_ID: key,
      S3_SECRET_ACCESS_KEY: key,
    },
    directory: join(directory, bucket),
    requests,
    interfere: () => null,
    async stop() {
      if (!isRunning) return;
      isRunning = false;
      await server.stop();
    },
    async start() {
      if (isRunning) return;
      server = await run(directory, port, watch);
      isRunning = true;
    },
    async [Symbol.asyncDispose]() {
      await s3.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return s3;
}

async function run(directory: string, port: number, watch: S3Middleware) {
  const server = new S3rver({
    address: "127.0.0.1",
    port,
    directory,
    silent: true,
    vhostBuckets: false,
    // It leaves out the slash that the client signs at the end of the bucket's own path.
    allowMismatchedSignatures: true,
    configureBuckets: [{ name: bucket }],
  });
  server.middleware.unshift(watch, fillGaps(bucket));
  const listening = await server.run();
  return {
    port: listening.port,
    async stop() {
      // Its own listener closes its log, which complains about each request that ends after that.
      server.httpServer.removeAllListeners("close");
      const closed = server.close();
      server.httpServer.closeAllConnections();
      await closed;
    },
  };
}

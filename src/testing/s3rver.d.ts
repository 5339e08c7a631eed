// The package comes without types; this is the part of it that the tests use.
declare module "@20minutes/s3rver" {
  import type { Server } from "node:http";
  import type { S3Middleware } from "./s3-gaps.ts";

  class S3rver {
    constructor(options: {
      address: string;
      port: number;
      directory: string;
      silent: boolean;
      vhostBuckets: boolean;
      allowMismatchedSignatures: boolean;
      configureBuckets: readonly { name: string }[];
    });
    readonly httpServer: Server;
    readonly middleware: S3Middleware[];
    run(): Promise<{ port: number }>;
    close(): Promise<void>;
  }
  export = S3rver;
}

import { rm } from "node:fs/promises";
import { join } from "node:path";

interface StoredObject {
  readonly key: string;
  readonly metadata: Readonly<Record<string, string | number>>;
}

/** What the test server, which is made with Koa, gives to its middleware. */
interface S3Context {
  readonly method: string;
  readonly path: string;
  readonly url: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly store: {
    readonly rootDirectory: string;
    listObjects(bucket: string, options: { prefix: string }): Promise<{ objects: readonly StoredObject[] }>;
  };
  status: number;
  type: string;
  body: unknown;
}

export type S3Middleware = (context: S3Context, next: () => Promise<void>) => Promise<void>;

const keysPerPage = 1_000;

/**
 * Does for one bucket what the test server cannot: pages of lists (its tokens need a cipher that OpenSSL has given up)
 * in the order of whole keys, and the end of an upload in parts.
 */
export const fillGaps =
  (bucket: string): S3Middleware =>
  async (context, next) => {
    const { method, query } = context;
    const isBucket = context.path.replace(/\/$/, "") === `/${bucket}`;
    if (method === "GET" && isBucket && query["list-type"] === "2") {
      const { objects } = await context.store.listObjects(bucket, { prefix: query["prefix"] ?? "" });
      context.type = "application/xml";
      context.body = toPage(objects, query["continuation-token"] ?? "");
    } else if (method === "DELETE" && /^[0-9a-f]+$/.test(query["uploadId"] ?? "")) {
      const uploads = join(context.store.rootDirectory, bucket, "._S3rver_uploads");
      await rm(join(uploads, query["uploadId"] ?? ""), { recursive: true, force: true });
      context.status = 204;
    } else {
      await next();
    }
  };

function toPage(objects: readonly StoredObject[], token: string): string {
  const after = Buffer.from(token, "base64url").toString();
  const left = objects.filter(({ key }) => key > after).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const page = left.slice(0, keysPerPage);
  const next = Buffer.from(page.at(-1)?.key ?? "").toString("base64url");
  const isCut = left.length > page.length;
  return [
    `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>${isCut}</IsTruncated>`,
    isCut ? `<NextContinuationToken>${next}</NextContinuationToken>` : "",
    ...page.map(toContents),
    "</ListBucketResult>",
  ].join("");
}

function toContents({ key, metadata }: StoredObject): string {
  const modifiedAt = new Date(metadata["last-modified"] ?? 0).toISOString();
  const size = metadata["content-length"];
  return `<Contents><Key>${key}</Key><LastModified>${modifiedAt}</LastModified><Size>${size}</Size></Contents>`;
}

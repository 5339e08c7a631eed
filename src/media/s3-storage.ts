import { createReadStream, createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  type _Object,
} from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { assertFolder, assertKey, isKey } from "./key.ts";
import { putInParts } from "./s3-parts.ts";
import {
  contentTypeOfKey,
  StorageUnavailable,
  type ByteRange,
  type DirectUpload,
  type DirectUploadTerms,
  type ListedFile,
  type Storage,
  type StoredFile,
} from "./storage.ts";

export interface S3Settings {
  readonly bucket: string;
  /** Amazon's when undefined. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Undefined leaves it to what the machine offers: a role, a profile, the usual variables. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  readonly forcePathStyle: boolean;
}

/** Where the commands go, and to which bucket. */
interface Place {
  readonly client: S3Client;
  readonly bucket: string;
}

/** Keys are never used again, so that everybody may keep what they got. */
const cacheForever = "public, max-age=31536000, immutable";

const connectMs = 5_000;
const idleMs = 60_000;
const attempts = 3;
/** Clients that read slowly hold a connection each: the usual 50 would soon be taken. */
const mostConnections = 500;
/** Larger files go in parts: one that fails is sent again without the rest. */
const singlePutBytes = 100_000_000;
const keysPerRemoval = 1_000;
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** Keeps files in a bucket of an S3-compatible service. */
export function createS3Storage(settings: S3Settings): Storage {
  const place: Place = { client: createClient(settings), bucket: settings.bucket };
  return {
    kind: "s3",
    putFile: (key, path, contentType) => putFile(place, key, path, contentType),
    async putBytes(key, bytes, contentType) {
      assertKey(key);
      await orUnavailable(async () => {
        await place.client.send(new PutObjectCommand({ ...objectOf(place, key, contentType), Body: bytes }));
      });
    },
    read: (key, range) => read(place, key, range),
    stat: (key) => find(place, key),
    fetchTo: (key, path) => fetchTo(place, key, path),
    async remove(keys) {
      for (const key of keys) assertKey(key);
      await remove(place, keys);
    },
    removeFolder: (folder) => removeFolder(place, folder),
    list: (prefix) => list(place, prefix),
    check: () => check(place),
    signUpload: (terms) => signUpload(place, terms),
    pathOf: () => null,
  };
}

function createClient({ endpoint, region, credentials, forcePathStyle }: S3Settings): S3Client {
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    region,
    forcePathStyle,
    maxAttempts: attempts,
    // Many self-hosted services take the framing of streamed checksums for the file's content.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // What fails rejects; the client would also print it, beside our log.
    logger: silent,
    requestHandler: {
      connectionTimeout: connectMs,
      // Of silence: a large file may take as long as it takes.
      socketTimeout: idleMs,
      httpAgent: { keepAlive: true, maxSockets: mostConnections },
      httpsAgent: { keepAlive: true, maxSockets: mostConnections },
    },
  });
}

const objectOf = ({ bucket }: Place, key: string, contentType: string) => ({
  Bucket: bucket,
  Key: key,
  ContentType: contentType,
  CacheControl: cacheForever,
});

async function putFile(place: Place, key: string, path: string, contentType: string): Promise<void> {
  assertKey(key);
  // Outside of what counts as the service's failure: a file that is not there is the caller's.
  const { size } = await stat(path);
  const object = objectOf(place, key, contentType);
  await orUnavailable(async () => {
    if (size > singlePutBytes) return await putInParts(place.client, object, { path, size });
    for (let attempt = 1; ; attempt++) {
      const body = createReadStream(path);
      try {
        await place.client.send(new PutObjectCommand({ ...object, Body: body, ContentLength: size }));
        return;
      } catch (error) {
        // The client cannot send a stream twice, so it does not try again by itself.
        if (attempt === attempts || !isWorthRepeating(error)) throw error;
      } finally {
        body.destroy();
      }
      await setTimeout(100 * 2 ** attempt);
    }
  });
}

async function read(place: Place, key: string, range?: ByteRange): Promise<StoredFile | null> {
  if (!isKey(key)) return null;
  const asked = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` };
  return await orUnavailable(async () => {
    try {
      const answer = await place.client.send(new GetObjectCommand({ Bucket: place.bucket, Key: key, ...asked }));
      if (!(answer.Body instanceof Readable)) throw new Error("The service answered without a body");
      return {
        stream: answer.Body,
        contentType: answer.ContentType ?? contentTypeOfKey(key),
        size: sizeOfWhole(answer.ContentRange) ?? answer.ContentLength ?? 0,
      };
    } catch (error) {
      if (isMissing(error)) return null;
      if (!isBeyondEnd(error)) throw error;
      const found = await find(place, key);
      return found === null ? null : { stream: Readable.from([]), ...found };
    }
  });
}

/** `bytes 0-4/1234` is a part of 1,234. */
function sizeOfWhole(contentRange: string | undefined): number | null {
  const size = /\/(\d+)$/.exec(contentRange ?? "")?.[1];
  return size === undefined ? null : Number(size);
}

async function find(place: Place, key: string): Promise<{ size: number; contentType: string } | null> {
  if (!isKey(key)) return null;
  return await orUnavailable(async () => {
    try {
      const answer = await place.client.send(new HeadObjectCommand({ Bucket: place.bucket, Key: key }));
      return { size: answer.ContentLength ?? 0, contentType: answer.ContentType ?? contentTypeOfKey(key) };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  });
}

async function fetchTo(place: Place, key: string, path: string): Promise<boolean> {
  const file = await read(place, key);
  if (file === null) return false;
  try {
    return await orUnavailable(async () => {
      const target = createWriteStream(path);
      await pipeline(file.stream, target);
      if (target.bytesWritten !== file.size) throw new Error(`${target.bytesWritten} of ${file.size} bytes came`);
      return true;
    });
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function remove(place: Place, keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += keysPerRemoval) {
    const named = keys.slice(start, start + keysPerRemoval).map((key) => ({ Key: key }));
    await orUnavailable(async () => {
      const answer = await place.client.send(
        new DeleteObjectsCommand({ Bucket: place.bucket, Delete: { Objects: named, Quiet: true } }),
      );
      const failed = answer.Errors?.find(({ Code }) => Code !== "NoSuchKey");
      if (failed !== undefined) throw new Error(`${failed.Key}: ${failed.Code} ${failed.Message}`);
    });
  }
}

async function removeFolder(place: Place, folder: string): Promise<void> {
  assertFolder(folder);
  for await (const page of pages(place, `${folder}/`)) {
    await remove(
      place,
      page.flatMap(({ Key }) => Key ?? []),
    );
  }
}

async function* list(place: Place, prefix: string): AsyncGenerator<ListedFile> {
  for await (const page of pages(place, prefix)) {
    for (const { Key: key, Size: size = 0, LastModified: modifiedAt } of page) {
      // What others keep in the bucket is none of ours.
      if (key !== undefined && modifiedAt !== undefined && isKey(key)) yield { key, size, modifiedAt };
    }
  }
}

/** The service's own pages: 1,000 objects each. */
async function* pages({ client, bucket }: Place, prefix: string): AsyncGenerator<readonly _Object[]> {
  let next: string | undefined;
  do {
    const asked = { Bucket: bucket, Prefix: prefix, ...(next === undefined ? {} : { ContinuationToken: next }) };
    const page = await orUnavailable(() => client.send(new ListObjectsV2Command(asked)));
    yield page.Contents ?? [];
    next = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (next !== undefined);
}

async function check({ client, bucket }: Place): Promise<void> {
  await orUnavailable(async () => {
    try {
      await client.send(new HeadBucketCommand({ Bucket: bucket }));
    } catch (error) {
      // The answer to HEAD has no text that would say so.
      if (statusOf(error) === 404) throw new Error(`There is no bucket ${bucket}`, { cause: error });
      if (statusOf(error) === 403) throw new Error(`The key does not open the bucket ${bucket}`, { cause: error });
      throw error;
    }
  });
}

async function signUpload(place: Place, terms: DirectUploadTerms): Promise<DirectUpload> {
  const { key, contentType, size, expiresInSeconds } = terms;
  assertKey(key);
  return await orUnavailable(() =>
    createPresignedPost(place.client, {
      Bucket: place.bucket,
      Key: key,
      Fields: { "Content-Type": contentType },
      Conditions: [
        ["content-length-range", size, size],
        ["eq", "$Content-Type", contentType],
      ],
      Expires: expiresInSeconds,
    }),
  );
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

/** A missing bucket is another matter, but the answer to HEAD cannot tell: `check` finds that out. */
const isMissing = (error: unknown): boolean => error instanceof NoSuchKey || error instanceof NotFound;

const isBeyondEnd = (error: unknown): boolean => statusOf(error) === 416;

/** What never reached the service, or made it stumble. */
function isWorthRepeating(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status >= 500 || status === 429;
}

const unavailable = (error: unknown): StorageUnavailable =>
  error instanceof StorageUnavailable
    ? error
    : new StorageUnavailable("The S3 service did not do what it was asked", { cause: error });

async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unavailable(error);
  }
}

import { open, type FileHandle } from "node:fs/promises";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  type CompletedPart,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";

/** S3 takes 10,000 parts of at least 5 MiB. One at a time is in memory. */
const partBytes = 16 * 1024 * 1024;

interface LocalFile {
  readonly path: string;
  readonly size: number;
}

/** Stores a file that is not empty, part by part. When it rejects, the service has been asked to forget the parts. */
export async function putInParts(
  client: S3Client,
  object: Pick<PutObjectCommandInput, "Bucket" | "Key" | "ContentType" | "CacheControl">,
  file: LocalFile,
): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(object));
  const upload = { Bucket: object.Bucket, Key: object.Key, UploadId };
  try {
    const Parts = await sendParts(client, upload, file);
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  } catch (error) {
    // Unfinished parts are paid for, and seen by nobody. The failure that counts is the first.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => {});
    throw error;
  }
}

async function sendParts(
  client: S3Client,
  upload: Pick<PutObjectCommandInput, "Bucket" | "Key"> & { UploadId: string | undefined },
  { path, size }: LocalFile,
): Promise<CompletedPart[]> {
  const parts: CompletedPart[] = [];
  const file = await open(path);
  try {
    for (let start = 0; start < size; start += partBytes) {
      const Body = await readPart(file, start, Math.min(partBytes, size - start));
      const PartNumber = parts.length + 1;
      const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
      parts.push({ PartNumber, ETag });
    }
  } finally {
    await file.close();
  }
  return parts;
}

async function readPart(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const part = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length;) {
    const { bytesRead } = await file.read(part, filled, length - filled, start + filled);
    if (bytesRead === 0) throw new Error("The file became shorter while it was stored");
    filled += bytesRead;
  }
  return part;
}

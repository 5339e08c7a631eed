import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { Refused } from "../lib/refused.ts";
import { createDiskStorage } from "./disk-storage.ts";
import { createS3Storage } from "./s3-storage.ts";
import type { Storage } from "./storage.ts";

type DiskConfig = Pick<Config, "dataDir">;
type S3Config = Pick<
  Config,
  "s3Bucket" | "s3Endpoint" | "s3Region" | "s3AccessKeyId" | "s3SecretAccessKey" | "s3ForcePathStyle"
>;

/** S3 when a bucket is configured, else the data folder. Nothing is reached or made before the first use. */
export const openStorage = (config: DiskConfig & S3Config): Storage =>
  config.s3Bucket === undefined ? openDiskStorage(config) : openS3Storage(config);

/** The files in the data folder, also where S3 is configured. */
export const openDiskStorage = ({ dataDir }: DiskConfig): Storage => createDiskStorage(join(dataDir, "media"));

/** @throws Refused when no bucket is configured. */
export function openS3Storage(config: S3Config): Storage {
  const { s3Bucket, s3AccessKeyId, s3SecretAccessKey } = config;
  if (s3Bucket === undefined) throw new Refused("invalid", "S3 is not configured: S3_BUCKET is not set");
  return createS3Storage({
    bucket: s3Bucket,
    endpoint: config.s3Endpoint,
    region: config.s3Region,
    credentials:
      s3AccessKeyId === undefined || s3SecretAccessKey === undefined
        ? undefined
        : { accessKeyId: s3AccessKeyId, secretAccessKey: s3SecretAccessKey },
    forcePathStyle: config.s3ForcePathStyle,
  });
}

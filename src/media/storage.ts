import type { Readable } from "node:stream";

/** Bytes of a stored file that a reader wants; `end` is the last one, as in HTTP. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface StoredFile {
  readonly stream: Readable;
  readonly contentType: string;
  /** Of the whole file, also when a range was asked for. */
  readonly size: number;
}

export interface ListedFile {
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

/** Where a browser sends a file by itself, as a form of these fields with the file last, named `file`. */
export interface DirectUpload {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface DirectUploadTerms {
  readonly key: string;
  readonly contentType: string;
  /** The signature is for a file of exactly this many bytes. */
  readonly size: number;
  readonly expiresInSeconds: number;
}

/**
 * Where files are kept, by key (`media/113.../k3jd9.../original.jpg`). What is under a key never changes: a new version
 * gets a new key. Everything rejects with `StorageUnavailable` when the place itself cannot be reached.
 */
export interface Storage {
  readonly kind: "disk" | "s3";
  /** Stores the file at `path`. When it rejects, nothing is left under the key. */
  putFile(key: string, path: string, contentType: string): Promise<void>;
  putBytes(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** Null when there is no such file. A range beyond the file's end is cut to it. */
  read(key: string, range?: ByteRange): Promise<StoredFile | null>;
  /** Size in bytes and type; null when there is no such file. */
  stat(key: string): Promise<{ size: number; contentType: string } | null>;
  /** Copies the file to `path` on this machine. False when there is no such file. */
  fetchTo(key: string, path: string): Promise<boolean>;
  /** Removing what is not there is no error. */
  remove(keys: readonly string[]): Promise<void>;
  /** Removes everything whose key starts with `folder + "/"`. */
  removeFolder(folder: string): Promise<void>;
  list(prefix: string): AsyncIterable<ListedFile>;
  /** For health checks. */
  check(): Promise<void>;
  /** Null where files can only come through this server. */
  signUpload(terms: DirectUploadTerms): Promise<DirectUpload | null>;
  /** Path on this machine, for serving without copying; null when the file is not on it. */
  pathOf(key: string): string | null;
}

/** The place where files are kept did not answer, or refused: try again later. */
export class StorageUnavailable extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "StorageUnavailable";
  }
}

// Stored files have one of these endings, given by us; a disk knows no types of its own.
const typeByExtension: Readonly<Record<string, string>> = {
  avif: "image/avif",
  gif: "image/gif",
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  mp4: "video/mp4",
  webm: "video/webm",
  mov: "video/quicktime",
  mkv: "video/x-matroska",
  avi: "video/x-msvideo",
  "3gp": "video/3gpp",
  m3u8: "application/vnd.apple.mpegurl",
  m4s: "video/iso.segment",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  aac: "audio/aac",
  ogg: "audio/ogg",
  flac: "audio/flac",
  wav: "audio/wav",
};

/** `application/octet-stream` for what is not ours. */
export const contentTypeOfKey = (key: string): string =>
  typeByExtension[/\.([a-z0-9]+)$/.exec(key)?.[1] ?? ""] ?? "application/octet-stream";

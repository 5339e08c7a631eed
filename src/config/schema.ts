import { z } from "zod";

/** One environment variable: how it is read and what `docs/configuration.md` says of it. */
export interface Setting<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly summary: string;
  readonly shownDefault: string;
  readonly secret?: true;
}

const setting = <T>(
  name: string,
  schema: z.ZodType<T>,
  shownDefault: string,
  summary: string,
  secret?: true,
): Setting<T> => (secret ? { name, schema, summary, shownDefault, secret } : { name, schema, summary, shownDefault });

const origin = z.string().refine((value) => {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) && `${url.protocol}//${url.host}` === value.replace(/\/$/, "");
}, "must be an origin such as https://climb.example, without a path");
const host = z.string().regex(/^[a-z0-9.-]+(:\d+)?$/i, "must be a host name such as climb.example");
const wholeNumber = (minimum: number, maximum: number) =>
  z.coerce.number("must be a number").int("must be a whole number").min(minimum).max(maximum);
const flag = z
  .enum(["true", "false", "1", "0", "on", "off", "yes", "no"], "must be true or false")
  .transform((value) => ["true", "1", "on", "yes"].includes(value));
const databaseUrl = z
  .string()
  .regex(/^(postgres(ql)?:\/\/|file:|sqlite:|\/|\.)/, "must start with postgres://, or be a path to an SQLite file");

export const settings = {
  port: setting(
    "PORT",
    wholeNumber(0, 65535).default(3000),
    "3000",
    "TCP port of the HTTP server; 0 picks a free one.",
  ),
  host: setting(
    "HOST",
    z.string().min(1).default("127.0.0.1"),
    "127.0.0.1",
    "Address to listen on. Containers need 0.0.0.0; behind a reverse proxy on the same machine the default is right.",
  ),
  origin: setting(
    "TOPOUT_ORIGIN",
    origin.optional(),
    "http://localhost:PORT",
    "Where people and servers reach this server. Every address that federates is built from it: set it before the first account, never change it after.",
  ),
  handleDomain: setting(
    "TOPOUT_HANDLE_DOMAIN",
    host.optional(),
    "the host of TOPOUT_ORIGIN",
    "Domain of the handles (@ada@climb.example) when it differs from the origin's host; that domain must redirect /.well-known/webfinger here.",
  ),
  dataDir: setting(
    "TOPOUT_DATA_DIR",
    z.string().min(1).default("./data"),
    "./data",
    "Folder for the SQLite file, generated secrets and stored media.",
  ),
  databaseUrl: setting(
    "DATABASE_URL",
    databaseUrl.optional(),
    "SQLite in TOPOUT_DATA_DIR",
    "postgres://user:password@host/database, or the path of an SQLite file.",
    true,
  ),
  redisUrl: setting(
    "REDIS_URL",
    z
      .string()
      .regex(/^rediss?:\/\//, "must start with redis:// or rediss://")
      .optional(),
    "none",
    "Redis for what several processes share; one process needs none.",
    true,
  ),
  role: setting(
    "TOPOUT_ROLE",
    z.enum(["all", "web", "worker"], "must be all, web or worker").default("all"),
    "all",
    "What this process does: everything, only HTTP, or only the jobs. Apart they need PostgreSQL.",
  ),
  registration: setting(
    "TOPOUT_REGISTRATION",
    z.enum(["open", "approval", "invite", "closed"], "must be open, approval, invite or closed").default("closed"),
    "closed",
    "Who may make an account through the API. The command line can always make one.",
  ),
  instanceTitle: setting(
    "TOPOUT_TITLE",
    z.string().min(1).max(100).default("Topout"),
    "Topout",
    "Name of this server, as apps and the front page show it.",
  ),
  instanceDescription: setting(
    "TOPOUT_DESCRIPTION",
    z.string().max(2000).default("A logbook for climbers that talks to the Fediverse."),
    "A logbook for climbers that talks to the Fediverse.",
    "One or two sentences about this server.",
  ),
  contactEmail: setting(
    "TOPOUT_CONTACT_EMAIL",
    z.email("must be an e-mail address").or(z.literal("")).default(""),
    "none",
    "Public e-mail address of whoever runs this server.",
  ),
  contactAccount: setting(
    "TOPOUT_CONTACT_ACCOUNT",
    z.string().default(""),
    "the first administrator",
    "Username of the account that runs this server.",
  ),
  sourceUrl: setting(
    "TOPOUT_SOURCE_URL",
    z.url({ protocol: /^https?$/, error: "must be a web address" }).optional(),
    "the origin",
    "Where the source of this server can be had; the AGPL asks for it when you change the program.",
  ),
  maxStatusLength: setting(
    "TOPOUT_MAX_STATUS_LENGTH",
    wholeNumber(100, 100_000).default(1000),
    "1000",
    "Characters that a post may have, counted as Mastodon counts them.",
  ),
  homeLength: setting(
    "TOPOUT_HOME_LENGTH",
    wholeNumber(40, 10_000).default(800),
    "800",
    "Posts kept in each home timeline; older ones are found in profiles and threads.",
  ),
  hasLeaderboards: setting(
    "TOPOUT_LEADERBOARDS",
    flag.default(false),
    "false",
    "Rank climbers by their public climbs, for those of them who want to be discovered (`/api/v1/climbs/leaderboard`).",
  ),
  allowPrivateAddresses: setting(
    "TOPOUT_ALLOW_PRIVATE_ADDRESSES",
    flag.default(false),
    "false",
    "Let the server fetch from and deliver to private and loopback addresses. For tests and development only.",
  ),
  authorizedFetch: setting(
    "TOPOUT_AUTHORIZED_FETCH",
    flag.default(false),
    "false",
    "Ask for a signature on every ActivityPub fetch, of public posts too.",
  ),
  deliveryRetrySeconds: setting(
    "TOPOUT_DELIVERY_RETRY_SECONDS",
    wholeNumber(1, 86_400).default(60),
    "60",
    "Wait before the second attempt of a delivery; it doubles with each attempt up to TOPOUT_DELIVERY_RETRY_MAX_SECONDS.",
  ),
  deliveryRetryMaxSeconds: setting(
    "TOPOUT_DELIVERY_RETRY_MAX_SECONDS",
    wholeNumber(1, 86_400).default(21_600),
    "21600",
    "Longest wait between two attempts of a delivery.",
  ),
  deliveryTtlHours: setting(
    "TOPOUT_DELIVERY_TTL_HOURS",
    wholeNumber(1, 24 * 30).default(72),
    "72",
    "How long a delivery is tried before it is given up.",
  ),
  workerConcurrency: setting(
    "TOPOUT_WORKER_CONCURRENCY",
    wholeNumber(1, 500).default(20),
    "20",
    "Jobs that run side by side in one process.",
  ),
  secret: setting(
    "TOPOUT_SECRET",
    z.string().min(32, "must have at least 32 characters").optional(),
    "generated into TOPOUT_DATA_DIR",
    "Signs the addresses of remote media. Set it when several machines serve without a shared data folder: all need the same.",
    true,
  ),
  s3Bucket: setting(
    "S3_BUCKET",
    z.string().min(1).optional(),
    "none",
    "Bucket of an S3-compatible service that keeps the media; without one they are in TOPOUT_DATA_DIR/media.",
  ),
  s3Endpoint: setting(
    "S3_ENDPOINT",
    z.url({ protocol: /^https?$/, error: "must be a web address" }).optional(),
    "Amazon's",
    "Address of the S3-compatible service.",
  ),
  s3Region: setting("S3_REGION", z.string().min(1).default("us-east-1"), "us-east-1", "Region of the bucket."),
  s3AccessKeyId: setting("S3_ACCESS_KEY_ID", z.string().min(1).optional(), "none", "Key to the bucket.", true),
  s3SecretAccessKey: setting(
    "S3_SECRET_ACCESS_KEY",
    z.string().min(1).optional(),
    "none",
    "Secret of the key to the bucket.",
    true,
  ),
  s3ForcePathStyle: setting(
    "S3_FORCE_PATH_STYLE",
    flag.default(true),
    "true",
    "Name the bucket in the path instead of the host name; most self-hosted services want that.",
  ),
  s3PublicUrl: setting(
    "S3_PUBLIC_URL",
    z.url({ protocol: /^https?$/, error: "must be a web address" }).optional(),
    "none",
    "Where anybody can read the bucket, for example a CDN. Without it Topout passes the files on itself, and the bucket can stay private.",
  ),
  maxAttachments: setting(
    "TOPOUT_MAX_ATTACHMENTS",
    wholeNumber(1, 32).default(10),
    "10",
    "Pictures, videos and sounds that a post may have. Mastodon shows the first four.",
  ),
  maxImageMegabytes: setting(
    "TOPOUT_MAX_IMAGE_MB",
    wholeNumber(1, 200).default(16),
    "16",
    "Size of an uploaded picture at most, in MiB.",
  ),
  maxImageMegapixels: setting(
    "TOPOUT_MAX_IMAGE_MEGAPIXELS",
    wholeNumber(1, 400).default(64),
    "64",
    "Millions of pixels that an uploaded picture may have; all frames of an animation together.",
  ),
  maxVideoMegabytes: setting(
    "TOPOUT_MAX_VIDEO_MB",
    wholeNumber(1, 10_000).default(200),
    "200",
    "Size of an uploaded video or sound at most, in MiB.",
  ),
  maxVideoMinutes: setting(
    "TOPOUT_MAX_VIDEO_MINUTES",
    wholeNumber(1, 600).default(20),
    "20",
    "Length of an uploaded video at most. Sounds may be six times as long.",
  ),
  maxImportMegabytes: setting(
    "TOPOUT_MAX_IMPORT_MB",
    wholeNumber(1, 1_000).default(20),
    "20",
    "Size of a logbook that is read in at most, in MiB. Twenty hold about 80,000 climbs.",
  ),
  ffmpegPath: setting(
    "TOPOUT_FFMPEG",
    z.string().min(1).optional(),
    "found on the PATH",
    "The ffmpeg to use, with ffprobe beside it.",
  ),
  transcodeConcurrency: setting(
    "TOPOUT_TRANSCODE_CONCURRENCY",
    wholeNumber(1, 32).default(1),
    "1",
    "Videos that a process converts side by side. One uses all processors already.",
  ),
  transcodeMaxMinutes: setting(
    "TOPOUT_TRANSCODE_MAX_MINUTES",
    wholeNumber(1, 24 * 60).default(120),
    "120",
    "How long converting one video may take before it is given up.",
  ),
  remoteMedia: setting(
    "TOPOUT_REMOTE_MEDIA",
    z.enum(["proxy", "hotlink"], "must be proxy or hotlink").default("proxy"),
    "proxy",
    "proxy: pictures of other servers come through this one, so that those do not see who looks. hotlink: from where they are.",
  ),
  remoteMediaDays: setting(
    "TOPOUT_REMOTE_MEDIA_DAYS",
    wholeNumber(1, 3_650).default(7),
    "7",
    "Days that copies of remote media are kept; later they are fetched again when somebody looks.",
  ),
  remoteMediaMaxMegabytes: setting(
    "TOPOUT_REMOTE_MEDIA_MAX_MB",
    wholeNumber(1, 1_000).default(40),
    "40",
    "Larger files of other servers are not copied: browsers are sent to where they are.",
  ),
  streamingHeartbeatSeconds: setting(
    "TOPOUT_STREAMING_HEARTBEAT_SECONDS",
    wholeNumber(1, 600).default(15),
    "15",
    "How often open streams are kept alive, and their tokens checked. Less than what a proxy in front allows them to be idle.",
  ),
  rateLimit: setting(
    "TOPOUT_RATE_LIMIT",
    z.coerce.number("must be a number").min(0).max(1_000).default(1),
    "1",
    "Multiplies the limits on how often apps may ask (300 requests in 5 minutes per token, as on Mastodon); 0 turns them off.",
  ),
  smtpUrl: setting(
    "SMTP_URL",
    z.url({ protocol: /^smtps?$/, error: "must start with smtp:// or smtps://" }).optional(),
    "none",
    "smtp://user:password@host:port (smtps:// for TLS from the start) of the server that sends the mail. Without one, what people should get is in the log.",
    true,
  ),
  mailFrom: setting(
    "TOPOUT_MAIL_FROM",
    z.email("must be an e-mail address").optional(),
    "topout@ the host of TOPOUT_ORIGIN",
    "Sender of the mail.",
  ),
  logLevel: setting(
    "LOG_LEVEL",
    z.enum(["silent", "fatal", "error", "warn", "info", "debug", "trace"], "must be a log level").default("info"),
    "info",
    "silent, fatal, error, warn, info, debug or trace. Logs are JSON lines on standard error.",
  ),
} as const;

type Settings = typeof settings;
export type RawConfig = { [K in keyof Settings]: Settings[K] extends Setting<infer T> ? T : never };

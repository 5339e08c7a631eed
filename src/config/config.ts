import { resolve } from "node:path";
import { settings, type RawConfig } from "./schema.ts";

export type Dialect = "sqlite" | "postgres";

/** Everything that can be set from outside, parsed once at start. */
export type Config = Readonly<
  Omit<RawConfig, "origin" | "handleDomain" | "databaseUrl" | "secret"> & {
    /** `https://climb.example`, without a slash at its end. */
    origin: string;
    /** Host part of local handles. */
    handleDomain: string;
    /** `postgres://...`, or the absolute path of the SQLite file. */
    databaseUrl: string;
    dialect: Dialect;
    dataDir: string;
    /** Where stored files are reached, without a slash at its end. */
    mediaUrl: string;
    /** Signs addresses. "" until `withSecret` has looked into the data directory. */
    secret: string;
    version: string;
  }
>;

export const version = "0.1.0";

/** Thrown with every fault of the environment at once, one line each. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n${faults.map((f) => `  ${f}`).join("\n")}`,
    );
    this.name = "ConfigError";
    this.faults = faults;
  }
}

/** Who we are to other servers. */
export const userAgentOf = (config: Pick<Config, "version" | "origin">): string =>
  `Topout/${config.version} (+${config.origin})`;

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigError naming every fault. An empty variable counts as unset. */
export function readConfig(environment: Environment): Config {
  const faults: string[] = [];
  const raw: Record<string, unknown> = {};
  for (const [key, { name, schema, secret }] of Object.entries(settings)) {
    const given = environment[name];
    const parsed = schema.safeParse(given === "" ? undefined : given);
    if (parsed.success) raw[key] = parsed.data;
    else
      faults.push(
        `${name}: ${parsed.error.issues[0]?.message ?? "is not valid"}${secret ? "" : ` (is ${JSON.stringify(given)})`}`,
      );
  }
  const values = raw as RawConfig;
  if (faults.length === 0) faults.push(...crossFaults(values));
  if (faults.length > 0) throw new ConfigError(faults);
  return freeze(values);
}

function crossFaults(values: RawConfig): string[] {
  const faults: string[] = [];
  if (values.role !== "all" && dialectOf(values.databaseUrl) === "sqlite") {
    faults.push(
      `TOPOUT_ROLE: ${values.role} needs PostgreSQL in DATABASE_URL; SQLite serves one process with the role all`,
    );
  }
  if (values.deliveryRetrySeconds > values.deliveryRetryMaxSeconds) {
    faults.push("TOPOUT_DELIVERY_RETRY_SECONDS: must not be above TOPOUT_DELIVERY_RETRY_MAX_SECONDS");
  }
  const s3 = [values.s3Endpoint, values.s3AccessKeyId, values.s3SecretAccessKey, values.s3PublicUrl];
  if (values.s3Bucket === undefined && s3.some((value) => value !== undefined)) {
    faults.push("S3_BUCKET: is needed when other S3 settings are given");
  }
  if ((values.s3AccessKeyId === undefined) !== (values.s3SecretAccessKey === undefined)) {
    faults.push("S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY: one needs the other");
  }
  return faults;
}

function freeze(values: RawConfig): Config {
  const dataDir = resolve(values.dataDir);
  const origin = (values.origin ?? `http://localhost:${values.port}`).replace(/\/$/, "").toLowerCase();
  const dialect = dialectOf(values.databaseUrl);
  return Object.freeze({
    ...values,
    origin,
    handleDomain: (values.handleDomain ?? new URL(origin).host).toLowerCase(),
    dataDir,
    dialect,
    databaseUrl: dialect === "postgres" ? (values.databaseUrl ?? "") : sqlitePath(values.databaseUrl, dataDir),
    mediaUrl: (values.s3PublicUrl ?? `${origin}/media`).replace(/\/+$/, ""),
    secret: values.secret ?? "",
    version,
  });
}

function sqlitePath(databaseUrl: string | undefined, dataDir: string): string {
  if (databaseUrl === undefined) return resolve(dataDir, "topout.sqlite");
  return resolve(databaseUrl.replace(/^(file|sqlite):(\/\/)?/, ""));
}

function dialectOf(databaseUrl: string | undefined): Dialect {
  return databaseUrl !== undefined && /^postgres(ql)?:/.test(databaseUrl) ? "postgres" : "sqlite";
}

/** The dialect of this process. The tables are built from it when they are first imported, so it cannot change later. */
export const processDialect: Dialect = dialectOf(process.env["DATABASE_URL"]);

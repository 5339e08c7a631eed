import { pino, destination, type Logger } from "pino";
import type { Config } from "./config/config.ts";

/** JSON lines on standard error: standard output belongs to what people and scripts read. */
export function createLog(config: Pick<Config, "logLevel">): Logger {
  return pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ["token", "password", "*.token", "*.password", "headers.authorization"],
    },
    destination({ fd: 2, sync: true }),
  );
}

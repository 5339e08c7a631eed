import type { Context as HonoContext, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Logger } from "pino";
import { ZodError } from "zod";
import { StorageUnavailable } from "../../media/storage.ts";
import { Refused, type FieldFault, type RefusalReason } from "../../lib/refused.ts";

const statusOf: Record<RefusalReason, ContentfulStatusCode> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  gone: 410,
  "too-large": 413,
  invalid: 422,
  "too-many": 429,
  unavailable: 503,
};

/** The one place where a failure becomes an answer: Mastodon's `{error}`, and nothing of our insides. */
export function answerErrors(log: Logger): ErrorHandler {
  return (error, c) => {
    if (error instanceof Refused) return refuse(c, error);
    if (error instanceof ZodError) return c.json(explain(error), 422);
    if (error instanceof StorageUnavailable) {
      log.error({ err: error, path: c.req.path }, "the media storage is down");
      return c.json({ error: "Media can't be stored right now. Try again in a moment!" }, 503);
    }
    if (error instanceof HTTPException) return c.json({ error: error.message || "Bad request" }, error.status);
    log.error({ err: error, method: c.req.method, path: c.req.path }, "request failed");
    return c.json({ error: "Something went wrong on our end" }, 500);
  };
}

function refuse(c: HonoContext, refused: Refused): Response {
  const body = { error: refused.message, ...(refused.details === undefined ? {} : { details: refused.details }) };
  return c.json(body, statusOf[refused.reason]);
}

/** Mastodon's form for faults by field: `{error, details: {field: [{error, description}]}}`. */
function explain(error: ZodError): { error: string; details: Record<string, FieldFault[]> } {
  const details: Record<string, FieldFault[]> = {};
  for (const issue of error.issues) {
    const field = issue.path.join(".") || "base";
    (details[field] ??= []).push({ error: "ERR_INVALID", description: issue.message });
  }
  const summary = error.issues
    .slice(0, 5)
    .map((issue) => [issue.path.join("."), issue.message].filter(Boolean).join(" "))
    .join(", ");
  return { error: `Validation failed: ${summary}`, details };
}

import type { ErrorHandler } from "hono";
import type { Logger } from "pino";
import { OAuthRefused, type OAuthFault } from "../../domain/oauth/oauth-refused.ts";
import type { ApiEnv } from "../env.ts";
import { answerErrors } from "../middleware/errors.ts";

const statusOf = (fault: OAuthFault) =>
  fault === "invalid_client" ? 401 : fault === "unauthorized_client" ? 403 : 400;

/** Faults of the protocol in its own form (RFC 6749 §5.2), all others as everywhere. */
export function answerOAuthErrors(log: Logger): ErrorHandler<ApiEnv> {
  const answerOthers = answerErrors(log);
  return (error, c) => {
    c.header("Cache-Control", "no-store");
    if (!(error instanceof OAuthRefused)) return answerOthers(error, c);
    if (error.fault === "invalid_client") c.header("WWW-Authenticate", 'Basic realm="Topout"');
    return c.json({ error: error.fault, error_description: error.message }, statusOf(error.fault));
  };
}

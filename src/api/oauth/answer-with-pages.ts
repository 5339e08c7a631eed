import type { ErrorHandler } from "hono";
import type { Context } from "../../context.ts";
import { Refused } from "../../lib/refused.ts";
import { pageHeaders } from "../../pages/content-security-policy.ts";
import { messagePage } from "../../pages/message-page.ts";
import type { ApiEnv } from "../env.ts";

/** A failure on a page that people look at is a page too. */
export function answerWithPages(ctx: Pick<Context, "config" | "log">): ErrorHandler<ApiEnv> {
  return (error, c) => {
    const isExpected = error instanceof Refused;
    if (!isExpected) ctx.log.error({ err: error, method: c.req.method, path: c.req.path }, "request failed");
    const page = messagePage({
      siteTitle: ctx.config.instanceTitle,
      title: isExpected ? "That did not work" : "Something went wrong on our end",
      message: isExpected ? error.message : "Please try again later.",
    });
    const status = !isExpected ? 500 : error.reason === "forbidden" ? 403 : 400;
    return c.html(page, status, { ...pageHeaders(), "Cache-Control": "no-store" });
  };
}

import type { Context as HonoContext } from "hono";

/**
 * Sets headers of whatever is answered within `next`. They are set before, since changing a finished answer means making
 * it anew; only one that was made as a whole, which does not take them, gets them afterwards.
 */
export async function answerWith(
  c: HonoContext,
  headers: Readonly<Record<string, string>>,
  next: () => Promise<void>,
): Promise<void> {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  await next();
  for (const [name, value] of Object.entries(headers)) if (!c.res.headers.has(name)) c.header(name, value);
}

import { Hono, type Context as HonoContext } from "hono";
import type { Context } from "../context.ts";
import { openRemoteMedia } from "../domain/media/remote.ts";
import { fileUrl, readRemoteUrl, remoteVariants } from "../domain/media/urls.ts";
import { recordNotFound, Refused } from "../lib/refused.ts";
import type { ApiEnv } from "./env.ts";
import { sendStoredFile } from "./send-stored-file.ts";

const hour = 3_600;
/** A copy may be pruned and fetched anew, and then be another. */
const copyCacheControl = `public, max-age=${24 * hour}`;
const redirectHeaders = { "Cache-Control": `public, max-age=${hour}`, "Referrer-Policy": "no-referrer" };
const missingHeaders = { "Cache-Control": "public, max-age=300" };

/** `/proxy`: pictures, videos and sounds of other servers, at the addresses that `remoteUrl` gives. */
export function mediaProxyRoutes(ctx: Context, remote = openRemoteMedia(ctx)): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.get("/proxy/:variant/:signature/:named", async (c) => {
    const variant = remoteVariants.find((known) => known === c.req.param("variant"));
    if (variant === undefined) throw recordNotFound();
    const url = readRemoteUrl(ctx.config, { ...c.req.param(), variant });
    if (url === null) throw recordNotFound();
    // Again when the file of a copy was lost.
    for (let attempt = 1; attempt <= 2; attempt++) {
      const file = await remote.obtain(url, variant);
      if (file === null) break;
      if (file === "elsewhere") return redirect(c, url);
      if (ctx.config.s3PublicUrl !== undefined) return redirect(c, fileUrl(ctx.config, file.key));
      try {
        return await sendStoredFile(ctx, c, { key: file.key, cacheControl: copyCacheControl });
      } catch (error) {
        if (!(error instanceof Refused && error.reason === "not-found")) throw error;
        await remote.forget(url, variant, file.key);
      }
    }
    return c.json({ error: "Record not found" }, 404, missingHeaders);
  });

  return routes;
}

function redirect(c: HonoContext<ApiEnv>, url: string): Response {
  for (const [name, value] of Object.entries(redirectHeaders)) c.header(name, value);
  return c.redirect(url);
}

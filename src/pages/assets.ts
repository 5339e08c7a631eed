import { Hono } from "hono";
import { stylesheet } from "./stylesheet.ts";

/** Serves the stylesheet of the pages. Its address changes with its content, so it is kept for a year. */
export function assetRoutes(): Hono {
  return new Hono().get("/assets/topout.css", (c) =>
    c.body(stylesheet, 200, {
      "Content-Type": "text/css; charset=utf-8",
      "Cache-Control": "public, max-age=31536000, immutable",
      "X-Content-Type-Options": "nosniff",
    }),
  );
}

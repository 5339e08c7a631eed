import { Hono } from "hono";
import { stylesheet } from "./stylesheet.ts";

// What is for programs, and copies of pictures from elsewhere. Pages and pictures tell themselves whether to index them.
const robots = `User-agent: *
Disallow: /api/
Disallow: /auth/
Disallow: /inbox
Disallow: /oauth/
Disallow: /proxy/
Disallow: /users/
`;

/**
 * Serves the rules for robots, and the stylesheet of the pages. The stylesheet's address changes with its content, so it
 * is kept for a year.
 */
export function assetRoutes(): Hono {
  return new Hono()
    .get("/robots.txt", (c) => c.text(robots, 200, { "Cache-Control": "public, max-age=86400" }))
    .get("/assets/topout.css", (c) =>
      c.body(stylesheet, 200, {
        "Content-Type": "text/css; charset=utf-8",
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
      }),
    );
}

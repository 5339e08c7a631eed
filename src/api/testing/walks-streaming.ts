import { createClient, type Answer, type TestClient } from "../../testing/client.ts";
import type { Populated } from "../../testing/populate.ts";
import type { Walk } from "./walks.ts";

/** Reads the head of an answer that does not end. */
const createHeadReader = (origin: string, token: string | null): TestClient => ({
  ...createClient(origin, token),
  async request(method, path): Promise<Answer> {
    const abort = new AbortController();
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(new URL(path, origin), { method, headers, signal: abort.signal });
    const isOpen = response.headers.get("content-type") === "text/event-stream";
    const text = isOpen ? "" : await response.text();
    abort.abort();
    return { status: response.status, headers: response.headers, text, json: isOpen ? undefined : JSON.parse(text) };
  },
});

/** A missing scope is 401 here, as on Mastodon, where the REST API has 403. */
export async function streamingWalks(origin: string, { ada }: Populated): Promise<Walk[]> {
  const list = (await ada.post("/api/v1/lists", { title: "Streamed" })).json;
  const as = createHeadReader(origin, ada.token);
  const stream = (path: string, query = ""): Walk => ({
    operation: `GET /api/v1/streaming/${path}`,
    path: `/api/v1/streaming/${path}${query}`,
    as,
    client: createHeadReader,
    access: "user",
    unscoped: 401,
  });
  // Whoever has a token may hear what everybody may read.
  const open = (path: string): Walk => ({ ...stream(path), scopes: [] });
  const refusing = (path: string, query: string): Walk => ({
    ...stream(path, query),
    ...(path.startsWith("hashtag") ? { scopes: [] } : {}),
    faulty: { status: 400, path: `/api/v1/streaming/${path}` },
  });
  return [
    { operation: "GET /api/v1/streaming/health", path: "/api/v1/streaming/health", access: "anyone" },
    stream("user"),
    stream("user/notification"),
    open("public"),
    open("public/local"),
    open("public/remote"),
    stream("direct"),
    refusing("hashtag", "?tag=granite"),
    refusing("hashtag/local", "?tag=granite"),
    refusing("list", `?list=${list.id}`),
  ];
}

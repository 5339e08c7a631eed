import type { Answer, TestClient } from "../../testing/client.ts";
import type { Populated } from "../../testing/populate.ts";
import type { TestUser } from "../../testing/start-topout.ts";
import type { Walk } from "./walks.ts";

/** Reads the head of an answer that does not end. */
const headReader = (origin: string, user: TestUser): TestClient => ({
  ...user,
  async request(method, path): Promise<Answer> {
    const abort = new AbortController();
    const headers = { authorization: `Bearer ${user.token}` };
    const response = await fetch(new URL(path, origin), { method, headers, signal: abort.signal });
    const isOpen = response.headers.get("content-type") === "text/event-stream";
    const text = isOpen ? "" : await response.text();
    abort.abort();
    return { status: response.status, headers: response.headers, text, json: isOpen ? undefined : JSON.parse(text) };
  },
});

/** A missing scope is 401 here, as on Mastodon, where the REST API has 403: so these are no walks of a "user". */
export async function streamingWalks(origin: string, { ada }: Populated): Promise<Walk[]> {
  const list = (await ada.post("/api/v1/lists", { title: "Streamed" })).json;
  const as = headReader(origin, ada);
  const stream = (path: string, query = ""): Walk => ({
    operation: `GET /api/v1/streaming/${path}`,
    path: `/api/v1/streaming/${path}${query}`,
    as,
    access: "app",
  });
  const refusing = (path: string, query: string): Walk => ({
    ...stream(path, query),
    faulty: { status: 400, path: `/api/v1/streaming/${path}` },
  });
  return [
    { operation: "GET /api/v1/streaming/health", path: "/api/v1/streaming/health", access: "anyone" },
    stream("user"),
    stream("user/notification"),
    stream("public"),
    stream("public/local"),
    stream("public/remote"),
    stream("direct"),
    refusing("hashtag", "?tag=granite"),
    refusing("hashtag/local", "?tag=granite"),
    refusing("list", `?list=${list.id}`),
  ];
}

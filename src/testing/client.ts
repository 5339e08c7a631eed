import type { Loose } from "./loose.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed where the answer is JSON. */
  readonly json: Loose;
}

type Body = Record<string, unknown> | URLSearchParams | FormData | string;

export interface TestClient {
  request(method: string, path: string, body?: Body, headers?: Record<string, string>): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: Body, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body?: Body): Promise<Answer>;
  patch(path: string, body?: Body): Promise<Answer>;
  delete(path: string): Promise<Answer>;
}

/** Speaks HTTP to `origin`, with `token` if there is one. A plain object goes as JSON. Redirects are not followed. */
export function createClient(origin: string, token: string | null): TestClient {
  async function request(
    method: string,
    path: string,
    body?: Body,
    given: Record<string, string> = {},
  ): Promise<Answer> {
    const headers = new Headers(given);
    if (token !== null && !headers.has("authorization")) headers.set("authorization", `Bearer ${token}`);
    const isPlain = typeof body === "object" && !(body instanceof URLSearchParams) && !(body instanceof FormData);
    if (isPlain && !headers.has("content-type")) headers.set("content-type", "application/json");
    const response = await fetch(new URL(path, origin), {
      method,
      headers,
      redirect: "manual",
      ...(body === undefined ? {} : { body: isPlain ? JSON.stringify(body) : body }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text !== "" ? JSON.parse(text) : undefined,
    };
  }
  return {
    request,
    get: (path, headers) => request("GET", path, undefined, headers),
    post: (path, body, headers) => request("POST", path, body, headers),
    put: (path, body) => request("PUT", path, body),
    patch: (path, body) => request("PATCH", path, body),
    delete: (path) => request("DELETE", path),
  };
}

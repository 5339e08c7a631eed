import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { FetchRefused, type FetchRefusal } from "./fetch-refused.ts";
import { startLoopbackServer } from "./loopback-server.ts";
import { createSafeFetch, type SafeFetchOptions } from "./safe-fetch.ts";

const safeFetch = (options: Partial<SafeFetchOptions> = {}) =>
  createSafeFetch({
    allowPrivateAddresses: true,
    userAgent: "Topout/test",
    maxBytes: 10_000,
    timeoutMs: 3000,
    ...options,
  });

async function refusal(attempt: Promise<unknown>): Promise<FetchRefusal | "none"> {
  try {
    await attempt;
    return "none";
  } catch (error) {
    if (error instanceof FetchRefused) return error.reason;
    throw error;
  }
}

test("an answer is a whole Response that knows its address", async () => {
  await using server = await startLoopbackServer((_, response) => {
    response.writeHead(201, { "content-type": "application/activity+json", "content-encoding": "gzip" });
    response.end(gzipSync('{"type":"Note"}'));
  });
  const response = await safeFetch()(`${server.origin}/note#part`, {
    headers: { accept: "application/json", host: "evil" },
  });
  expect(response).toBeInstanceOf(Response);
  expect([response.status, response.url]).toEqual([201, `${server.origin}/note`]);
  expect(response.headers.get("content-type")).toBe("application/activity+json");
  expect(response.headers.has("content-encoding")).toBe(false);
  expect(await response.json()).toEqual({ type: "Note" });
  const headers = server.requests[0]?.headers;
  expect([headers?.["user-agent"], headers?.accept, headers?.host]).toEqual([
    "Topout/test",
    "application/json",
    `127.0.0.1:${server.port}`,
  ]);
});

test.each([204, 304])("an answer %i without a body is passed on", async (status) => {
  await using server = await startLoopbackServer((_, response) => response.writeHead(status).end());
  const response = await safeFetch()(server.origin);
  expect([response.status, await response.text()]).toEqual([status, ""]);
});

test("a Request is sent with its method, headers and body", async () => {
  await using server = await startLoopbackServer((request, response) => request.pipe(response));
  const request = new Request(server.origin, { method: "POST", body: "beta", headers: { signature: "s" } });
  const response = await safeFetch()(request);
  expect(await response.text()).toBe("beta");
  expect(server.requests[0]?.headers["signature"]).toBe("s");
});

describe("addresses", () => {
  test.each([
    ["127.0.0.1", "127.0.0.1"],
    ["127.0.0.1", "localhost"],
    ["127.0.0.1", "0x7f.1"],
    ["127.0.0.1", "2130706433"],
    ["127.0.0.1", "0.0.0.0"],
    ["127.0.0.1", "[::ffff:127.0.0.1]"],
    ["::1", "[::1]"],
    ["::1", "localhost"],
  ])("a server on %s is not even connected to as %s", async (listening, host) => {
    await using server = await startLoopbackServer((_, response) => response.end("secret"), listening);
    const attempt = safeFetch({ allowPrivateAddresses: false })(`http://${host}:${server.port}/`);
    expect(await refusal(attempt)).toBe("private-address");
    expect(server.connections()).toBe(0);
  });

  test.each([
    "file:///etc/passwd",
    "ftp://crag.example/x",
    "data:text/plain,x",
    "/relative",
    "",
    "http://",
    "http://a:b@crag.example/",
  ])("%j is no address to fetch", async (address) => {
    expect(await refusal(safeFetch()(address))).toBe("bad-url");
  });

  test("a Request for another scheme is refused too", async () => {
    expect(await refusal(safeFetch()(new Request("data:text/plain,x")))).toBe("bad-url");
  });
});

describe("redirects", () => {
  const onlyFirst = { isAllowedAddress: (address: string) => address === "127.0.0.1" };

  test.each(["127.0.0.2", "[::1]", "0.0.0.0"])("to the private address %s are refused", async (host) => {
    await using inner = await startLoopbackServer(
      (_, response) => response.end("secret"),
      host === "[::1]" ? "::1" : host,
    );
    await using outer = await startLoopbackServer((_, response) =>
      response.writeHead(302, { location: `http://${host}:${inner.port}/` }).end(),
    );
    expect(await refusal(safeFetch(onlyFirst)(outer.origin))).toBe("private-address");
    expect(inner.connections()).toBe(0);
  });

  test.each(["file:///etc/passwd", "ftp://crag.example/", "http://a:b@127.0.0.1/", "http://["])(
    "to %j are refused",
    async (location) => {
      await using server = await startLoopbackServer((_, response) => response.writeHead(302, { location }).end());
      expect(await refusal(safeFetch()(server.origin))).toBe("bad-url");
    },
  );

  test("are followed five times, then no more", async () => {
    await using server = await startLoopbackServer((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end("arrived");
      else response.writeHead(301, { location: `/${left - 1}` }).end("moved");
    });
    const response = await safeFetch()(`${server.origin}/5`);
    expect([await response.text(), response.url]).toEqual(["arrived", `${server.origin}/0`]);
    expect(await refusal(safeFetch()(`${server.origin}/6`))).toBe("too-many-redirects");
  });

  test.each([
    [303, "GET", ""],
    [302, "GET", ""],
    [307, "POST", "beta"],
    [308, "POST", "beta"],
  ])("with %i turn a POST into a %s", async (status, method, body) => {
    await using server = await startLoopbackServer((request, response) => {
      if (request.url === "/")
        request.resume().on("end", () => response.writeHead(status, { location: "/next" }).end());
      else request.pipe(response);
    });
    const response = await safeFetch()(server.origin, { method: "POST", body: "beta" });
    expect([server.requests[1]?.method, await response.text()]).toEqual([method, body]);
  });

  test("to another host carry no secrets and no signature", async () => {
    await using second = await startLoopbackServer((_, response) => response.end());
    await using first = await startLoopbackServer((_, response) =>
      response.writeHead(302, { location: second.origin }).end(),
    );
    const headers = { authorization: "Bearer x", cookie: "a=b", signature: "s", accept: "text/html" };
    await safeFetch()(first.origin, { headers });
    expect(first.requests[0]?.headers).toMatchObject(headers);
    const received = second.requests[0]?.headers ?? {};
    expect(received.accept).toBe("text/html");
    expect(Object.keys(received)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/authorization|cookie|signature/)]),
    );
  });

  test("can be signed anew, and what is returned is checked again", async () => {
    await using server = await startLoopbackServer((request, response) => {
      if (request.url === "/next") response.end("ok");
      else response.writeHead(302, { location: "/next" }).end();
    });
    const sign = async (next: Request) => new Request(next, { headers: { signature: next.url } });
    await safeFetch()(server.origin, { beforeRedirect: sign });
    expect(server.requests[1]?.headers["signature"]).toBe(`${server.origin}/next`);
    const astray = safeFetch(onlyFirst)(server.origin, {
      beforeRedirect: async () => new Request("http://127.0.0.2/"),
    });
    expect(await refusal(astray)).toBe("private-address");
    const blocked = safeFetch()(server.origin, { beforeRedirect: () => Promise.reject(new RangeError("blocked")) });
    await expect(blocked).rejects.toThrow(RangeError);
  });
});

describe("bodies", () => {
  test("up to the cap are read, over it refused", async () => {
    await using server = await startLoopbackServer((request, response) => {
      const size = Number(request.url?.slice(2));
      if (request.url?.startsWith("/d")) response.setHeader("content-length", size);
      response.write(Buffer.alloc(size / 2));
      response.end(Buffer.alloc(size / 2));
    });
    for (const kind of ["d", "c"]) {
      const whole = await safeFetch()(`${server.origin}/${kind}10000`);
      expect((await whole.arrayBuffer()).byteLength).toBe(10_000);
      expect(await refusal(safeFetch()(`${server.origin}/${kind}10002`))).toBe("too-large");
    }
  });

  const zeros = Buffer.alloc(20_000_000);
  test.each([
    ["gzip", gzipSync(zeros)],
    ["br", brotliCompressSync(zeros)],
    ["gzip, gzip", gzipSync(gzipSync(zeros))],
  ])("that a %s bomb hides are refused", async (encoding, bomb) => {
    await using server = await startLoopbackServer((_, response) =>
      response.writeHead(200, { "content-encoding": encoding }).end(bomb),
    );
    expect(await refusal(safeFetch({ maxBytes: 100_000 })(server.origin))).toBe("too-large");
  });

  test("without end are cut off", async () => {
    await using server = await startLoopbackServer((_, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(5000)), 1);
      response.on("close", () => clearInterval(timer));
    });
    expect(await refusal(safeFetch()(server.origin))).toBe("too-large");
  });
});

describe("deadlines", () => {
  test("hold for a body that drips", async () => {
    await using server = await startLoopbackServer((_, response) => {
      const timer = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(timer));
    });
    expect(await refusal(safeFetch({ timeoutMs: 200 })(server.origin))).toBe("timeout");
  });

  test("hold for a silent server and for the whole chain of redirects", async () => {
    await using silent = await startLoopbackServer(() => {});
    expect(await refusal(safeFetch({ timeoutMs: 100 })(silent.origin))).toBe("timeout");
    await using slow = await startLoopbackServer((_, response) => {
      setTimeout(() => response.writeHead(302, { location: "/" }).end(), 100);
    });
    expect(await refusal(safeFetch({ timeoutMs: 250 })(slow.origin))).toBe("timeout");
  });

  test("leave the caller's own abort reason alone", async () => {
    await using silent = await startLoopbackServer(() => {});
    const reason = new RangeError("shutting down");
    const controller = new AbortController();
    const attempt = safeFetch()(silent.origin, { signal: controller.signal });
    controller.abort(reason);
    await expect(attempt).rejects.toBe(reason);
  });
});

test("a refused connection is a network failure with its cause", async () => {
  const server = await startLoopbackServer(() => {});
  await server[Symbol.asyncDispose]();
  const error = await safeFetch()(server.origin).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: "FetchRefused", reason: "network", cause: expect.any(Error) });
});

import { setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { toFetchRefused, type FetchRefusal } from "./fetch-refused.ts";
import { installGuardedDispatcher, type GuardedDispatcherOptions } from "./guarded-dispatcher.ts";
import { startLoopbackServer } from "./loopback-server.ts";

function install(options: Partial<GuardedDispatcherOptions> = {}): AsyncDisposable {
  const restore = installGuardedDispatcher({
    allowPrivateAddresses: true,
    userAgent: "Topout/test",
    timeoutMs: 3000,
    maxBytes: 10_000,
    ...options,
  });
  return { [Symbol.asyncDispose]: restore };
}

async function refusal(attempt: Promise<unknown>): Promise<FetchRefusal | "none"> {
  return attempt.then(
    () => "none",
    (error: unknown) => toFetchRefused(error).reason,
  );
}

test("the built-in fetch reaches no private address while it is installed", async () => {
  await using server = await startLoopbackServer((_, response) => response.end("secret"));
  {
    await using _ = install({ allowPrivateAddresses: false });
    for (const host of ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"]) {
      expect(await refusal(fetch(`http://${host}:${server.port}/`))).toBe("private-address");
    }
    expect(server.connections()).toBe(0);
  }
  expect(await (await fetch(server.origin)).text()).toBe("secret");
});

test("a redirect that the built-in fetch follows is guarded too", async () => {
  await using inner = await startLoopbackServer((_, response) => response.end("secret"), "127.0.0.2");
  await using outer = await startLoopbackServer((_, response) =>
    response.writeHead(302, { location: inner.origin }).end(),
  );
  await using _ = install({ isAllowedAddress: (address) => address === "127.0.0.1" });
  expect(await refusal(fetch(outer.origin))).toBe("private-address");
  expect(inner.connections()).toBe(0);
});

test("ordinary exchanges pass, compressed or not, with their bodies", async () => {
  await using server = await startLoopbackServer((request, response) => {
    if (request.method === "POST") request.pipe(response.writeHead(202));
    else response.writeHead(404, { "content-encoding": "gzip" }).end(gzipSync("no such route"));
  });
  await using _ = install();
  const posted = await fetch(server.origin, { method: "POST", body: "beta" });
  expect([posted.status, await posted.text()]).toEqual([202, "beta"]);
  const missing = await fetch(server.origin);
  expect([missing.status, await missing.text()]).toEqual([404, "no such route"]);
});

const zeros = Buffer.alloc(20_000_000);
test.each([
  [200, "gzip", gzipSync(zeros)],
  [500, "br", brotliCompressSync(zeros)],
  [500, "gzip, gzip", gzipSync(gzipSync(zeros))],
  [200, "identity", Buffer.alloc(10_001)],
])("an answer %i whose %s body is over the cap is cut off", async (status, encoding, body) => {
  await using server = await startLoopbackServer((_, response) =>
    response.writeHead(status, { "content-encoding": encoding }).end(body),
  );
  await using _ = install();
  expect(await refusal(fetch(server.origin).then((response) => response.text()))).toBe("too-large");
});

test("an answer that drips or never comes is given up at the deadline", async () => {
  await using dripping = await startLoopbackServer((_, response) => {
    const timer = setInterval(() => response.write("."), 20);
    response.on("close", () => clearInterval(timer));
  });
  await using silent = await startLoopbackServer(() => {});
  await using _ = install({ timeoutMs: 200 });
  expect(await refusal(fetch(dripping.origin).then((response) => response.text()))).toBe("timeout");
  expect(await refusal(fetch(silent.origin))).toBe("timeout");
});

test("a body that nobody reads is dropped at the deadline without an unhandled error", async () => {
  let isClosed = false;
  await using server = await startLoopbackServer((_, response) => {
    const timer = setInterval(() => response.write("."), 20);
    response.on("close", () => {
      isClosed = true;
      clearInterval(timer);
    });
  });
  await using _ = install({ timeoutMs: 200 });
  const response = await fetch(server.origin);
  await sleep(400);
  expect([response.status, isClosed]).toEqual([200, true]);
});

test("requests say who they come from, unless they say so themselves", async () => {
  await using server = await startLoopbackServer((request, response) => response.end(request.headers["user-agent"]));
  await using _ = install();
  const url = `http://127.0.0.1:${server.port}/`;
  expect(await (await fetch(url, { method: "POST", body: "{}" })).text()).toBe("Topout/test");
  expect(await (await fetch(url, { headers: { "user-agent": "Somebody" } })).text()).toBe("Somebody");
});

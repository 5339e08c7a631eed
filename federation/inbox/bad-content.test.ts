import { afterAll, beforeAll, expect, test } from "vitest";
import { findStatusByUri } from "../../src/db/status-queries.ts";
import { activityBy, climbOn, createOf, noteBy } from "../testing/activities.ts";
import { follow, startPlainScene, type Scene } from "../testing/peer-scene.ts";

// Whatever a document holds, what is shown of it is clean and bounded, and the next one is read as if nothing had been.

let scene: Scene;
let nora: string;
let noraId: string;
beforeAll(async () => {
  scene = await startPlainScene();
  nora = scene.peer.serveActor("nora");
  noraId = await follow(scene, nora);
});
afterAll(() => scene[Symbol.asyncDispose]());

const known = (uri: string) => findStatusByUri(scene.topout.ctx.db.read, uri);
let count = 0;
const mention = (href: string) => ({ type: "Mention", href, name: "@x" });

/** The post as Ada sees it; null when it was dropped. */
async function shown(extra: Record<string, unknown>) {
  const note = noteBy(nora, `bent-${count++}`, extra);
  await scene.deliver(createOf(note));
  await scene.settle();
  return await scene.look(note.id);
}

test.each([
  ["<script>alert(1)</script><p>a</p>", "<p>a</p>"],
  ["<p onclick='x()'>a</p>", "<p>a</p>"],
  ["<img src=x onerror=alert(1)><p>a</p>", "<p>a</p>"],
  ["<style>p{display:none}</style><p style='position:fixed'>a</p>", "<p>a</p>"],
  ["<iframe src='https://x.example'></iframe><p>a</p>", "<p>a</p>"],
  ["<svg><script>1</script></svg><p>a</p>", "<p>a</p>"],
  ["<p>a</p><form action='https://x.example'><input name=password></form>", "<p>a</p>"],
  ["<scr<script></script>ipt>alert(1)</script><p>a</p>", expect.not.stringMatching(/<scr/i)],
  ["<p>a</p><!-- b --><![CDATA[c]]>", expect.not.stringContaining("<!")],
  ["<a href='javascript:alert(1)'>a</a>", "a"],
  ["<a href=' java\tscript:alert(1)'>a</a>", "a"],
  ["<a href='data:text/html,a'>a</a>", "a"],
  ["<a href='https://u:p@x.example'>a</a>", "a"],
  ["<p class='status h-screen mention'>a</p>", '<p class="mention">a</p>'],
])("%s is shown as %s", async (content, clean) => {
  expect((await shown({ content })).content).toEqual(clean);
});

test("a time that has no value is no time", async () => {
  const type = "http://www.w3.org/2001/XMLSchema#dateTime";
  for (const value of [null, {}, { a: 1 }, [], ["2026-05-01T10:00:00Z"]]) {
    const status = await shown({ updated: { "@type": type, "@value": value } });
    expect(status, JSON.stringify(value)).toMatchObject({ edited_at: null });
  }
});

test("links of a post lead to the web only", async () => {
  const status = await shown({
    url: "javascript:alert(1)",
    attachment: [
      { type: "Document", mediaType: "image/png", url: "javascript:alert(2)" },
      { type: "Document", mediaType: "image/png", url: "file:///etc/passwd" },
      { type: "Document", mediaType: "image/png", url: "https://x.example/a.png", name: "<b>A</b>\u202e" },
      { type: "Document", mediaType: "text/html<script>", url: "https://x.example/b" },
    ],
    tag: [
      { type: "Emoji", name: ":x:", icon: { type: "Image", url: "javascript:alert(3)" } },
      { type: "Hashtag", name: "#<script>" },
      { type: "Mention", href: "javascript:alert(4)", name: "@x" },
    ],
  });
  expect(JSON.stringify(status)).not.toMatch(/javascript:|file:|<script|<b>|\u202e/);
  expect(status.media_attachments[0]).toMatchObject({
    remote_url: "https://x.example/a.png",
    description: "A",
  });
});

test("an actor's fields are clean", async () => {
  const eve = scene.peer.serveActor("eve", {
    "@context": [
      "https://www.w3.org/ns/activitystreams",
      "https://w3id.org/security/v1",
      { schema: "http://schema.org#", PropertyValue: "schema:PropertyValue", value: "schema:value" },
    ],
    name: "Eve<script>alert(1)</script>\u202e\u0007",
    summary: "<p onclick=x()>Hi</p><iframe src=x></iframe>",
    url: "javascript:alert(1)",
    icon: { type: "Image", url: "data:image/svg+xml,<svg onload=alert(1)>" },
    image: { type: "Image", url: "file:///etc/passwd" },
    attachment: [{ type: "PropertyValue", name: "<i>n</i>", value: "<a href='javascript:alert(1)'>v</a>" }],
  });
  const id = await follow(scene, eve);
  const { json } = await scene.ada.get(`/api/v1/accounts/${id}`);
  expect(json.note).toBe("<p>Hi</p>");
  expect(json.fields).toMatchObject([{ name: "n", value: "v" }]);
  expect(JSON.stringify(json)).not.toMatch(/javascript:|file:|data:|onclick|<script|\u202e|\\u0007/);
});

test("control characters, NUL among them, and halves of characters go from every text", async () => {
  const bad = "a\u0000\u0001\u001b\u007fb\ud800c";
  const uri = `${nora}/notes/nul`;
  const climb = climbOn(uri, nora, {
    name: bad,
    content: bad,
    style: bad,
    discipline: bad,
    country: bad,
    grade: { type: "Grade", gradeSystem: bad, gradeValue: bad },
    location: { type: "Place", name: bad },
    partners: [{ type: "Partner", name: bad }],
  });
  const status = await shown({
    ...climb,
    id: uri,
    content: `<p>${bad}&#0;</p>`,
    summary: bad,
    url: `https://x.example/${bad}`,
    contentMap: { en: `<p>${bad}</p>` },
    attachment: [{ type: "Document", mediaType: `image/${bad}`, url: "https://x.example/a.png", name: bad }],
    tag: [
      { type: "Hashtag", name: `#${bad}` },
      { type: "Mention", href: `https://x.example/${bad}`, name: bad },
    ],
    [bad]: bad,
  });
  expect(status.spoiler_text).toBe("ab\ufffdc");
  expect(status.climb.route_name).toBe("ab\ufffdc");
  // oxlint-disable-next-line no-control-regex
  expect(JSON.stringify(status)).not.toMatch(/\\u00(0[0-8bcef]|1|7f)|\\ud800|[\u0000\u007f]/);
});

test("a NUL in an actor or in the activity itself does no harm", async () => {
  const zed = scene.peer.serveActor("zed", { name: "Z\u0000ed", summary: "<p>\u0000</p>" });
  const id = await follow(scene, zed);
  expect((await scene.ada.get(`/api/v1/accounts/${id}`)).json.display_name).toBe("Zed");
  await scene.deliver(activityBy(zed, "Like", scene.note.uri, { content: "\u0000", "\u0000": { "\ud800": "\u0000" } }));
  await scene.settle();
  expect((await scene.ada.get(`/api/v1/statuses/${scene.note.id}`)).json.favourites_count).toBe(1);
});

test.each([
  ["in a thousand years", "3026-01-01T00:00:00Z"],
  ["before 1970", "1912-03-04T05:06:07Z"],
  ["before there were years", "-200000-01-01T00:00:00Z"],
  ["at the end of time", "+275760-09-13T00:00:00Z"],
])("a post of a time %s is shown with a time that there was", async (_name, published) => {
  const status = await shown({ published, updated: published });
  const at = Date.parse(status.created_at);
  expect(at).toBeLessThanOrEqual(Date.now());
  expect(at).toBeGreaterThanOrEqual(0);
  expect(status.id).toMatch(/^\d{18}$/);
});

test("a date that is none is refused, or the post comes without it", async () => {
  const note = noteBy(nora, "bad-date", { published: "yesterday" });
  expect([202, 400]).toContain(await scene.knock(createOf(note)));
  await scene.settle();
});

test.each([
  ["a thousand mentions", { tag: Array.from({ length: 1_000 }, (_, n) => mention(`https://x.example/users/${n}`)) }],
  ["a text of 900 KiB", { content: "x".repeat(900_000) }],
  ["tags within tags", { content: "<b>".repeat(100_000) }],
])("%s: the post is dropped or cut", async (_name, extra) => {
  const status = await shown(extra);
  expect(JSON.stringify(status).length).toBeLessThan(200_000);
});

test("a thousand tags, emojis and attachments are cut", async () => {
  const many = <T>(make: (n: number) => T): T[] => Array.from({ length: 1_000 }, (_, n) => make(n));
  const status = await shown({
    tag: [
      ...many((n) => ({ type: "Hashtag", name: `#tag${n}` })),
      ...many((n) => ({ type: "Emoji", name: `:e${n}:`, icon: { type: "Image", url: `https://x.example/${n}.png` } })),
    ],
    attachment: many((n) => ({ type: "Image", mediaType: "image/png", url: `https://x.example/${n}.png` })),
  });
  expect(status.tags.length).toBeLessThanOrEqual(50);
  expect(status.media_attachments.length).toBeLessThanOrEqual(16);
  expect(status.emojis.length).toBeLessThanOrEqual(50);
});

test("a document that is nested without end is refused", async () => {
  const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
  for (const depth of [100, 10_000, 150_000]) {
    const body = JSON.stringify(createOf(noteBy(nora, "nested"))).replace(/}$/, `,"b":${nested(depth)}}`);
    expect(await scene.knock(body, { as: nora })).toBe(400);
  }
  const lists = `{"actor":"${nora}","id":"${nora}/x","type":"Like","object":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
  expect(await scene.knock(lists, { as: nora })).toBe(400);
});

test("more than 1 MiB is refused", async () => {
  const note = noteBy(nora, "giant", { content: "x".repeat(1024 * 1024) });
  expect(await scene.knock(createOf(note))).toBe(413);
  expect(await scene.knock(createOf(note), { to: `${scene.topout.origin}/users/ada/inbox` })).toBe(413);
  expect(await known(note.id)).toBeNull();
});

test.each([
  ["an id of 100,000 characters", { id: `https://x.example/${"x".repeat(100_000)}` }],
  ["an id that is none", { id: "http://" }],
  ["an id of another scheme", { id: "urn:uuid:2b1e0a44-7c1d-4c6e-9a58-aa20b7f1c0de" }],
  ["an object that is a text", { object: "not an address" }],
  ["an object that is a number", { object: 5 }],
  ["no object", { object: null }],
  ["a type that nobody knows", { type: "Levitate" }],
  ["two types", { type: ["Create", "Delete"] }],
  ["a type that is a number", { type: 5 }],
  ["words that JSON-LD keeps for itself", { "@graph": [], "@included": [], "@reverse": {} }],
  ["a context that is elsewhere and not there", { "@context": ["https://x.example/none.jsonld"] }],
  ["a context that is no context", { "@context": [5, { "@vocab": 5 }] }],
  ["a context within itself", { "@context": { "@import": "https://x.example/none.jsonld" } }],
  ["a prototype", JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')],
])("an activity with %s does no harm", async (_name, extra) => {
  const status = await scene.knock({ ...createOf(noteBy(nora, `odd-${count++}`)), ...extra }, { as: nora });
  expect([202, 400, 401]).toContain(status);
  await scene.settle();
  expect("polluted" in {}).toBe(false);
});

test.each(["Create", "Update", "Delete", "Undo", "Announce", "Like", "Follow", "Accept", "Reject", "Block"])(
  "%s of something odd does no harm",
  async (type) => {
    const long = `${nora}/${"x".repeat(50_000)}`;
    for (const object of [
      null,
      5,
      [],
      {},
      "",
      long,
      { id: long },
      [long, nora],
      { type: "Note" },
      { type: "Person" },
    ]) {
      const status = await scene.knock(activityBy(nora, type, object, { id: `${nora}#odd/${count++}` }));
      expect([202, 400, 401]).toContain(status);
    }
    const giantId = await scene.knock({ ...activityBy(nora, type, scene.note.uri), id: long });
    expect([202, 400, 401]).toContain(giantId);
    await scene.settle();
  },
);

test("the server is alive, and Nora is who she was", async () => {
  expect((await shown({})).account.id).toBe(noraId);
  expect((await scene.topout.anyone.get("/health")).status).toBe(200);
});

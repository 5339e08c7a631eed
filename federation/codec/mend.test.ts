import { expect, test } from "vitest";
import { mendDocument } from "./mend.ts";

const publicUri = "https://www.w3.org/ns/activitystreams#Public";

test("what is right stays as it is", () => {
  const document = {
    "@context": ["https://www.w3.org/ns/activitystreams", { id: null, x: { "@id": null }, to: "Public" }],
    id: "https://x.example/1",
    name: "Two\nlines\t🧗 Public",
    summary: null,
    content: "Public",
    list: [1, true, null, [], {}],
  };
  expect(mendDocument(document)).toEqual(document);
});

test.each(["to", "cc", "bto", "bcc", "audience"])("the bare Public in %s is written out", (name) => {
  expect(mendDocument({ [name]: "Public" })).toEqual({ [name]: publicUri });
  expect(mendDocument({ object: { [name]: ["Public", "x"] } })).toEqual({ object: { [name]: [publicUri, "x"] } });
});

test("ids that are null go", () => {
  expect(mendDocument({ id: null, object: { "@id": null, id: null, type: "Follow" } })).toEqual({
    object: { type: "Follow" },
  });
});

test("control characters and halves of characters go, from names too", () => {
  expect(mendDocument({ "a\u0000": ["b\u0000\u001b\u007f", "\ud800c", "\udc00"] })).toEqual({
    a: ["b", "\ufffdc", "\ufffd"],
  });
});

test("a name that JavaScript keeps for itself is a name", () => {
  const mended = mendDocument(JSON.parse('{"__proto__":{"polluted":true}}'));
  expect(JSON.stringify(mended)).toBe('{"__proto__":{"polluted":true}}');
  expect(Object.getPrototypeOf(mended)).toBe(Object.prototype);
});

test("depth has an end", () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: [nested(depth - 1)] });
  expect(() => mendDocument(nested(30))).not.toThrow();
  expect(() => mendDocument(nested(40))).toThrow(SyntaxError);
});

import { expect, test } from "vitest";
import { escapeHtml } from "./escape-html.ts";

test("what could leave text or a quoted attribute is escaped", () => {
  expect(escapeHtml(`<a b="c" d='e'>&amp;`)).toBe("&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;");
});

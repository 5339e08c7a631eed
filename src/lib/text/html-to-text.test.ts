import { expect, test } from "vitest";
import { htmlToText } from "./html-to-text.ts";

test("a long run of spaces takes little time", () => {
  const started = performance.now();
  expect(htmlToText(`<pre>x${" ".repeat(500_000)}x</pre>`)).toHaveLength(500_002);
  expect(performance.now() - started).toBeLessThan(1000);
});

test.each([
  ["<p>one<br>two</p><p>three</p>", "one\ntwo\n\nthree"],
  ["<p>\n  one   two\n</p>\n<p>three</p>", "one two\n\nthree"],
  ["<b>V8</b> <i>flash</i>", "V8 flash"],
  ["<ul><li>rope</li><li>chalk</li></ul>after", "rope\nchalk\n\nafter"],
  ["<div>one</div><div>two</div>", "one\ntwo"],
  ["<pre>a\n  b</pre>", "a\n  b"],
  ["AT&amp;T &lt;b&gt; &amp;lt; &quot;&eacute;&#39;", "AT&T <b> &lt; \"é'"],
  ["<script>alert(1)</script><style>p{}</style>shown", "shown"],
  [
    '<a href="https://crag.example/x"><span class="invisible">https://</span><span>crag.example/x</span></a>',
    "https://crag.example/x",
  ],
  ["I <3 rock & ice", "I <3 rock & ice"],
  ["", ""],
])("%j reads %j", (html, expected) => {
  expect(htmlToText(html)).toBe(expected);
});

import { expect, test } from "vitest";
import { renderText, type MentionTarget } from "./render-text.ts";

const ada: MentionTarget = { url: "https://here.example/@ada", username: "ada", acct: "ada" };
const otherAda: MentionTarget = { url: "https://crag.example/@ada", username: "ada", acct: "ada@crag.example" };
const tagUrl = (name: string) => `https://here.example/tags/${encodeURIComponent(name.toLowerCase())}`;

const render = (text: string, mentions: Record<string, MentionTarget> = {}) =>
  renderText(text, { mentions: new Map(Object.entries(mentions)), tagUrl });

test("blank lines part paragraphs, single ones break lines", () => {
  expect(render("one\r\ntwo\n\n\nthree\n")).toBe("<p>one<br />two</p><p>three</p>");
  expect(render(" \n ")).toBe("");
});

test("markup in the text is shown, not obeyed", () => {
  expect(render(`<b onclick="x">'&amp;\u0000`)).toBe("<p>&lt;b onclick=&quot;x&quot;&gt;&#39;&amp;amp;</p>");
});

test("a known person becomes an h-card, an unknown one stays text", () => {
  expect(render("@Ada @ghost", { ada })).toBe(
    '<p><span class="h-card" translate="no"><a href="https://here.example/@ada" class="u-url mention">@<span>ada</span></a></span> @ghost</p>',
  );
});

test("two people of one name are told apart by their domain", () => {
  const html = render("@ada @ada@crag.example", { ada, "ada@crag.example": otherAda });
  expect(html).toContain("@<span>ada</span>");
  expect(html).toContain("@<span>ada@crag.example</span>");
});

test("a person whose page is no web address is not linked", () => {
  expect(render("@ada", { ada: { ...ada, url: "javascript:alert(1)" } })).toBe("<p>@ada</p>");
});

test("a tag links to its page", () => {
  expect(render("#Été")).toBe(
    '<p><a href="https://here.example/tags/%C3%A9t%C3%A9" class="mention hashtag" rel="tag">#<span>Été</span></a></p>',
  );
});

test("a link hides its scheme and its far end", () => {
  expect(render("https://www.crag.example/routes/midnight-lightning?a=1&b=2")).toBe(
    '<p><a href="https://www.crag.example/routes/midnight-lightning?a=1&amp;b=2" target="_blank" rel="nofollow noopener" translate="no">' +
      '<span class="invisible">https://www.</span><span class="ellipsis">crag.example/routes/midnight-l</span>' +
      '<span class="invisible">ightning?a=1&amp;b=2</span></a></p>',
  );
  expect(render("http://crag.example")).toContain(
    '<span class="invisible">http://</span><span class="">crag.example</span><span class="invisible"></span>',
  );
});

test("a link is never cut inside a character", () => {
  expect(render(`https://crag.example/${"🧗".repeat(40)}`).isWellFormed()).toBe(true);
});

test("only web addresses are linked", () => {
  expect(render("javascript:alert(1) ftp://crag.example")).toBe("<p>javascript:alert(1) ftp://crag.example</p>");
});

import { expect, test } from "vitest";
import { homePage, type HomeData } from "./home-page.ts";
import type { AuthorView, PostView } from "./post.ts";
import { profilePage } from "./profile-page.ts";
import { describeScopes } from "./scope-words.ts";
import { statusPage } from "./status-page.ts";

const climb = {
  routeName: "Karma <8A>",
  grade: "8A",
  style: "redpoint",
  stars: 4,
  place: "Cuvier",
  date: "2026-05-01",
};
const author: AuthorView = {
  name: 'Ada "A" <b>',
  handle: "@ada@climb.example",
  url: "/@ada",
  avatarUrl: null,
  ownAvatarUrl: null,
};
const post: PostView = {
  url: "https://climb.example/@ada/1",
  publishedAt: new Date("2026-05-01T10:00:00Z"),
  editedAt: null,
  contentHtml: "<p>Sent &amp; happy</p>",
  contentWarning: "",
  isSensitive: false,
  language: "de",
  poll: null,
  quoted: null,
  climb,
  media: [
    { kind: "image", url: "https://climb.example/1.jpg", previewUrl: null, size: null, description: 'The "slab"' },
  ],
  counts: { replies: 0, boosts: 1, likes: 2 },
};
const home: HomeData = {
  title: "Topout",
  description: "For <climbers>",
  origin: "https://climb.example",
  handleDomain: "climb.example",
  version: "0.1.0",
  contact: null,
  contactEmail: "",
  climbs: [{ ...climb, climber: "Ada", climberUrl: "/@ada", url: "/@ada/1" }],
  accountsCount: 1,
  climbsCount: 1,
};

test("the front page shows climbs, and how to make the first account only while there is none", async () => {
  const shown = String(await homePage(home));
  for (const part of [
    "For &lt;climbers&gt;",
    "Karma &lt;8A&gt;",
    "1 May 2026",
    "4 of 5 stars",
    "1 climber and 1 logged climb",
  ]) {
    expect(shown).toContain(part);
  }
  expect(shown).not.toContain("account create");
  expect(String(await homePage({ ...home, accountsCount: 0, climbs: [] }))).toContain("account create");
});

test("a post's page names its ActivityPub document and says what it is to previews", async () => {
  const shown = String(
    await statusPage({
      siteTitle: "Topout",
      uri: "https://climb.example/users/ada/statuses/1",
      author,
      post,
      cardUrl: null,
      isIndexable: false,
    }),
  );
  expect(shown).toContain(
    '<link rel="alternate" type="application/activity+json" href="https://climb.example/users/ada/statuses/1"',
  );
  expect(shown).toContain('property="og:image" content="https://climb.example/1.jpg"');
  expect(shown).toMatch(
    /property="og:description"\s+content="Karma &lt;8A&gt;, 8A, redpoint, ★★★★, Cuvier\n\nSent &amp; happy"/,
  );
  expect(shown).toContain('name="robots" content="noindex"');
  expect(shown).toContain('alt="The &quot;slab&quot;"');
  expect(shown).toContain("<p>Sent &amp; happy</p>");
  expect(shown).not.toContain("<b>");
});

test("a preview tells nothing of what a content warning covers", async () => {
  const covered = { ...post, contentWarning: "spoiler", isSensitive: true };
  const shown = String(
    await statusPage({ siteTitle: "Topout", uri: "u", author, post: covered, isIndexable: true, cardUrl: null }),
  );
  const [head = ""] = shown.split("</head>");
  expect(head).toContain('content="spoiler"');
  for (const hidden of ["Karma", "Sent", "1.jpg"]) expect(head).not.toContain(hidden);
  expect(shown).toMatch(/<details>\s*<summary>spoiler<\/summary>/);
});

test("a profile shows its fields as they were sanitised and its name as text", async () => {
  const account = {
    ...author,
    uri: "https://climb.example/users/ada",
    headerUrl: null,
    summaryHtml: "<p>Granite</p>",
    fields: [{ name: "Web <x>", valueHtml: '<a href="https://ada.example">ada.example</a>' }],
    isIndexable: true,
  };
  const counts = { posts: 1, climbs: 1200, followers: 1, following: 0 };
  const shown = String(
    await profilePage({ siteTitle: "Topout", account, counts, pyramidUrl: null, climbs: [], posts: [post] }),
  );
  expect(shown).toContain('type="application/activity+json" href="https://climb.example/users/ada"');
  expect(shown).toContain("Ada &quot;A&quot; &lt;b&gt; (@ada@climb.example)");
  expect(shown).toContain('<a href="https://ada.example">ada.example</a>');
  expect(shown).toContain("Web &lt;x&gt;");
  expect(shown).toContain("1,200");
  expect(shown).not.toContain("noindex");
});

test("scopes are told in words, the parts of a whole only once", () => {
  expect(describeScopes(["read", "read:accounts", "write:statuses", "write:media"])).toEqual([
    expect.stringMatching(/^Read everything/),
    "Change your posts and climbs and uploaded media",
  ]);
  expect(describeScopes(["admin:read:reports"])).toEqual(["As a moderator, read this server's reports"]);
});

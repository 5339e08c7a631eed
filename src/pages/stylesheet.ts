import { createHash } from "node:crypto";

/** The look of the server's own pages: chalk, granite and a rope. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --chalk: #f4f1ea; --surface: #fffdf9; --text: #1d2326; --quiet: #566067; --line: #d8d2c6;
  --rope: #a83a15; --rope-deep: #8a2d0e; --on-rope: #ffffff; --tint: #f7e7dc;
  --far: #dfe0da; --near: #c3cac8; --dash: #aeb8b7; --alert: #8c1d18; --alert-tint: #fbe4e1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --chalk: #14191c; --surface: #1c2327; --text: #ece8df; --quiet: #a6b0b4; --line: #38434a;
    --rope: #ff9b6a; --rope-deep: #ffb48f; --on-rope: #2a1206; --tint: #32261f;
    --far: #1b2226; --near: #242e33; --dash: #4d5b63; --alert: #ffb4ab; --alert-tint: #3d1f1d;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--chalk); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: break-word;
}
main { flex: 1; width: 100%; max-width: 68rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; }
.narrow main { max-width: 31rem; }
.reading main { max-width: 42rem; }
h1, h2, h3 { line-height: 1.2; margin: 0 0 .6rem; letter-spacing: -.01em; text-wrap: balance; }
h1 { font-size: 1.7rem; }
h2 { font-size: 1.15rem; }
p { margin: 0 0 .9rem; }
a { color: var(--rope); text-underline-offset: .15em; }
a:hover { color: var(--rope-deep); }
:focus-visible { outline: 3px solid var(--rope); outline-offset: 2px; border-radius: 4px; }
code, .address { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .92em; }
pre {
  margin: 0 0 .9rem; padding: .8rem 1rem; background: var(--chalk); border: 1px solid var(--line); border-radius: 8px;
  overflow-x: auto; font-size: .88rem; line-height: 1.5;
}
.hidden {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--surface); padding: .5rem .8rem; z-index: 1; }
.quiet { color: var(--quiet); font-size: .92rem; }
.lead { font-size: 1.05rem; }

.top { width: 100%; max-width: 68rem; margin: 0 auto; padding: 1rem 1.25rem; }
.narrow .top { max-width: 31rem; }
.reading .top { max-width: 42rem; }
.brand {
  display: inline-flex; align-items: center; gap: .6rem; color: var(--text); font-weight: 700; font-size: 1.1rem;
  text-decoration: none;
}
.brand:hover { color: var(--rope); }
.peak { flex: none; }
.peak .rock { fill: var(--quiet); }
.peak .rope { fill: none; stroke: var(--chalk); stroke-width: 1.8; stroke-linecap: round; }
.peak .bolt { fill: var(--rope); }
.bottom { line-height: 0; }
.ridge { display: block; width: 100%; height: 5.5rem; }
.ridge .far { fill: var(--far); }
.ridge .near { fill: var(--near); }

.card { background: var(--surface); border: 1px solid var(--line); border-radius: 14px; padding: 1.4rem 1.5rem; }
.card > :last-child { margin-bottom: 0; }
.alert {
  background: var(--alert-tint); color: var(--alert); border-left: 4px solid var(--alert); padding: .7rem .9rem;
  border-radius: 6px; font-weight: 600;
}
form { margin: 0 0 1rem; }
label { display: block; font-weight: 600; margin: 0 0 .3rem; }
input[type="text"], input[type="password"] {
  display: block; width: 100%; margin: 0 0 1rem; padding: .7rem .8rem; font: inherit; color: var(--text);
  background: var(--chalk); border: 1px solid var(--quiet); border-radius: 8px;
}
.code {
  display: block; margin: 0 0 1rem; padding: .8rem .9rem; background: var(--tint); border: 2px dashed var(--rope);
  border-radius: 8px; font-size: 1.05rem; overflow-wrap: anywhere; user-select: all; -webkit-user-select: all;
}
button {
  font: inherit; font-weight: 650; padding: .7rem 1.2rem; border-radius: 8px; border: 1px solid var(--quiet);
  background: transparent; color: var(--text); cursor: pointer; min-height: 2.9rem;
}
button:hover { border-color: var(--rope); color: var(--rope); }
button.primary { background: var(--rope); border-color: var(--rope); color: var(--on-rope); width: 100%; }
button.primary:hover { background: var(--rope-deep); border-color: var(--rope-deep); color: var(--on-rope); }
button.link {
  border: 0; padding: .2rem 0; min-height: 0; color: var(--rope); text-decoration: underline;
  text-underline-offset: .15em; font-weight: 500;
}
.choices { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem; }
.who {
  display: flex; flex-wrap: wrap; gap: .3rem 1rem; align-items: center; justify-content: space-between;
  background: var(--tint); border-radius: 10px; padding: .7rem 1rem;
}
.who p { margin: 0; min-width: 0; }
.handle { color: var(--quiet); overflow-wrap: anywhere; }
.address { overflow-wrap: anywhere; }
.rights { list-style: none; margin: 0 0 1.3rem; padding: 0; }
.rights li { position: relative; padding: .3rem 0 .3rem 1.8rem; }
.rights li::before {
  content: ""; position: absolute; left: .2rem; top: .72rem; width: .7rem; height: .7rem; border-radius: 50%;
  border: 3px solid var(--rope);
}

.hero { padding: 1.2rem 0 1.6rem; max-width: 46rem; }
.hero h1 { font-size: clamp(2rem, 6vw, 3.1rem); letter-spacing: -.025em; }
.hero p { font-size: 1.15rem; white-space: pre-line; }
.columns { display: grid; gap: 1.5rem 2rem; }
.columns > * { min-width: 0; }
@media (min-width: 56rem) { .columns { grid-template-columns: minmax(0, 1.5fr) minmax(0, 1fr); align-items: start; } }
/* Side by side the second comes first to the eye. */
@media (min-width: 56rem) {
  .side-first > .stack { grid-column: 2; grid-row: 1; }
  .side-first > :not(.stack) { grid-column: 1; grid-row: 1; }
}
.stack { display: grid; gap: 1rem; }
.stack > * { min-width: 0; }
main > .card + section, main > nav + * { margin-top: 1.5rem; }
main > .card + .card, details > .card + .card { margin-top: 1rem; }
.steps { padding-left: 1.3rem; margin: 0; }
.steps li { margin-bottom: .4rem; }

/* A list of climbs is drawn like a topo: a line with a bolt at each climb. */
.topo { list-style: none; margin: 0; padding: 0; }
.topo > li { position: relative; padding: 0 0 1.5rem 2.1rem; }
.topo > li::before {
  content: ""; position: absolute; left: .5rem; top: .5rem; bottom: -.5rem; border-left: 3px dashed var(--dash);
}
.topo > li:last-child { padding-bottom: 0; }
.topo > li:last-child::before { display: none; }
.topo > li::after {
  content: ""; position: absolute; left: .05rem; top: .35rem; width: 1.05rem; height: 1.05rem; border-radius: 50%;
  background: var(--chalk); border: 4px solid var(--rope);
}
.climb { margin: 0; }
.climb > * { margin-right: .35rem; }
.facts time { white-space: nowrap; }
.climb .route { font-weight: 700; font-size: 1.08rem; }
.climb a.route { color: var(--text); text-decoration-color: var(--rope); }
.grade {
  font-weight: 750; font-variant-numeric: tabular-nums; background: var(--tint); color: var(--rope-deep);
  border-radius: 6px; padding: .05rem .5rem; white-space: nowrap;
}
.stars { color: var(--rope); letter-spacing: .06em; white-space: nowrap; }
.facts { margin: .1rem 0 0; color: var(--quiet); font-size: .94rem; }
.facts span { unicode-bidi: isolate; }
.facts span + span::before { content: " · "; }

.profile-head { display: flex; flex-wrap: wrap; gap: 1rem 1.3rem; align-items: center; margin-bottom: 1rem; }
.banner {
  display: block; width: 100%; height: clamp(7rem, 22vw, 14rem); object-fit: cover; border-radius: 14px;
  margin-bottom: 1rem; background: var(--near);
}
.avatar {
  flex: none; width: 5.5rem; height: 5.5rem; border-radius: 22%; object-fit: cover; background: var(--near);
  display: grid; place-items: center; font-size: 2.2rem; font-weight: 700;
}
.avatar.small { width: 3rem; height: 3rem; font-size: 1.2rem; }
.profile-head h1 { margin: 0; }
.locator { display: block; width: 100%; max-width: 16rem; margin: 0 auto 1rem; font-size: 11px; fill: currentColor; }
.locator g { fill: var(--rope); }
.counts { display: flex; flex-wrap: wrap; gap: .4rem 1.4rem; margin: 0 0 1rem; padding: 0; list-style: none; }
.counts strong { font-variant-numeric: tabular-nums; }
.fields { margin: 0 0 1rem; border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.fields div { display: grid; grid-template-columns: minmax(7.5rem, 30%) 1fr; }
.fields div + div { border-top: 1px solid var(--line); }
.fields dt, .fields dd { margin: 0; padding: .5rem .8rem; min-width: 0; overflow-wrap: anywhere; }
.fields dt { font-weight: 600; background: var(--tint); }
.post { margin: 0 0 1rem; }
.author { display: flex; gap: .8rem; align-items: center; margin-bottom: .8rem; }
.author p { margin: 0; line-height: 1.35; min-width: 0; }
.post .climb-box { border-left: 4px solid var(--rope); padding: .1rem 0 .1rem .9rem; margin: 0 0 .9rem; }
.prose { overflow-wrap: anywhere; margin-bottom: .9rem; }
.prose p { unicode-bidi: plaintext; text-align: start; }
.prose ul, .prose ol { padding-left: 1.3rem; margin: 0 0 .9rem; }
.prose p:last-child { margin-bottom: 0; }
.prose blockquote { margin: 0 0 .9rem; padding-left: .9rem; border-left: 3px solid var(--line); color: var(--quiet); }
.prose .invisible { font-size: 0; }
.prose .ellipsis::after { content: "…"; }
.gallery { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr)); gap: .6rem; margin: 0 0 .9rem; }
.picture img { width: 100%; height: auto; border-radius: 10px; display: block; }
.gallery img, .gallery video { width: 100%; height: auto; max-height: 34rem; object-fit: cover; border-radius: 10px; display: block; }
.gallery > :not(:only-child), .gallery > :not(:only-child) img { aspect-ratio: 4 / 3; }
.gallery video { background: #000; object-fit: contain; }
.gallery audio { width: 100%; }
.poll { list-style: none; margin: 0 0 .4rem; padding: 0; }
.poll li { margin: 0 0 .5rem; }
.poll meter { display: block; width: 100%; height: 1rem; }
.post:has(.quoted) .quote-inline { display: none; }
.poll meter::-webkit-meter-optimum-value { background: var(--rope); }
.poll meter::-moz-meter-bar { background: var(--rope); }
.quoted .card { padding: .9rem 1rem; background: transparent; }
details > summary { cursor: pointer; font-weight: 600; margin-bottom: .6rem; }
.post .meta { margin: 0; color: var(--quiet); font-size: .92rem; }
.post .meta > * + *::before { content: " · "; }
.post .meta a { color: inherit; }
@media (max-width: 30rem) {
  main, .top { padding-left: 1rem; padding-right: 1rem; }
  .card { padding: 1.1rem 1.1rem; }
}
@media (prefers-contrast: more) { :root { --quiet: var(--text); --line: var(--text); } }
@media print { .top, .bottom, .skip { display: none; } }
`.trim();

/** Named by its content, so that browsers may keep it. */
export const stylesheetPath = `/assets/topout.css?v=${createHash("sha256").update(stylesheet).digest("hex").slice(0, 10)}`;

import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";

/** One thing to say, such as what went wrong. */
export function messagePage(data: { siteTitle: string; title: string; message: string; hint?: string }): Html {
  return layout(
    { title: data.title, siteTitle: data.siteTitle, width: "narrow", isIndexed: false },
    html`<div class="card">
      <h1>${data.title}</h1>
      <p class="lead">${data.message}</p>
      ${data.hint === undefined ? "" : html`<p class="quiet">${data.hint}</p>`}
    </div>`,
  );
}

/** The authorization code, for apps that cannot be redirected to. */
export function codePage(data: { siteTitle: string; code: string }): Html {
  return layout(
    { title: "Your code", siteTitle: data.siteTitle, width: "narrow", isIndexed: false },
    html`<div class="card">
      <h1>Your code</h1>
      <p class="lead">Copy this code into the app. It works once, within ten minutes.</p>
      <code class="code">${data.code}</code>
      <p class="quiet">Give it to nobody: whoever has it can use your account.</p>
    </div>`,
  );
}

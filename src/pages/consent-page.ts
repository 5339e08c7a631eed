import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { describeScopes } from "./scope-words.ts";

export interface ConsentData {
  readonly siteTitle: string;
  readonly app: { readonly name: string; readonly website: string | null };
  readonly account: { readonly name: string; readonly handle: string };
  readonly scopes: readonly string[];
  /** The host or scheme that the person goes to after the answer; null when the code is shown here. */
  readonly returnsTo: string | null;
  readonly action: string;
  /** Proves that the form came from this session. */
  readonly formToken: string;
}

export function consentPage(data: ConsentData): Html {
  const { app, account } = data;
  return layout(
    { title: `Allow ${app.name}?`, siteTitle: data.siteTitle, width: "narrow", isIndexed: false },
    html`<div class="card">
      <h1>Allow ${app.name}?</h1>
      ${website(app.website)}
      <form class="who" method="post" action="${data.action}">
        <input type="hidden" name="form_token" value="${data.formToken}" />
        <p>
          <span class="quiet">Signed in as</span><br />
          <strong>${account.name}</strong> <span class="handle">${account.handle}</span>
        </p>
        <button class="link" type="submit" name="action" value="switch">Use another account</button>
      </form>
      <h2 id="rights">It asks to</h2>
      <ul class="rights" aria-labelledby="rights">
        ${describeScopes(data.scopes).map((line) => html`<li>${line}</li>`)}
      </ul>
      <form method="post" action="${data.action}">
        <input type="hidden" name="form_token" value="${data.formToken}" />
        <div class="choices">
          <button class="primary" type="submit" name="action" value="allow">Allow</button>
          <button type="submit" name="action" value="deny">Deny</button>
        </div>
      </form>
      <p class="quiet">
        ${
          data.returnsTo === null
            ? "If you allow it, the next page shows a code to copy into the app."
            : html`Either answer takes you back to <span class="address">${data.returnsTo}</span>.`
        }
        The app never learns your password.
      </p>
    </div>`,
  );
}

function website(url: string | null): Html {
  return url === null
    ? html`<p class="quiet">The app names no website.</p>`
    : html`<p class="quiet">Its website is <a href="${url}" rel="noopener noreferrer" target="_blank">${url}</a></p>`;
}

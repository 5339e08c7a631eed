import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";

export interface ConfirmData {
  readonly siteTitle: string;
  readonly email: string;
  /** Such as `@ada@climb.example`. */
  readonly handle: string;
  /** Where the form goes. */
  readonly action: string;
  readonly token: string;
}

/** Asks for the press of a button that shows an e-mail address to be its owner's. */
export function confirmPage(data: ConfirmData): Html {
  return layout(
    { title: "Confirm your e-mail address", siteTitle: data.siteTitle, width: "narrow", isIndexed: false },
    html`<div class="card">
      <h1>Confirm your e-mail address</h1>
      <p class="lead"><strong>${data.email}</strong> is the address of the account <strong>${data.handle}</strong>.</p>
      <form method="post" action="${data.action}">
        <input type="hidden" name="token" value="${data.token}" />
        <button class="primary" type="submit" name="action" value="confirm">Confirm</button>
      </form>
      <p class="quiet">If you made no account here, close this page: nothing happens then.</p>
    </div>`,
  );
}

import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";

export interface SignInData {
  readonly siteTitle: string;
  /** Host that the account is on, such as `climb.example`. */
  readonly host: string;
  readonly appName: string;
  /** Where the form goes. */
  readonly action: string;
  /** What was typed before. */
  readonly login?: string;
  readonly error?: string;
}

export function signInPage(data: SignInData): Html {
  const error = data.error === undefined ? "" : html`<p class="alert" id="fault" role="alert">${data.error}</p>`;
  const described = data.error === undefined ? "" : html`aria-invalid="true" aria-describedby="fault"`;
  return layout(
    { title: "Sign in", siteTitle: data.siteTitle, width: "narrow", isIndexed: false },
    html`<div class="card">
      <h1>Sign in</h1>
      <p class="lead">
        <strong>${data.appName}</strong> would like to use your account on <strong>${data.host}</strong>.
      </p>
      ${error}
      <form method="post" action="${data.action}">
        <input type="hidden" name="action" value="sign-in" />
        <label for="login">Username or e-mail address</label>
        <input
          id="login"
          name="login"
          type="text"
          value="${data.login ?? ""}"
          autocomplete="username"
          autocapitalize="none"
          autocorrect="off"
          spellcheck="false"
          maxlength="300"
          required
          ${described}
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          maxlength="1000"
          required
          ${described}
        />
        <button class="primary" type="submit">Sign in</button>
      </form>
      <p class="quiet">You will see what the app asks for before it gets anything.</p>
    </div>`,
  );
}

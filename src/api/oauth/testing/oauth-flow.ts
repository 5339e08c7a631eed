import { testPassword, type TestTopout } from "../../../testing/start-topout.ts";
import { openBrowser, type Page, type TestBrowser } from "./test-browser.ts";

export interface TestApp {
  readonly client_id: string;
  readonly client_secret: string;
}

/** Steps that several tests of OAuth take. */
export async function registerTestApp(topout: TestTopout, given: Record<string, unknown> = {}): Promise<TestApp> {
  const answer = await topout.anyone.post("/api/v1/apps", {
    client_name: "Belay",
    redirect_uris: "belay://",
    scopes: "read write follow push",
    ...given,
  });
  if (answer.status !== 200) throw new Error(`The app was refused: ${answer.text}`);
  return answer.json;
}

export function authorizePath(app: TestApp, given: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: app.client_id,
    redirect_uri: "belay://",
    scope: "read write",
    ...given,
  });
  return `/oauth/authorize?${query.toString()}`;
}

/** Signs in on the page at `path`, which then asks for consent. */
export async function signInAt(browser: TestBrowser, path: string, login: string): Promise<Page> {
  return await browser.send(await browser.open(path), "sign-in", { login, password: testPassword });
}

/** The code that the app is given once the account's owner allowed it. */
export async function obtainCode(
  topout: TestTopout,
  app: TestApp,
  login: string,
  given: Record<string, string> = {},
): Promise<string> {
  const browser = openBrowser(topout.origin);
  const page = await browser.send(await signInAt(browser, authorizePath(app, given), login), "allow");
  const code = page.location === null ? null : queryOf(page.location).get("code");
  if (code === null) throw new Error(`No code was given: ${page.status} ${page.location}`);
  return code;
}

/** The query of any address, also of one that URL would not take. */
export const queryOf = (address: string): URLSearchParams => new URLSearchParams(address.replace(/^[^?]*/, ""));

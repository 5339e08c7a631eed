import type { Answer } from "../../../testing/client.ts";
import { createClient } from "../../../testing/client.ts";

/** As much of a browser as the pages need: it keeps cookies, and reads and sends forms. */
export interface TestBrowser {
  /** Loads an address of the server and follows redirects within it. */
  open(path: string): Promise<Page>;
  /** Sends the form of `page` whose button has `action`. */
  send(page: Page, action: string, fields?: Record<string, string>): Promise<Page>;
  readonly cookies: Map<string, string>;
}

export interface Page extends Answer {
  readonly path: string;
  /** Where the page sends its visitor, when that is outside of the server. */
  readonly location: string | null;
}

export function openBrowser(origin: string): TestBrowser {
  const client = createClient(origin, null);
  const cookies = new Map<string, string>();

  async function load(method: string, path: string, body?: URLSearchParams): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { cookie, ...(body === undefined ? {} : { origin }) };
    const answer = await client.request(method, path, body, headers);
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const [name = "", value = ""] = pair.split("=");
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    const isWithin = location?.startsWith("/") ?? false;
    return location !== null && isWithin ? await load("GET", location) : { ...answer, path, location };
  }

  return {
    cookies,
    open: (path) => load("GET", path),
    async send(page, action, fields = {}) {
      const form = formWith(page.text, action);
      if (form === null) throw new Error(`The page ${page.path} has no button ${action}`);
      return await load("POST", form.address, new URLSearchParams({ ...form.fields, ...fields, action }));
    },
  };
}

function formWith(html: string, action: string): { address: string; fields: Record<string, string> } | null {
  for (const [, tag = "", inner = ""] of html.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)) {
    if (!new RegExp(`name="action"\\s+value="${action}"`).test(inner)) continue;
    const hidden = inner.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
    const fields = Object.fromEntries([...hidden].map(([, name = "", value = ""]) => [name, unescape(value)]));
    return { address: unescape(/action="([^"]*)"/.exec(tag)?.[1] ?? ""), fields };
  }
  return null;
}

const unescape = (text: string): string =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

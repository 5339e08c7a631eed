import type { Context as HonoContext } from "hono";

interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The app's identifier and secret, from the header (RFC 6749 §2.3.1) or the body; null when one is missing. */
export function readCredentials(
  c: HonoContext,
  input: { client_id?: string | undefined; client_secret?: string | undefined },
): Credentials | null {
  const basic = readBasic(c.req.header("authorization"));
  if (basic !== null) return basic;
  const { client_id: clientId, client_secret: clientSecret } = input;
  return clientId === undefined || clientSecret === undefined ? null : { clientId, clientSecret };
}

function readBasic(header: string | undefined): Credentials | null {
  const encoded = header === undefined ? undefined : /^basic\s+([\w+/=-]+)$/i.exec(header)?.[1];
  if (encoded === undefined) return null;
  // Both parts should be percent-encoded, which changes nothing in the letters that ours consist of.
  const [, clientId, clientSecret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString("utf8")) ?? [];
  return clientId === undefined || clientSecret === undefined ? null : { clientId, clientSecret };
}

import { createHmac, timingSafeEqual } from "node:crypto";
import type { Config } from "../../config/config.ts";

/** How another server's picture is shown: each is bounded to its own size. */
export const remoteVariants = ["original", "small", "avatar", "header", "emoji"] as const;
export type RemoteVariant = (typeof remoteVariants)[number];

type Links = Pick<Config, "mediaUrl" | "origin" | "secret" | "remoteMedia">;

/** Where a stored file is reached. */
export const fileUrl = (config: Pick<Config, "mediaUrl">, key: string): string => `${config.mediaUrl}/${key}`;

/**
 * Where a file of another server is shown from: our proxy, which fetches only what carries our signature, or the file's
 * own place when hot-linking is on.
 */
export function remoteUrl(config: Links, url: string, variant: RemoteVariant): string {
  if (config.remoteMedia === "hotlink") return url;
  const named = Buffer.from(url).toString("base64url");
  return `${config.origin}/proxy/${variant}/${sign(config, url, variant)}/${named}`;
}

/** The address that such a URL names; null when we did not write it. */
export function readRemoteUrl(
  config: Pick<Config, "secret">,
  { variant, signature, named }: { variant: RemoteVariant; signature: string; named: string },
): string | null {
  const url = Buffer.from(named, "base64url").toString();
  const [given, right] = [Buffer.from(signature), Buffer.from(sign(config, url, variant))];
  return given.length === right.length && timingSafeEqual(given, right) ? url : null;
}

function sign({ secret }: Pick<Config, "secret">, url: string, variant: RemoteVariant): string {
  // 128 bits are enough for what cannot be tried offline, and these addresses are long already.
  return createHmac("sha256", secret).update(`remote-media ${variant} ${url}`).digest("base64url").slice(0, 22);
}

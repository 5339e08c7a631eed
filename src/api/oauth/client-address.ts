import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context as HonoContext } from "hono";
import ipaddr from "ipaddr.js";

/**
 * The address that a request came from. A peer on this machine or in a private network is taken for the reverse
 * proxy, whose own entry is the last of X-Forwarded-For; what stands before it is the client's word.
 */
export function clientAddress(c: HonoContext): string {
  const peer = getConnInfo(c).remote.address ?? "";
  if (!isNearby(peer)) return peer;
  return c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() || peer;
}

function isNearby(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() !== "unicast";
}

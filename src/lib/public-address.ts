import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

// Azure answers its virtual machines from this public-looking address, as others do from 169.254.169.254.
const cloudInternal = new Set(["168.63.129.16"]);
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");
const nat64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/**
 * Whether an IP address belongs to the open internet, so that a request made for a stranger may connect to it.
 * Anything that is not certain, or not an address, is not public.
 */
export function isPublicAddress(address: string): boolean {
  // ipaddr.js also reads `127.1` and octal digits, which other parsers take for another address.
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return isPublicV4(parsed);
  // DNS64 gives IPv6-only hosts such addresses for every IPv4 site; what counts is the IPv4 address inside.
  if (parsed.match(nat64)) return isPublicV4(new ipaddr.IPv4(parsed.toByteArray().slice(12)));
  // 6to4, Teredo and IPv4-mapped addresses carry an IPv4 address too, but no site needs them: `range()` refuses them.
  return parsed.zoneId === undefined && parsed.match(globalUnicast) && parsed.range() === "unicast";
}

function isPublicV4(address: ipaddr.IPv4): boolean {
  return address.range() === "unicast" && !cloudInternal.has(address.toString());
}

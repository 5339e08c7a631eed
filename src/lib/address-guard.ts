import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import { FetchRefused } from "./fetch-refused.ts";
import { isPublicAddress } from "./public-address.ts";

/** Whether a connection may be made to this IP address. */
export type AddressRule = (address: string) => boolean;

export const addressRule = (allowPrivateAddresses: boolean): AddressRule =>
  allowPrivateAddresses ? () => true : isPublicAddress;

/**
 * A connector for undici that checks the very address it connects to, after name resolution, so that a name cannot
 * answer one address to a check and another to the connection.
 */
export function guardedConnector(isAllowed: AddressRule, timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, lookup: guardedLookup(isAllowed) });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, "");
    // Node skips the lookup for a literal address.
    if (isIP(host) !== 0 && !isAllowed(host)) {
      queueMicrotask(() => callback(privateAddress(host), null));
      return;
    }
    connect(options, callback);
  };
}

function guardedLookup(isAllowed: AddressRule): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const allowed = addresses.filter(({ address }) => isAllowed(address));
      const [first] = allowed;
      if (first === undefined) callback(privateAddress(hostname), []);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function privateAddress(host: string): FetchRefused {
  return new FetchRefused("private-address", `${host} has no public address`);
}

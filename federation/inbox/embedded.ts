import type { Inbox } from "../environment.ts";

/**
 * For looking into what an activity brings along. What it only names is not fetched; where the caller knows better than
 * to believe it, it may be from anywhere.
 */
export const embeddedOnly = (fedify: Inbox) => ({
  ...fedify,
  documentLoader: () => Promise.reject(new Error("What is only named is not fetched")),
  crossOrigin: "trust" as const,
  suppressError: true,
});

import { Refused } from "../../lib/refused.ts";

export const refuseState = (what: string): Refused =>
  new Refused("invalid", `Validation failed: ${what}`, {
    details: { base: [{ error: "ERR_INVALID", description: what }] },
  });

/** One thing at a time: what one import finds in the logbook must not go meanwhile. */
export const refuseBusy = (): Refused => refuseState("another import has not ended yet");

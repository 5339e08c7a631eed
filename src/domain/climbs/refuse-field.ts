import { Refused } from "../../lib/refused.ts";

/** Refuses what one field of the input says. @throws Refused always. */
export function refuseField(field: string, description: string): never {
  throw new Refused("invalid", `Validation failed: ${field} ${description}`, {
    details: { [field]: [{ error: "ERR_INVALID", description }] },
  });
}

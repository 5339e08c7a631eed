import { z } from "zod";
import { mendDocument } from "../codec/mend.ts";

const plainActivity = "https://www.w3.org/ns/activitystreams#Activity";
const delivery = z.looseObject({ activityType: z.literal(plainActivity), activity: z.record(z.string(), z.unknown()) });

/**
 * Fedify reads the activity of a delivery that has failed, and fails itself on a type that it does not know: the
 * delivery would be tried neither long enough nor in its turn. It gets one that it can read; what is sent, and what is
 * put back into the queue, stays as it was written.
 */
export function readable(message: unknown): unknown {
  const parsed = delivery.safeParse(message);
  if (!parsed.success) return message;
  const written = parsed.data.activity;
  const mended = Object.defineProperty(mendDocument(written), "toJSON", { value: () => written, enumerable: false });
  return { ...parsed.data, activity: mended };
}

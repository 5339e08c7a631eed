export type RefusalReason =
  | "invalid" // the input cannot be accepted: 422
  | "malformed" // the input cannot be read: 400
  | "unauthenticated" // 401
  | "forbidden" // 403
  | "not-found" // 404
  | "gone" // 410
  | "too-large" // 413
  | "too-many" // 429
  | "unavailable"; // 503

/**
 * An expected failure. HTTP answers with the reason's status and `message`, which is safe to show; the inbox drops
 * the activity; a job is not tried again.
 */
export class Refused extends Error {
  readonly reason: RefusalReason;
  /** Faults by field, for clients that show them beside their inputs. */
  readonly details: Readonly<Record<string, readonly FieldFault[]>> | undefined;

  constructor(reason: RefusalReason, message: string, options?: { cause?: unknown; details?: Refused["details"] }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = "Refused";
    this.reason = reason;
    this.details = options?.details;
  }
}

export interface FieldFault {
  readonly error: string;
  readonly description: string;
}

export const notAllowed = (): Refused => new Refused("forbidden", "This action is not allowed");
export const recordNotFound = (): Refused => new Refused("not-found", "Record not found");

export type FetchRefusal = "private-address" | "bad-url" | "too-large" | "too-many-redirects" | "timeout" | "network";

/** Why an outward request gave no answer. */
export class FetchRefused extends Error {
  override readonly name = "FetchRefused";
  readonly reason: FetchRefusal;

  constructor(reason: FetchRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The refusal behind an error: itself, one of its causes, or a new one that tells time-outs and size limits from the rest. */
export function toFetchRefused(error: unknown): FetchRefused {
  const codes: string[] = [];
  let cause = error;
  // An error chain is short; the bound only guards against a cycle.
  for (let depth = 0; depth < 8 && cause instanceof Error; depth++) {
    if (cause instanceof FetchRefused) return cause;
    if ("code" in cause && typeof cause.code === "string") codes.push(cause.code);
    cause = cause.cause;
  }
  if (codes.some((code) => /^UND_ERR_(?:\w+_)?TIMEOUT$|^ETIMEDOUT$/.test(code))) {
    return new FetchRefused("timeout", "No answer in time", { cause: error });
  }
  if (codes.includes("UND_ERR_RES_EXCEEDED_MAX_SIZE")) {
    return new FetchRefused("too-large", "The answer is too large", { cause: error });
  }
  return new FetchRefused("network", "The request failed", { cause: error });
}

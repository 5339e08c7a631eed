/** How often the owner of an import hears of its progress, and how long a job rests after each piece. */
export const tellEveryMs = 1_000;
export const restMs = 10;

/** True at the first call, and then once in `ms`. */
export function paced(ms: number): () => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now - last < ms) return false;
    last = now;
    return true;
  };
}

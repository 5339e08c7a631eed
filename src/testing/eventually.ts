/** Asks until the answer is there, for what happens after the answer of a request: ten seconds at the most. */
export async function eventually<T>(ask: () => Promise<T | null | undefined | false>, ms = 10_000): Promise<T> {
  const deadline = performance.now() + ms;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`It did not happen within ${ms} ms`, { cause: last });
}

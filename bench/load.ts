import autocannon from "autocannon";

/** One run of the load generator, which has a process of its own. */
export interface Load {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface Measured {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers other than 2xx, and requests without one. */
  readonly failures: number;
}

const load: Load = JSON.parse(process.argv[2] ?? "");
// Autocannon's own percentiles are whole milliseconds; many answers here take less than one.
const times: number[] = [];
const { url, method, headers, body, connections, seconds } = load;
const options = { url, method, headers, connections, duration: seconds, ...(body === undefined ? {} : { body }) };
const result = await new Promise<autocannon.Result>((resolve, reject) => {
  const instance = autocannon(options, (error: unknown, done) => (error ? reject(error) : resolve(done)));
  instance.on("response", (_client, _status, _bytes, milliseconds) => times.push(milliseconds));
});
times.sort((a, b) => a - b);
const percentile = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
const measured: Measured = {
  perSecond: result.requests.total / result.duration,
  p50: percentile(0.5),
  p99: percentile(0.99),
  failures: result.non2xx + result.errors,
};
console.log(JSON.stringify(measured));

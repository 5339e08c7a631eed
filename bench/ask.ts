import type { Load, Measured } from "./load.ts";
import { runNode } from "./processes.ts";

/** A request to measure; the same for all servers that are compared. */
export interface Case extends Pick<Load, "method" | "headers" | "body"> {
  readonly what: string;
  readonly path: string;
}

/** Asks the same again and again, from a process of its own. */
export function measure(origin: string, given: Case, connections: number, seconds: number): Promise<Measured> {
  const { method, headers, body, path } = given;
  const asked: Load = {
    url: `${origin}${path}`,
    method,
    headers,
    connections,
    seconds,
    ...(body === undefined ? {} : { body }),
  };
  return runNode<Measured>("bench/load.ts", {}, [JSON.stringify(asked)]);
}

/** Asks once. @throws when the answer is not 200. */
export async function ask(origin: string, { method, headers, body, path }: Omit<Case, "what">): Promise<Response> {
  const answer = await fetch(new URL(path, origin), { method, headers, ...(body === undefined ? {} : { body }) });
  if (answer.status !== 200) throw new Error(`${method} ${path} answers ${answer.status}: ${await answer.text()}`);
  return answer;
}

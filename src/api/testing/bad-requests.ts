import type { OperationInputs, Place } from "../../testing/openapi-inputs.ts";
import type { Walk } from "./walks.ts";

export interface Asked {
  /** What is odd about it. */
  readonly oddity: string;
  readonly path: string;
  readonly body?: Walk["body"];
}

const nobody = "110000000000000000";
const long = "x".repeat(10_000);

/** What a path can have where an id belongs, and names nothing. */
const oddIds = [
  nobody,
  "x",
  "-1",
  "0",
  "1.5",
  "999999999999999999999",
  "%00",
  "1%00",
  "%27%22%3B--",
  "%F0%9F%A7%97",
  long,
];

const oddValues: readonly unknown[] = [
  "",
  " \u0000\ud800",
  long,
  "-1",
  "999999999999999999999",
  "'\";--",
  nobody,
  -1,
  1e300,
  true,
  null,
  [],
  ["x"],
  [[["x"]]],
  [null],
  { a: { b: ["x"] } },
];

const oddQueries: readonly string[] = [
  "=",
  "=%00",
  "=%F0%28",
  `=${long}`,
  "=-1",
  "=999999999999999999999",
  "=%27%22%3B--",
  "[]=x",
  "[a][b]=x",
];

/** The walk with a parameter of its path naming nothing. */
export function withOddIds(step: Walk, name: string): Asked[] {
  const at = step.operation.split(" ")[1]?.split("/").indexOf(`{${name}}`) ?? -1;
  const [path = "", query] = step.path.split("?");
  return oddIds.map((id) => {
    const odd = path.split("/").with(at, id).join("/");
    return { oddity: `${name} ${shorten(id)}`, path: query === undefined ? odd : `${odd}?${query}`, body: step.body };
  });
}

/** The walk with each of its parameters in turn being what it never should be. */
export function withOddValues(step: Walk, inputs: OperationInputs): Asked[] {
  const inQuery = inputs.query.flatMap((name) =>
    oddQueries.map((odd) => ({
      oddity: `${name}${shorten(odd)}`,
      path: replaceInQuery(step.path, name, odd),
      body: step.body,
    })),
  );
  const proper = step.body instanceof FormData ? Object.fromEntries(step.body) : (step.body ?? {});
  const inBody = inputs.body.flatMap((place) =>
    oddValues.map((odd) => ({
      oddity: `${place.join(".")} ${shorten(JSON.stringify(odd))}`,
      path: step.path,
      body: replaceAt(proper, place, odd) as Record<string, unknown>,
    })),
  );
  return [...inQuery, ...inBody];
}

const shorten = (text: string): string => (text.length > 50 ? `${text.slice(0, 50)}…` : text);

function replaceInQuery(path: string, name: string, odd: string): string {
  const [base = "", query = ""] = path.split("?");
  const others = query.split("&").filter((part) => part !== "" && !part.startsWith(name));
  return `${base}?${[...others, `${name}${odd}`].join("&")}`;
}

function replaceAt(value: unknown, [key, ...rest]: Place, odd: unknown): unknown {
  if (key === undefined) return odd;
  if (typeof key === "number") return [replaceAt(Array.isArray(value) ? value[key] : undefined, rest, odd)];
  const known = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  const inner: unknown = Object.entries(known).find(([name]) => name === key)?.[1];
  return { ...known, [key]: replaceAt(inner, rest, odd) };
}

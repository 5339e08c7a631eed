import type { Context as HonoContext } from "hono";
import { Refused } from "../../lib/refused.ts";
import type { ApiEnv } from "../env.ts";

type Input = Record<string, unknown>;

/** JSON bodies, forms and uploads without files may be this long. */
export const maxBodyBytes = 1024 * 1024;
const maxDepth = 5;
const maxJsonDepth = 20;
const maxKeys = 2_000;

/**
 * Query and body as one object, the body winning, as Rails gives it to Mastodon: JSON, urlencoded and multipart alike,
 * with `a[]=`, `a[b]=` and `a[0][b]=` unfolded. Values are strings where the encoding knows no other type.
 * @throws Refused when the body cannot be read.
 */
export async function readInput(c: HonoContext<ApiEnv>): Promise<Input> {
  const known = c.get("input");
  if (known !== undefined) return known;
  return joinInput(c, c.req.method === "GET" || c.req.method === "HEAD" ? {} : await readBody(c));
}

/** As `readInput`, for fields that were read already. */
export const unfoldInput = (c: HonoContext<ApiEnv>, fields: Iterable<[string, string]>): Input =>
  joinInput(c, unfold(fields));

function joinInput(c: HonoContext<ApiEnv>, body: Input): Input {
  const query = unfold(new URL(c.req.url).searchParams);
  const input = cleanObject({ ...query, ...body }, 0);
  c.set("input", input);
  return input;
}

async function readBody(c: HonoContext<ApiEnv>): Promise<Input> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type.endsWith("json")) return await readJson(c);
  if (type === "application/x-www-form-urlencoded") {
    return unfold(new URLSearchParams(await c.req.text()));
  }
  if (type === "multipart/form-data") {
    try {
      return unfold(await c.req.formData());
    } catch (cause) {
      throw new Refused("malformed", "The form could not be read", { cause });
    }
  }
  return {};
}

async function readJson(c: HonoContext<ApiEnv>): Promise<Input> {
  const text = await c.req.text();
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Refused("malformed", "Error occurred while parsing request parameters", { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Refused("malformed", "The JSON body must be an object");
  }
  return value as Input;
}

/** `a[b][]=1` becomes `{a: {b: ["1"]}}`; lists given by number become lists. */
function unfold(entries: Iterable<[string, unknown]>): Input {
  const input = emptyInput();
  let count = 0;
  for (const [name, value] of entries) {
    if (++count > maxKeys) throw new Refused("malformed", "Too many parameters");
    const path = [
      name.replace(/\[.*$/s, ""),
      ...Array.from(name.matchAll(/\[([^[\]]*)\]/g), (match) => match[1] ?? ""),
    ];
    if (path.length > maxDepth) throw new Refused("malformed", "Parameters are nested too deeply");
    put(input, path, value);
  }
  return listify(input);
}

/**
 * PostgreSQL refuses NUL in text, and half a surrogate pair is no Unicode: both are taken out here, once, so that no
 * query meets them.
 */
function clean(value: unknown, depth: number): unknown {
  if (typeof value === "string") return value.replaceAll("\0", "").toWellFormed();
  if (depth > maxJsonDepth) throw new Refused("malformed", "Parameters are nested too deeply");
  if (Array.isArray(value)) return value.map((element: unknown) => clean(element, depth + 1));
  return isPlain(value) ? cleanObject(value, depth + 1) : value;
}

function cleanObject(input: Input, depth: number): Input {
  const cleaned = emptyInput();
  for (const [key, value] of Object.entries(input)) if (key !== "__proto__") cleaned[key] = clean(value, depth);
  return cleaned;
}

/** Without a prototype: a parameter called `constructor` is nothing but that. */
const emptyInput = (): Input => Object.create(null) as Input;

function put(target: Input, path: readonly string[], value: unknown): void {
  const [key = "", ...rest] = path;
  if (key === "__proto__") return;
  if (rest.length === 0) {
    target[key] = value;
  } else if (rest.length === 1 && rest[0] === "") {
    const list = Array.isArray(target[key]) ? (target[key] as unknown[]) : [];
    target[key] = [...list, value];
  } else {
    const inner = isPlain(target[key]) ? target[key] : emptyInput();
    // `a[][b]=1&a[][b]=2`: each repetition of a key starts the next element.
    target[key] = inner;
    put(inner, rest[0] === "" ? [String(nextIndex(inner, rest[1] ?? "")), ...rest.slice(1)] : rest, value);
  }
}

function nextIndex(list: Input, key: string): number {
  const last = Object.keys(list).length - 1;
  const element = list[String(last)];
  return last >= 0 && isPlain(element) && !(key in element) ? last : last + 1;
}

const isPlain = (value: unknown): value is Input =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof File);

function listify(input: Input): Input {
  for (const [key, value] of Object.entries(input)) {
    if (!isPlain(value)) continue;
    listify(value);
    const keys = Object.keys(value);
    if (keys.length > 0 && keys.every((name) => /^\d+$/.test(name))) {
      input[key] = keys.sort((a, b) => Number(a) - Number(b)).map((name) => value[name]);
    }
  }
  return input;
}

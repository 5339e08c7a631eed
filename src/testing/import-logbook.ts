import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Answer } from "./client.ts";
import { eventually } from "./eventually.ts";
import type { TestUser } from "./start-topout.ts";
import { zipFiles } from "./zip-files.ts";

const fixtures = join(import.meta.dirname, "../domain/imports/fixtures");

export const logbookFixture = (name: string): Buffer => readFileSync(join(fixtures, name));

export const cldfFixture = (): Promise<Buffer> =>
  zipFiles(
    Object.fromEntries(
      ["manifest", "locations", "sectors", "routes", "sessions", "climbs"].map((name) => [
        `${name}.json`,
        logbookFixture(`cldf/${name}.json`),
      ]),
    ),
  );

/** Sends a logbook as a form with a file. */
export async function sendLogbook(
  by: Pick<TestUser, "post">,
  file: Uint8Array | string,
  fields: Record<string, string> = {},
): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", new File([typeof file === "string" ? file : new Uint8Array(file)], "logbook.csv"));
  return await by.post("/api/v1/climbs/imports", form);
}

/** Waits for the end of an import, and gives it. */
export async function importEnd(by: Pick<TestUser, "get">, id: string, ms = 40_000): Promise<Answer["json"]> {
  return await eventually(async () => {
    const { json } = await by.get(`/api/v1/climbs/imports/${id}`);
    return json.finished_at === null ? null : json;
  }, ms);
}

/** Reads a logbook in, and gives the import when it has ended. */
export async function importLogbook(
  by: Pick<TestUser, "get" | "post">,
  file: Uint8Array | string,
  fields: Record<string, string> = {},
): Promise<Answer["json"]> {
  const sent = await sendLogbook(by, file, fields);
  if (sent.status !== 202) throw new Error(`The import answers ${sent.status}: ${sent.text}`);
  return await importEnd(by, sent.json.id);
}

export async function untilUndone(by: Pick<TestUser, "get">, id: string): Promise<Answer["json"]> {
  return await eventually(async () => {
    const { json } = await by.get(`/api/v1/climbs/imports/${id}`);
    return json.state === "undone" ? json : null;
  }, 40_000);
}

/** Takes an import back, and gives it when that has ended. */
export async function undoImport(by: Pick<TestUser, "get" | "post">, id: string): Promise<Answer["json"]> {
  const sent = await by.post(`/api/v1/climbs/imports/${id}/undo`);
  if (sent.status !== 202) throw new Error(`The undo answers ${sent.status}: ${sent.text}`);
  return await untilUndone(by, id);
}

import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { UsageError } from "./usage-error.ts";

/** Asks twice on the terminal without showing what is typed; null where there is no terminal. */
export async function askPassword(): Promise<string | null> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  // readline echoes what is typed into its output: this one swallows it.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  const cancelled = new AbortController();
  terminal.once("SIGINT", () => cancelled.abort());
  const ask = async (question: string): Promise<string> => {
    process.stderr.write(question);
    try {
      return await terminal.question("", { signal: cancelled.signal });
    } catch (error) {
      if (cancelled.signal.aborted) throw new UsageError("Cancelled.", 130);
      throw error;
    } finally {
      process.stderr.write("\n");
    }
  };
  try {
    const password = await ask("Password (at least 8 characters): ");
    if ((await ask("The same again: ")) !== password) throw new UsageError("The two passwords differ.");
    return password;
  } finally {
    terminal.close();
  }
}

import { AsyncLocalStorage } from "node:async_hooks";
import { configure } from "@logtape/logtape";
import type { Logger } from "pino";

/**
 * Joins the logs of Fedify (LogTape) to ours. Only the words: its fields hold whole activities, and private posts with
 * them. Once per process.
 */
export async function joinLibraryLogs(log: Logger): Promise<void> {
  await configure({
    // Without it LogTape complains at every request that Fedify answers.
    contextLocalStorage: new AsyncLocalStorage(),
    sinks: {
      pino: (record) => {
        const level = record.level === "warning" ? "warn" : record.level;
        log[level]({ library: record.category.join(".") }, templateOf(record.rawMessage));
      },
    },
    loggers: [
      { category: "fedify", lowestLevel: "warning", sinks: ["pino"] },
      // Every request for what is not there: a line without its fields says nothing.
      { category: ["fedify", "federation", "http"], lowestLevel: "error", sinks: [] },
      { category: ["logtape", "meta"], lowestLevel: "warning", sinks: ["pino"] },
    ],
  });
}

const templateOf = (message: string | TemplateStringsArray): string =>
  typeof message === "string" ? message : message.join("…");

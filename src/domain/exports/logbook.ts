import type { Context } from "../../context.ts";
import type { Account } from "../accounts/account.ts";
import { exportCldf } from "./logbook-cldf.ts";
import { exportCsv } from "./logbook-csv.ts";
import { exportJson } from "./logbook-json.ts";

export const exportFormats = ["json", "csv", "cldf"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface LogbookExport {
  readonly fileName: string;
  readonly contentType: string;
  readonly pieces: AsyncIterable<string | Uint8Array>;
}

const forms = {
  json: { extension: "json", contentType: "application/json; charset=utf-8", write: exportJson },
  csv: { extension: "csv", contentType: "text/csv; charset=utf-8", write: exportCsv },
  cldf: { extension: "cldf", contentType: "application/zip", write: exportCldf },
} as const;

/**
 * Everything that an account has logged, to be taken along. It is read while it is sent, a page at a time; CLDF also holds,
 * to its end, each place, route and session once, as its climbs name them by number.
 */
export function exportLogbook(
  ctx: Pick<Context, "clock" | "config" | "db">,
  account: Account,
  format: ExportFormat,
): LogbookExport {
  const day = ctx.clock.now().toISOString().slice(0, 10);
  const { extension, contentType, write } = forms[format];
  return {
    fileName: `topout-logbook-${account.username}-${day}.${extension}`,
    contentType,
    pieces: write(ctx, account),
  };
}

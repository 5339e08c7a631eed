import type { Context } from "../../context.ts";
import type { Account } from "../accounts/account.ts";
import { exportCsv } from "./logbook-csv.ts";
import { exportJson } from "./logbook-json.ts";

export const exportFormats = ["json", "csv"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface LogbookExport {
  readonly fileName: string;
  readonly contentType: string;
  readonly pieces: AsyncIterable<string>;
}

/** Everything that an account has logged, to be taken along. It is read while it is sent, a page at a time. */
export function exportLogbook(
  ctx: Pick<Context, "clock" | "config" | "db">,
  account: Account,
  format: ExportFormat,
): LogbookExport {
  const day = ctx.clock.now().toISOString().slice(0, 10);
  return {
    fileName: `topout-logbook-${account.username}-${day}.${format}`,
    contentType: format === "json" ? "application/json; charset=utf-8" : "text/csv; charset=utf-8",
    pieces: format === "json" ? exportJson(ctx, account) : exportCsv(ctx, account),
  };
}

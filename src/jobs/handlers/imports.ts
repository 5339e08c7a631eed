import { z } from "zod";
import type { Context } from "../../context.ts";
import { findImport } from "../../db/climb-import-queries.ts";
import { runImport } from "../../domain/imports/run.ts";
import { runUndo } from "../../domain/imports/undo.ts";
import type { JobHandler } from "../worker.ts";
import { untilStored } from "./media.ts";

const payloadSchema = z.object({ importId: z.string() });
const lookAgainMs = 5_000;

export const undoImportHandler =
  (ctx: Context): JobHandler =>
  async (payload, _job, signal) =>
    await runUndo(ctx, payloadSchema.parse(payload).importId, signal);

export const importClimbsHandler = (ctx: Context): JobHandler =>
  untilStored(ctx, async (payload, { attempts }, signal) => {
    const { importId } = payloadSchema.parse(payload);
    await runImport(ctx, importId, { attempts, signal });
    // The command line goes on with it, as long as it lives.
    const isUnfinished = (await findImport(ctx.db.read, importId))?.finishedAt === null;
    if (isUnfinished) return { runAt: new Date(ctx.clock.now().getTime() + lookAgainMs), payload };
  });

import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { exportFormats, exportLogbook } from "../../domain/exports/logbook.ts";
import type { ApiEnv } from "../env.ts";
import { requireUser, userOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";

const options = z.object({
  format: z.enum(exportFormats, `must be one of ${exportFormats.join(", ")}`).default("json"),
});

/** `/api/v1/climbs/export`: one's own logbook, to be taken along. */
export const exportRoutes = (ctx: Context): Hono<ApiEnv> =>
  new Hono<ApiEnv>().get("/", requireUser("read:statuses"), async (c) => {
    const { format } = options.parse(await readInput(c));
    const { fileName, contentType, pieces } = exportLogbook(ctx, userOf(c), format);
    c.header("Content-Type", contentType);
    c.header("Content-Disposition", `attachment; filename="${fileName}"`);
    c.header("Cache-Control", "private, no-store");
    return c.body(streamOf(pieces, (error) => ctx.log.error({ err: error, fileName }, "an export was cut off")));
  });

/** Takes the next piece when the last one has been sent. To the client a failure shows as an answer that ends too early. */
function streamOf(
  pieces: AsyncIterable<string | Uint8Array>,
  onError: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { value, done } = await iterator.next();
        if (done === true) controller.close();
        else controller.enqueue(typeof value === "string" ? encoder.encode(value) : value);
      } catch (error) {
        onError(error);
        throw error;
      }
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

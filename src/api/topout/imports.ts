import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findImport, findImportsOfAccount, type ClimbImport } from "../../db/climb-import-queries.ts";
import { formatNames } from "../../domain/imports/entry.ts";
import { previewImport } from "../../domain/imports/preview.ts";
import { cancelImport, startImport } from "../../domain/imports/start.ts";
import { startUndo } from "../../domain/imports/undo.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { toClimbImport, toImportPreview } from "../../views/climb-import.ts";
import type { ApiEnv } from "../env.ts";
import { requireUser, userOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { withLogbook } from "../middleware/logbook-upload.ts";
import { linkPages, toPage } from "../paging.ts";
import { booleanParam, limitParam, pageParams } from "../params.ts";

const blankIsAbsent = (value: unknown) => (value === "" || value === null ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsAbsent, schema.optional());

const options = z.object({
  format: optional(z.enum(formatNames, `must be one of ${formatNames.join(", ")}`)),
  visibility: optional(z.enum(["public", "unlisted", "private", "direct"])),
  dry_run: booleanParam.default(false),
  /** Of a dry run: which lines are shown. */
  after_line: z.preprocess((value) => Number(value ?? 0), z.number().int().min(0)),
  limit: limitParam(100, 1_000),
});

/** `/api/v1/climbs/imports`: logbooks of other sites. */
export function importRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  async function ownImport(id: string, accountId: string): Promise<ClimbImport> {
    const found = await findImport(ctx.db.read, id);
    if (found === null || found.accountId !== accountId) throw recordNotFound();
    return found;
  }

  routes.post("/", requireUser("write:statuses"), async (c) =>
    withLogbook(ctx, c, async ({ input, path, fileName }) => {
      const asked = options.parse(input);
      const request = { path, fileName, format: asked.format ?? null, visibility: asked.visibility ?? null };
      if (!asked.dry_run) return c.json(toClimbImport(await startImport(ctx, userOf(c), request)), 202);
      const page = { afterLine: asked.after_line, limit: asked.limit };
      return c.json(toImportPreview(await previewImport(ctx, userOf(c), request, page)));
    }),
  );

  routes.get("/", requireUser("read:statuses"), async (c) => {
    const page = toPage(pageParams().parse(await readInput(c)));
    const imports = await findImportsOfAccount(ctx.db.read, userOf(c).id, page);
    linkPages(
      c,
      ctx.config,
      imports.map(({ id }) => id),
      page,
    );
    return c.json(imports.map(toClimbImport));
  });

  routes.get("/:id", requireUser("read:statuses"), async (c) =>
    c.json(toClimbImport(await ownImport(c.req.param("id"), userOf(c).id))),
  );

  routes.delete("/:id", requireUser("write:statuses"), async (c) => {
    const { id } = await ownImport(c.req.param("id"), userOf(c).id);
    return c.json(toClimbImport(await cancelImport(ctx, id)));
  });

  routes.post("/:id/undo", requireUser("write:statuses"), async (c) => {
    const ended = await ownImport(c.req.param("id"), userOf(c).id);
    return c.json(toClimbImport(await startUndo(ctx, ended)), 202);
  });

  return routes;
}

import { Hono } from "hono";
import { z } from "zod";
import { isUnreadable } from "../../domain/climbs/climb.ts";
import { convertGrade } from "../../domain/climbs/grades/convert.ts";
import { parseGrade } from "../../domain/climbs/grades/parse.ts";
import { gradeSystems } from "../../domain/climbs/grades/table.ts";
import { toGradeSystem, toPlainGrade } from "../../views/grade.ts";
import type { ApiEnv } from "../env.ts";
import { readInput } from "../middleware/input.ts";
import { optionalText } from "../params.ts";

const conversion = z
  .object({
    value: z.string("can't be blank").trim().min(1, "can't be blank").max(64),
    system: optionalText(64),
    to: z.enum(gradeSystems),
    discipline: optionalText(64),
  })
  .superRefine((asked, context) => {
    if (!isUnreadable(asked)) return;
    context.addIssue({ code: "custom", path: ["value"], message: `is no grade of ${asked.system}` });
  });

/** The tables change with a release of Topout at the most. */
const cacheHeaders = { "Cache-Control": "public, max-age=3600" };

/** `/api/v1/grades`: the systems with their values, and how one converts to another. For apps that offer a choice. */
export const gradeRoutes = (): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/", (c) => c.json(gradeSystems.map(toGradeSystem), 200, cacheHeaders))
    .get("/convert", async (c) => {
      const { value, system, to, discipline } = conversion.parse(await readInput(c));
      const grade = parseGrade(value, system, discipline);
      const converted = convertGrade(grade, to);
      const shown = { grade: toPlainGrade(grade), converted: converted === null ? null : toPlainGrade(converted) };
      return c.json(shown, 200, cacheHeaders);
    });

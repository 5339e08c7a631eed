import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findPartners, findVisibleClimb } from "../../db/climb-queries.ts";
import type { Climb } from "../../domain/climbs/climb.ts";
import { redraftClimb, type ClimbDraft } from "../../domain/climbs/draft.ts";
import { changeClimb, logClimb, removeClimb } from "../../domain/climbs/log.ts";
import { refuseField } from "../../domain/climbs/refuse-field.ts";
import { tellClimb } from "../../domain/climbs/tell.ts";
import { quotePolicies } from "../../domain/quotes/policy.ts";
import { readPostingChoices, type PostingChoices } from "../../domain/statuses/chosen.ts";
import { narrower } from "../../domain/statuses/narrower.ts";
import { languageTag, type ClimbPost } from "../../domain/statuses/publish.ts";
import type { Visibility } from "../../domain/statuses/status.ts";
import { recordNotFound } from "../../lib/refused.ts";
import type { ApiEnv } from "../env.ts";
import { allowAnyone, requireUser, userOf, viewerOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { booleanParam, idempotencyKeyOf, idParam, listParam } from "../params.ts";
import { climbInput, optional, visibilityInput } from "./climb-input.ts";
import { keepGrade, keepPerceivedGrade, redoInput, rewriteInput } from "./earlier-climb.ts";
import { withRoute } from "./known-route.ts";
import { showClimbs } from "./show-climbs.ts";

export const todayOf = (ctx: Pick<Context, "clock">): string => ctx.clock.now().toISOString().slice(0, 10);

const mediaInput = listParam(idParam);
const text = z.preprocess((value) => value ?? "", z.string());
const postOptions = z.object({
  status: text,
  spoiler_text: text,
  sensitive: optional(booleanParam),
  language: optional(languageTag).catch(undefined),
  quote_approval_policy: optional(z.enum(quotePolicies)),
  visibility: optional(visibilityInput),
});
const logOptions = postOptions.extend({
  /** Tell the followers. */
  post: booleanParam.default(false),
  media_ids: mediaInput,
});
const removeOptions = z.object({ delete_media: booleanParam.default(false) });

/** The post of a climb as a client asks for it, with what its climber has chosen where nothing is said. */
const postOf = (asked: z.output<typeof postOptions>, chosen: PostingChoices): ClimbPost => ({
  text: asked.status,
  spoilerText: asked.spoiler_text,
  isSensitive: asked.sensitive ?? chosen.isSensitive,
  language: asked.language ?? chosen.language,
  quotePolicy: asked.quote_approval_policy ?? chosen.quotePolicy,
});

type Input = Record<string, unknown>;

/** The climb's own fields lie at the top, or under `climb` as in a post. */
const climbOf = (input: Input): Input =>
  typeof input["climb"] === "object" && input["climb"] !== null ? (input["climb"] as Input) : input;

/** `/api/v1/climbs`: Topout's logbook. */
export function climbRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  async function visible(c: HonoContext<ApiEnv>): Promise<Climb> {
    const climb = await findVisibleClimb(ctx.db.read, c.req.param("id") ?? "", viewerOf(c)?.id ?? null);
    if (climb === null) throw recordNotFound();
    return climb;
  }

  async function own(c: HonoContext<ApiEnv>): Promise<Climb> {
    const climb = await visible(c);
    if (climb.accountId !== userOf(c).id) throw recordNotFound();
    return climb;
  }

  const show = async (c: HonoContext<ApiEnv>, climb: Climb) =>
    (await showClimbs(ctx, [climb], viewerOf(c)?.id ?? null))[0];

  const toDraft = (fields: Input): ClimbDraft => climbInput(todayOf(ctx)).parse(fields);

  /** What `widest` was for is for no more people, unless that is said. */
  async function log(c: HonoContext<ApiEnv>, input: Input, climb: ClimbDraft, widest: Visibility = "public") {
    const asked = logOptions.parse(input);
    if (!asked.post && asked.status.trim() !== "") refuseField("status", "is for the post: ask for one with `post`");
    const chosen = await readPostingChoices(ctx.db.read, userOf(c).id);
    const logged = await logClimb(ctx, userOf(c), {
      climb,
      visibility: asked.visibility ?? narrower(chosen.visibility, widest),
      post: asked.post ? postOf(asked, chosen) : null,
      mediaIds: asked.media_ids,
      applicationId: c.get("auth")?.appId ?? null,
      idempotencyKey: idempotencyKeyOf(c),
    });
    return c.json(await show(c, logged));
  }

  routes.post("/", requireUser("write:statuses"), async (c) => {
    const input = await readInput(c);
    return await log(c, input, toDraft(await withRoute(ctx, climbOf(input))));
  });

  routes.get("/:id", allowAnyone("read:statuses"), async (c) => c.json(await show(c, await visible(c))));

  const change = async (c: HonoContext<ApiEnv>, draftOf: (before: Climb) => Promise<ClimbDraft>) => {
    const input = await readInput(c);
    const { id } = await own(c);
    const changed = await changeClimb(ctx, userOf(c), id, {
      climb: draftOf,
      visibility: optional(visibilityInput).parse(input["visibility"]),
      mediaIds: "media_ids" in input ? mediaInput.parse(input["media_ids"]) : undefined,
    });
    return c.json(await show(c, changed));
  };

  routes.put("/:id", requireUser("write:statuses"), async (c) => {
    const given = climbOf(await readInput(c));
    return await change(c, async () => toDraft(await withRoute(ctx, given)));
  });

  routes.patch("/:id", requireUser("write:statuses"), async (c) => {
    const given = climbOf(await readInput(c));
    return await change(c, async (before) => {
      const partners = (await findPartners(ctx.db.read, [before.id])).get(before.id) ?? [];
      const draft = toDraft(await withRoute(ctx, given, rewriteInput(redraftClimb(before, partners))));
      return keepPerceivedGrade(keepGrade(draft, before, given), before, given);
    });
  });

  routes.delete("/:id", requireUser("write:statuses"), async (c) => {
    const climb = await own(c);
    const { delete_media: deletesMedia } = removeOptions.parse(await readInput(c));
    const shown = await show(c, climb);
    await removeClimb(ctx, userOf(c), climb, { deletesMedia });
    return c.json(shown);
  });

  // "I did this too."
  routes.post("/:id/log", requireUser("write:statuses"), async (c) => {
    const input = await readInput(c);
    const climb = await visible(c);
    const given = climbOf(input);
    const draft = toDraft(await withRoute(ctx, given, redoInput(climb, userOf(c).id)));
    return await log(c, input, keepGrade(draft, climb, given), climb.visibility);
  });

  routes.post("/:id/post", requireUser("write:statuses"), async (c) => {
    const { id } = await own(c);
    const asked = postOptions.parse(await readInput(c));
    const told = await tellClimb(ctx, userOf(c), id, {
      post: postOf(asked, await readPostingChoices(ctx.db.read, userOf(c).id)),
      visibility: asked.visibility,
      applicationId: c.get("auth")?.appId ?? null,
    });
    return c.json(await show(c, told));
  });

  return routes;
}

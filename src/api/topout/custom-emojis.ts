import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findEmoji, findEmojiPage, type StoredEmoji } from "../../db/emoji-queries.ts";
import { changeEmoji, createEmoji } from "../../domain/emojis/add.ts";
import { removeEmoji } from "../../domain/emojis/remove.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import { instantOf, toCustomEmoji } from "../../views/account.ts";
import type { ApiEnv } from "../env.ts";
import { requireStaff } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { withUploads } from "../middleware/uploads.ts";
import { linkPagesBy } from "../paging.ts";
import { booleanParam, orAbsent } from "../params.ts";

const invalid = (what: string): Refused => new Refused("invalid", `Validation failed: ${what}`);

/** `shortcode@domain`, as GoToSocial pages; of our own emoji, the domain is empty. */
const bound = orAbsent(z.string().transform((text) => text.split("@")[0] ?? ""));
const usualLimit = 50;
// Less than 1 means all of them there, which are no more than apps are offered.
const everything = 10_000;

const listSchema = z.object({
  filter: z.string().default(""),
  limit: orAbsent(z.coerce.number().int().max(everything)),
  max_shortcode_domain: bound,
  min_shortcode_domain: bound,
});

const newSchema = z.object({
  shortcode: z.preprocess((value) => value ?? "", z.string().trim()),
  category: z.preprocess((value) => value ?? null, z.string().nullable()),
  visible_in_picker: orAbsent(booleanParam),
});

const changeSchema = z.object({
  type: orAbsent(z.string()),
  shortcode: orAbsent(z.string()),
  category: z.string().nullable().optional(),
  visible_in_picker: orAbsent(booleanParam),
});

type Wanted = { readonly shortcode: string | null; readonly isNothing: boolean };

/** `domain:local,shortcode:crux`. Emoji of other servers are not kept, and nothing is disabled: they are not found. */
function readFilter(filter: string, ownDomain: string): Wanted {
  const parts = filter.split(",").filter((part) => part.trim() !== "");
  const flags = parts.filter((part) => /^(en|dis)abled$/.test(part));
  let wanted: Wanted = { shortcode: null, isNothing: flags.length === 1 && flags[0] === "disabled" };
  for (const part of parts.filter((one) => !flags.includes(one))) {
    const [, name = "", value = ""] = /^(domain|shortcode):(.*)$/s.exec(part) ?? [];
    if (name === "") throw new Refused("malformed", `Unknown filter: ${part}`);
    if (name === "shortcode") wanted = { ...wanted, shortcode: value.replaceAll(":", "") };
    else if (!["local", "all", "*", ownDomain].includes(value)) wanted = { ...wanted, isNothing: true };
  }
  return wanted;
}

/**
 * `/api/v1/admin/custom_emojis`: Mastodon has no API for them, so these are GoToSocial's. An emoji's id is its
 * shortcode.
 */
export function customEmojiRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db, config } = ctx;
  const read = requireStaff("admin:read", "manageCustomEmojis");
  const write = requireStaff("admin:write", "manageCustomEmojis");

  const show = (emoji: StoredEmoji) => ({
    ...toCustomEmoji(config, emoji),
    id: emoji.shortcode,
    disabled: false,
    updated_at: instantOf(emoji.updatedAt),
  });

  async function named(c: HonoContext<ApiEnv>): Promise<StoredEmoji> {
    const emoji = await findEmoji(db.read, c.req.param("id") ?? "");
    if (emoji === null) throw recordNotFound();
    return emoji;
  }

  routes.get("/", read, async (c) => {
    const asked = listSchema.parse(await readInput(c));
    const { shortcode, isNothing } = readFilter(asked.filter, config.handleDomain);
    if (isNothing) return c.json([]);
    if (shortcode !== null) {
      const emoji = await findEmoji(db.read, shortcode);
      return c.json(emoji === null ? [] : [show(emoji)]);
    }
    const limit = asked.limit === undefined ? usualLimit : asked.limit < 1 ? everything : asked.limit;
    const page = { after: asked.max_shortcode_domain, before: asked.min_shortcode_domain, limit };
    const emojis = await findEmojiPage(db.read, page);
    const ends = emojis.map((emoji) => `${emoji.shortcode}@`);
    linkPagesBy(c, config, { next: "max_shortcode_domain", previous: "min_shortcode_domain" }, ends, limit);
    return c.json(emojis.map(show));
  });

  routes.post("/", write, (c) =>
    withUploads(ctx, c, async ({ input, files }) => {
      const given = newSchema.parse(input);
      const image = files.get("image");
      if (image === undefined) throw invalid("Image can't be blank");
      const { shortcode, category, visible_in_picker: isListed = true } = given;
      return c.json(show(await createEmoji(ctx, { shortcode, category, isListed, path: image.path })));
    }),
  );

  routes.get("/:id", read, async (c) => c.json(show(await named(c))));

  routes.on(["PATCH", "PUT"], "/:id", write, async (c) => {
    const { shortcode } = await named(c);
    return await withUploads(ctx, c, async ({ input, files }) => {
      const given = changeSchema.parse(input);
      if ((given.type ?? "modify") !== "modify")
        throw invalid("Type must be modify: emoji of other servers are not kept");
      if ((given.shortcode ?? shortcode) !== shortcode) throw invalid("Shortcode stays as it is: posts have it");
      const { category, visible_in_picker: isListed } = given;
      return c.json(show(await changeEmoji(ctx, shortcode, { path: files.get("image")?.path, category, isListed })));
    });
  });

  routes.delete("/:id", write, async (c) => {
    const emoji = await named(c);
    await removeEmoji(ctx, emoji.shortcode);
    return c.json(show(emoji));
  });

  return routes;
}

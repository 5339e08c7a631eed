import type { Context } from "../../context.ts";
import {
  appendRule,
  deleteInstanceText,
  deleteRule,
  putInstanceText,
  type Rule,
} from "../../db/instance-text-queries.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";

export const instanceTextNames = ["extended_description", "privacy_policy", "terms_of_service"] as const;
export type InstanceTextName = (typeof instanceTextNames)[number];

const limits = { rule: 300, hint: 1_000, text: 200_000 } as const;

/** @throws Refused when it is empty or too long. */
export async function addRule(
  ctx: Pick<Context, "db" | "clock">,
  given: { text: string; hint: string },
): Promise<Rule> {
  const text = given.text.trim();
  const hint = given.hint.trim();
  if (text === "" || text.length > limits.rule) {
    throw new Refused("invalid", `A rule has 1 to ${limits.rule} characters`);
  }
  if (hint.length > limits.hint) throw new Refused("invalid", `A hint has ${limits.hint} characters at the most`);
  return await ctx.db.write((tx) => appendRule(tx, { id: newId(ctx.clock.now()), text, hint }));
}

/** @throws Refused when there is none. */
export async function removeRule(ctx: Pick<Context, "db">, id: string): Promise<void> {
  if (!(await ctx.db.write((tx) => deleteRule(tx, id)))) throw new Refused("not-found", `There is no rule ${id}`);
}

/** Writes one of the server's texts, in Markdown; an empty one takes it away. */
export async function setInstanceText(
  ctx: Pick<Context, "db" | "clock">,
  name: InstanceTextName,
  content: string,
): Promise<void> {
  if (content.length > limits.text) {
    throw new Refused("invalid", `The text has ${limits.text} characters at the most`);
  }
  await ctx.db.write((tx) =>
    content.trim() === ""
      ? deleteInstanceText(tx, name)
      : putInstanceText(tx, { name, content, updatedAt: ctx.clock.now() }),
  );
}

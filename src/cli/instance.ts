import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { findRules } from "../db/instance-text-queries.ts";
import {
  addRule,
  instanceTextNames,
  removeRule,
  setInstanceText,
  type InstanceTextName,
} from "../domain/about/texts.ts";
import { UsageError } from "./usage-error.ts";
import { withContext } from "./with-context.ts";

export function addInstanceCommands(parent: Command): void {
  addRuleCommands(parent.command("rule").description("The rules that apps show to whoever joins"));
  parent
    .command("text")
    .description("What the server tells about itself")
    .command("set")
    .description("Set a text from a file of Markdown; an empty one takes it away.")
    .argument("<name>", instanceTextNames.join(", "))
    .argument("<file>")
    .action(async (given: string, file: string) => {
      const name = textName(given);
      const path = resolve(file);
      if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`);
      const content = await readFile(path, "utf8");
      await withContext((ctx) => setInstanceText(ctx, name, content));
      console.log(content.trim() === "" ? `${name} is taken away.` : `${name} is set.`);
    });
}

function addRuleCommands(parent: Command): void {
  parent
    .command("add")
    .description("Add a rule after the others.")
    .argument("<text>")
    .option("--hint <text>", "what apps show below it")
    .action(async (text: string, { hint = "" }: { hint?: string }) => {
      const rule = await withContext((ctx) => addRule(ctx, { text, hint }));
      console.log(rule.id);
    });
  parent
    .command("list")
    .description("List the rules with their ids.")
    .option("--json", "print one line of JSON")
    .action(async (options: { json?: true }) => {
      const rules = await withContext((ctx) => findRules(ctx.db.read));
      const lines = rules.map(({ id, text }) => `${id}  ${text}`);
      if (options.json) console.log(JSON.stringify(rules.map(({ id, text, hint }) => ({ id, text, hint }))));
      else console.log(lines.length === 0 ? "There are no rules." : lines.join("\n"));
    });
  parent
    .command("remove")
    .description("Remove a rule.")
    .argument("<id>")
    .action(async (id: string) => {
      await withContext((ctx) => removeRule(ctx, id));
      console.log("The rule is removed.");
    });
}

function textName(given: string): InstanceTextName {
  const name = instanceTextNames.find((known) => known === given.replaceAll("-", "_"));
  if (name === undefined) throw new UsageError(`There is no text ${given}: it is ${instanceTextNames.join(", ")}.`);
  return name;
}

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { listEmojis, type StoredEmoji } from "../db/emoji-queries.ts";
import { addEmoji } from "../domain/emojis/add.ts";
import { removeEmoji } from "../domain/emojis/remove.ts";
import { fileUrl } from "../domain/media/urls.ts";
import { UsageError } from "./usage-error.ts";
import { readOwnConfig, withContext } from "./with-context.ts";

export function addEmojiCommands(parent: Command): void {
  parent
    .command("add")
    .description("Add an emoji, or give one another picture. PNG, GIF, WebP or JPEG, at most 512 KiB.")
    .argument("<shortcode>", "2 to 100 letters, digits and underscores; colons around it are left out")
    .argument("<file>", "the picture")
    .option("--category <name>", "under which apps show it")
    .action(async (given: string, file: string, { category = null }: { category?: string | null }) => {
      const shortcode = bare(given);
      const path = resolve(file);
      if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`);
      const { key } = await withContext((ctx) => addEmoji(ctx, { shortcode, path, category }));
      console.log(`:${shortcode}: is at ${fileUrl(readOwnConfig(), key)}`);
    });
  parent
    .command("list")
    .description("List the emoji of this server.")
    .option("--json", "print one line of JSON")
    .action(async (options: { json?: true }) => {
      const emojis = await withContext((ctx) => listEmojis(ctx.db.read, "all"));
      console.log(options.json ? JSON.stringify(emojis.map(describe)) : asTable(emojis));
    });
  parent
    .command("remove")
    .description("Remove an emoji and its picture.")
    .argument("<shortcode>")
    .action(async (given: string) => {
      const shortcode = bare(given);
      await withContext((ctx) => removeEmoji(ctx, shortcode));
      console.log(`:${shortcode}: is removed.`);
    });
}

const bare = (given: string): string => given.replace(/^:(.*):$/, "$1");

const describe = ({ shortcode, category, isListed, key }: StoredEmoji) => ({
  shortcode,
  category,
  isListed,
  url: fileUrl(readOwnConfig(), key),
});

function asTable(emojis: readonly StoredEmoji[]): string {
  if (emojis.length === 0) return "There are no emoji of this server.";
  const width = Math.max(...emojis.map(({ shortcode }) => shortcode.length)) + 2;
  return emojis
    .map(({ shortcode, category, isListed }) =>
      [`:${shortcode}:`.padEnd(width), category ?? "", isListed ? "" : "(not listed)"].join("  ").trimEnd(),
    )
    .join("\n");
}

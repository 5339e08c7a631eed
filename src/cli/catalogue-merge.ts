import type { Command } from "commander";
import type { Context } from "../context.ts";
import { mergeCrags, mergeRoutes } from "../domain/catalogue/merge.ts";
import { withContext } from "./with-context.ts";

type Merge = (ctx: Context, from: string, into: string) => Promise<{ id: string; name: string }>;

function addMerge(parent: Command, what: string, merge: Merge): void {
  parent
    .command("merge")
    .description(`Make one of two ${what}: what hangs on the first goes to the second.`)
    .argument("<id>", "the one that goes")
    .argument("<into>", "the one that stays")
    .action(async (from: string, into: string) => {
      const { id, name } = await withContext((ctx) => merge(ctx, from, into));
      console.log(`${from} is part of ${id} now: ${name}`);
    });
}

export const addRouteMerge = (parent: Command): void => addMerge(parent, "routes", mergeRoutes);
export const addCragMerge = (parent: Command): void => addMerge(parent, "crags", mergeCrags);

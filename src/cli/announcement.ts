import type { Command } from "commander";
import { listAnnouncements, type Announcement } from "../db/announcement-queries.ts";
import {
  addAnnouncement,
  changeAnnouncement,
  removeAnnouncement,
  type AnnouncementDraft,
} from "../domain/announcements/announcement.ts";
import { UsageError } from "./usage-error.ts";
import { withContext } from "./with-context.ts";

interface DraftOptions {
  starts?: string;
  ends?: string;
  allDay?: true;
}

export function addAnnouncementCommands(parent: Command): void {
  withDraftOptions(
    parent
      .command("add")
      .description("Say something to everybody on this server. It is shown at once.")
      .argument("<text>"),
  ).action(async (text: string, options: DraftOptions) => {
    const { id } = await withContext((ctx) => addAnnouncement(ctx, readDraft(text, options)));
    console.log(id);
  });
  withDraftOptions(
    parent
      .command("change")
      .description("Say it differently. An option that is not given holds no longer.")
      .argument("<id>")
      .argument("<text>"),
  ).action(async (id: string, text: string, options: DraftOptions) => {
    await withContext((ctx) => changeAnnouncement(ctx, id, readDraft(text, options)));
    console.log("The announcement is changed.");
  });
  parent
    .command("list")
    .description("List the announcements, newest first.")
    .option("--json", "print one line of JSON")
    .action(async (options: { json?: true }) => {
      const rows = await withContext((ctx) => listAnnouncements(ctx.db.read));
      if (options.json) console.log(JSON.stringify(rows));
      else console.log(rows.length === 0 ? "There are no announcements." : rows.map(describe).join("\n"));
    });
  parent
    .command("remove")
    .description("Take an announcement back.")
    .argument("<id>")
    .action(async (id: string) => {
      await withContext((ctx) => removeAnnouncement(ctx, id));
      console.log("The announcement is removed.");
    });
}

const withDraftOptions = (command: Command): Command =>
  command
    .option("--starts <instant>", "when what it is about begins, such as 2026-05-01T18:00Z")
    .option("--ends <instant>", "when it ends; it is not shown after that")
    .option("--all-day", "only the days matter");

const readDraft = (text: string, { starts, ends, allDay }: DraftOptions): AnnouncementDraft => ({
  text,
  startsAt: readInstant(starts),
  endsAt: readInstant(ends),
  isAllDay: allDay ?? false,
});

const describe = ({ id, publishedAt, text }: Announcement): string =>
  `${id}  ${publishedAt.toISOString().slice(0, 10)}  ${text.replaceAll(/\s+/g, " ")}`;

function readInstant(given: string | undefined): Date | undefined {
  if (given === undefined) return undefined;
  const instant = new Date(given);
  if (Number.isNaN(instant.getTime())) throw new UsageError(`${given} is no instant: write 2026-05-01T18:00Z.`);
  return instant;
}

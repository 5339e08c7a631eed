import type { Config } from "../config/config.ts";
import type { CustomEmoji, ShownMedia, statusEdits } from "../db/schema/index.ts";
import type { Status } from "../domain/statuses/status.ts";
import { instantOf, toAccount, toEmojis } from "./account.ts";
import type { StatusFacts } from "./load-statuses.ts";
import { toMedia } from "./media.ts";

interface Version {
  contentHtml: string;
  spoilerText: string;
  isSensitive: boolean;
  emojis: CustomEmoji[];
  media: readonly ShownMedia[] | null;
  pollOptions: readonly string[] | null;
  createdAt: Date;
}

/** Mastodon's StatusEdits, oldest first, the present version last. */
export function toStatusEdits(
  config: Config,
  { shared }: StatusFacts,
  status: Status,
  edits: readonly (typeof statusEdits.$inferSelect)[],
) {
  const author = shared.accountById.get(status.accountId);
  if (author === undefined) throw new Error(`The author of ${status.id} was not loaded`);
  const account = toAccount(config, author);
  const present: Version = {
    ...status,
    media: shared.mediaByStatusId.get(status.id) ?? [],
    pollOptions: shared.polls.pollByStatusId.get(status.id)?.options.map((option) => option.title) ?? null,
    createdAt: status.editedAt ?? status.createdAt,
  };
  const versions: Version[] = [...edits, present];
  return versions.map((version) => ({
    content: version.contentHtml,
    spoiler_text: version.spoilerText,
    sensitive: version.isSensitive,
    created_at: instantOf(version.createdAt),
    account,
    media_attachments: (version.media ?? []).map((media) => toMedia(config, media)),
    emojis: toEmojis(config, version.emojis),
    ...(version.pollOptions === null ? {} : { poll: { options: version.pollOptions.map((title) => ({ title })) } }),
  }));
}

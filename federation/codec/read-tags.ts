import { Emoji, Hashtag, Mention, type Link, type Object as AsObject } from "@fedify/vocab";
import type { CustomEmoji } from "../../src/db/schema/index.ts";
import { tagKey } from "../../src/lib/text/tag-key.ts";

const most = { mentions: 50, hashtags: 50, emojis: 50 };

type Tags = AsyncIterable<AsObject | Link>;

export async function readEmojis(tags: Tags): Promise<CustomEmoji[]> {
  return (await readTags(tags)).emojis;
}

export interface ReadTags {
  mentionUris: string[];
  hashtags: string[];
  emojis: CustomEmoji[];
  /** More people are named than anybody needs to name. */
  isFlood: boolean;
}

/** What a post names, bounded. */
export async function readTags(tags: Tags): Promise<ReadTags> {
  const mentionUris = new Set<string>();
  const hashtags = new Set<string>();
  const emojis = new Map<string, CustomEmoji>();
  for await (const tag of tags) {
    if (tag instanceof Mention && tag.href !== null) mentionUris.add(tag.href.href);
    else if (tag instanceof Hashtag) addHashtag(hashtags, tag);
    else if (tag instanceof Emoji) await addEmoji(emojis, tag);
  }
  return {
    mentionUris: [...mentionUris].slice(0, most.mentions),
    hashtags: [...hashtags].slice(0, most.hashtags),
    emojis: [...emojis.values()].slice(0, most.emojis),
    isFlood: mentionUris.size > most.mentions,
  };
}

function addHashtag(hashtags: Set<string>, tag: Hashtag): void {
  const name = tagKey(tag.name?.toString() ?? "");
  if (/^[\p{L}\p{M}\p{N}_·]{1,100}$/u.test(name)) hashtags.add(name);
}

async function addEmoji(emojis: Map<string, CustomEmoji>, tag: Emoji): Promise<void> {
  const shortcode = tag.name?.toString().replaceAll(":", "") ?? "";
  const icon = await tag.getIcon({ suppressError: true });
  const url = icon?.url instanceof URL ? icon.url : null;
  if (/^\w{1,50}$/.test(shortcode) && url !== null && /^https?:$/.test(url.protocol)) {
    emojis.set(shortcode, { shortcode, url: url.href });
  }
}

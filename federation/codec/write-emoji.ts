import { Emoji, Image } from "@fedify/vocab";
import type { Config } from "../../src/config/config.ts";
import type { CustomEmoji } from "../../src/db/schema/index.ts";
import { fileUrl } from "../../src/domain/media/urls.ts";
import { contentTypeOfKey } from "../../src/media/storage.ts";

/** An emoji of ours among the tags of what it stands in. Its id is its picture: that changes with it. */
export function writeEmoji(config: Pick<Config, "mediaUrl">, { shortcode, url: key }: CustomEmoji): Emoji {
  const url = new URL(fileUrl(config, key));
  return new Emoji({ id: url, name: `:${shortcode}:`, icon: new Image({ url, mediaType: contentTypeOfKey(key) }) });
}

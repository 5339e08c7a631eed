import type { Config } from "../config/config.ts";
import type { PreviewCard } from "../db/card-queries.ts";
import { remoteUrl } from "../domain/media/urls.ts";
import { instantOf } from "./account.ts";

/** Mastodon's PreviewCard. */
export const toCard = (config: Config, card: PreviewCard) => ({
  url: card.url,
  title: card.title,
  description: card.description,
  type: card.type,
  author_name: card.authorName,
  author_url: card.authorUrl,
  authors: card.authorName === "" ? [] : [{ name: card.authorName, url: card.authorUrl, account: null }],
  provider_name: card.providerName || new URL(card.url).hostname,
  provider_url: card.providerUrl,
  html: card.html,
  width: card.width,
  height: card.height,
  image: card.imageUrl === null ? null : remoteUrl(config, card.imageUrl, "small"),
  image_description: card.imageDescription,
  embed_url: "",
  blurhash: card.blurhash,
  language: card.language,
  published_at: card.publishedAt === null ? null : instantOf(card.publishedAt),
});

import type { Config } from "../config/config.ts";
import type { PreviewCard } from "../db/card-queries.ts";
import type { Reader } from "../db/database.ts";
import { findCardHistories } from "../domain/cards/trends.ts";
import { remoteUrl } from "../domain/media/urls.ts";
import type { Clock } from "../lib/clock.ts";
import { instantOf } from "./account.ts";
import { toHistory } from "./history.ts";

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

/** Mastodon's Trends::Links, in their order. */
export async function loadTrendingLinks(
  ctx: { db: { read: Reader }; clock: Clock; config: Config },
  cards: readonly PreviewCard[],
) {
  const ids = cards.map((card) => card.id);
  const historyById = await findCardHistories(ctx, ids);
  return cards.map((card) => ({ ...toCard(ctx.config, card), history: toHistory(historyById.get(card.id)) }));
}

import type { Context } from "../context.ts";
import { putCard, setStatusCard } from "../db/card-queries.ts";
import { newId } from "../lib/ids.ts";

/** Has the posts link to this page, as if it had been looked at. */
export async function giveCard(
  { db, clock }: Pick<Context, "db" | "clock">,
  url: string,
  statusIds: readonly string[],
): Promise<void> {
  const now = clock.now();
  const texts = { title: "Topo", description: "", authorName: "", authorUrl: "", providerName: "", providerUrl: "" };
  const picture = { imageUrl: null, imageDescription: "", blurhash: null, width: 0, height: 0 };
  const kind = { type: "link", html: "", language: null, publishedAt: null, fetchedAt: now } as const;
  await db.write(async (tx) => {
    const { id } = await putCard(tx, { id: newId(now), url, ...texts, ...picture, ...kind });
    for (const statusId of statusIds) await setStatusCard(tx, statusId, id);
  });
}

import type { Context } from "../../context.ts";
import { findCardByUrl, putCard, setStatusCard, type PreviewCard } from "../../db/card-queries.ts";
import type { Writer } from "../../db/database.ts";
import { insertJobs } from "../../db/job-queries.ts";
import { findStatus } from "../../db/status-queries.ts";
import { FetchRefused } from "../../lib/fetch-refused.ts";
import { newId } from "../../lib/ids.ts";
import type { SafeFetch } from "../../lib/safe-fetch.ts";
import type { Status } from "../statuses/status.ts";
import { indexStatus } from "../search/index-statuses.ts";
import { tellStreams } from "../streams/tell.ts";
import { findLink } from "./find-link.ts";
import { readPage } from "./read-page.ts";

export const previewJobType = "link-preview";

const freshMs = 14 * 86_400_000;
// Every server that gets a post asks for the page at once: those that did not write it wait their turn.
const spreadMs = 60_000;

/** Writes the job that looks at what the post links to, beside the post. */
export async function previewLater(ctx: Pick<Context, "clock">, tx: Writer, status: Status): Promise<void> {
  if (status.boostOfId !== null || findLink(status.contentHtml, () => false) === null) return;
  const now = ctx.clock.now();
  const delay = status.isLocal ? 0 : Math.random() * spreadMs;
  await insertJobs(tx, [
    {
      type: previewJobType,
      payload: { statusId: status.id },
      lane: "background",
      runAt: new Date(now.getTime() + delay),
      createdAt: now,
    },
  ]);
}

/** Gives a post the card of the first page that it links to, if that page says what it is. */
export async function previewLink(
  ctx: Pick<Context, "bus" | "db" | "clock" | "config">,
  safeFetch: SafeFetch,
  statusId: string,
): Promise<void> {
  const status = await findStatus(ctx.db.read, statusId);
  if (status === null) return;
  const ownHosts = new Set([new URL(ctx.config.origin).host, ctx.config.handleDomain]);
  const url = findLink(status.contentHtml, ({ host }) => ownHosts.has(host));
  const card = url === null ? null : await findFreshCard(ctx, safeFetch, url);
  await ctx.db.write(async (tx) => {
    // It may have been edited or deleted while the page was read.
    const current = await findStatus(tx, statusId);
    if (current === null || current.contentHtml !== status.contentHtml) return;
    const saved = card === null ? null : await putCard(tx, card);
    await setStatusCard(tx, statusId, saved?.id ?? null);
    await indexStatus(tx, statusId);
    if (saved !== null) tellStreams(ctx, tx, { kind: "status-edited", statusId });
  });
}

async function findFreshCard(
  ctx: Pick<Context, "db" | "clock">,
  safeFetch: SafeFetch,
  url: string,
): Promise<PreviewCard | null> {
  const known = await findCardByUrl(ctx.db.read, url);
  const now = ctx.clock.now();
  if (known !== null && now.getTime() - known.fetchedAt.getTime() < freshMs) return known;
  const page = await fetchPage(safeFetch, url);
  if (page === null) return known;
  const facts = await readPage(page, url);
  if (facts === null) return known;
  return { ...facts, id: known?.id ?? newId(now), url, blurhash: null, fetchedAt: now };
}

/** Null for what is no page, or cannot be had: a preview is worth no second try. */
async function fetchPage(safeFetch: SafeFetch, url: string): Promise<string | null> {
  try {
    const response = await safeFetch(url, { headers: { accept: "text/html" } });
    const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
    return response.ok && isPage ? await response.text() : null;
  } catch (error) {
    if (error instanceof FetchRefused) return null;
    throw error;
  }
}

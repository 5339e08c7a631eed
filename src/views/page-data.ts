import type { Config } from "../config/config.ts";
import { findAccountsByIds } from "../db/account-queries.ts";
import type { findLatestLocalClimbs, PartnerRow } from "../db/climb-queries.ts";
import type { Collection } from "../db/collection-queries.ts";
import type { Reader } from "../db/database.ts";
import { isLocal, nameOf, type Account } from "../domain/accounts/account.ts";
import { placeNameOf, type Climb } from "../domain/climbs/climb.ts";
import type { ClimbStats, PyramidStep } from "../domain/climbs/stats/compute.ts";
import { hasEnded } from "../domain/polls/poll.ts";
import type { Status } from "../domain/statuses/status.ts";
import { uris } from "../domain/uris.ts";
import { htmlToText } from "../lib/text/html-to-text.ts";
import type { ClimbFacts } from "../pages/climb-facts.ts";
import type { CollectionData } from "../pages/collection-page.ts";
import type { HomeClimb } from "../pages/home-page.ts";
import type { AuthorView, PollView, PostView } from "../pages/post.ts";
import type { ClimbCard } from "../pages/share-cards/climb-card.ts";
import type { PyramidCard } from "../pages/share-cards/pyramid-card.ts";
import { picturesOf } from "../domain/accounts/picture-urls.ts";
import { loadCollections } from "./collection.ts";
import { visibleIn, type StatusFacts } from "./load-statuses.ts";
import { mediaUrls } from "./media.ts";
import type { PollFacts } from "./poll.ts";
import { toQuote } from "./quote.ts";

export const handleOf = (config: Pick<Config, "handleDomain">, account: Account): string =>
  `@${account.username}@${isLocal(account) ? config.handleDomain : account.domain}`;

export function toAuthorView(config: Config, account: Account): AuthorView {
  const { avatar, ownAvatar } = picturesOf(config, account);
  const handle = handleOf(config, account);
  return { name: nameOf(account), handle, url: account.url, avatarUrl: avatar, ownAvatarUrl: ownAvatar };
}

/** The first paragraph tells the climb to servers that show text only; a page shows its facts instead. */
function withoutClimbLine(status: Status, { routeName }: Climb): string {
  const [line = ""] = /^<p>.*?<\/p>/s.exec(status.contentHtml) ?? [];
  // Other software may tell it elsewhere, or not at all.
  const isTold = status.isLocal || singleSpaced(htmlToText(line)).startsWith(singleSpaced(routeName));
  return isTold ? status.contentHtml.slice(line.length) : status.contentHtml;
}

const singleSpaced = (text: string): string => text.replace(/\s+/g, " ");

export function toClimbFacts(config: Config, climb: Climb, partners: readonly PartnerRow[] = []): ClimbFacts {
  const place = placeNameOf(climb);
  return {
    routeName: climb.routeName,
    grade: climb.gradeValue,
    style: climb.style,
    stars: climb.rating,
    place: place === "" ? null : place,
    routePageUrl: climb.routeId === null ? undefined : uris.route(config.origin, climb.routeId),
    placePageUrl: climb.cragId === null || place === "" ? undefined : uris.crag(config.origin, climb.cragId),
    date: climb.climbedOn,
    further: [
      climb.attempts === null ? "" : `${climb.attempts} ${climb.attempts === 1 ? "attempt" : "attempts"}`,
      climb.pitches === null ? "" : `${climb.pitches} ${climb.pitches === 1 ? "pitch" : "pitches"}`,
      climb.heightMeters === null ? "" : `${climb.heightMeters} m`,
      partners.length === 0 ? "" : `with ${partners.map((partner) => partner.name).join(", ")}`,
    ].filter((fact) => fact !== ""),
  };
}

/** What a picture of the climb shows. */
export function toClimbCard(config: Config, climb: Climb, account: Account, photo: Uint8Array | null): ClimbCard {
  const { routeName, grade, style, stars, place, date } = toClimbFacts(config, climb);
  const climber = nameOf(account);
  const handle = handleOf(config, account);
  return { siteTitle: config.instanceTitle, routeName, grade, style, stars, place, date, climber, handle, photo };
}

/** What a picture of somebody's pyramid shows: of the kind of climbing that they send most. */
export function toPyramidCard(config: Config, account: Account, stats: ClimbStats): PyramidCard {
  const kinds = [...Map.groupBy(stats.pyramid, (step) => step.grade.kind).values()];
  const sendsOf = (steps: readonly PyramidStep[]) => steps.reduce((sum, step) => sum + step.total, 0);
  const [most = []] = kinds.toSorted((a, b) => sendsOf(b) - sendsOf(a));
  const { days, sends } = stats.totals;
  return {
    siteTitle: config.instanceTitle,
    climber: nameOf(account),
    handle: handleOf(config, account),
    facts: [
      `${days.toLocaleString("en")} ${days === 1 ? "day" : "days"} out`,
      `${sends.toLocaleString("en")} ${sends === 1 ? "send" : "sends"}`,
    ],
    steps: most.map((step) => ({ grade: step.grade.value, count: step.total })),
  };
}

/** A post with what it quotes; of what is quoted the text, the climb and the files. */
export function toPostView(config: Config, facts: StatusFacts, id: string): PostView {
  const status = visibleIn(facts, id);
  if (status === undefined) throw new Error(`Status ${id} was not loaded`);
  const quote = toQuote(facts, status, (quoted) => toQuotedView(config, facts, quoted));
  return { ...toPlainView(config, facts, status), quoted: quote?.quoted_status ?? null };
}

function toQuotedView(config: Config, facts: StatusFacts, quoted: Status): PostView["quoted"] {
  const author = facts.shared.accountById.get(quoted.accountId);
  if (author === undefined) return null;
  return { author: toAuthorView(config, author), post: { ...toPlainView(config, facts, quoted), quoted: null } };
}

function toPollView({ pollByStatusId, readAt }: PollFacts, statusId: string): PollView | null {
  const poll = pollByStatusId.get(statusId);
  if (poll === undefined) return null;
  const isOver = hasEnded(poll, readAt);
  const votes = poll.options.reduce((sum, option) => sum + option.votesCount, 0);
  const percentOf = (count: number) => (votes === 0 ? 0 : Math.round((count / votes) * 100));
  return {
    options: poll.options.map(({ title, votesCount }) => ({
      title,
      percent: poll.hidesTotals && !isOver ? null : percentOf(votesCount),
    })),
    votersCount: poll.votersCount ?? votes,
    endsAt: poll.expiresAt,
    isOver,
  };
}

function toPlainView(config: Config, facts: StatusFacts, status: Status): Omit<PostView, "quoted"> {
  const { id } = status;
  const climb = facts.shared.climbByStatusId.get(id);
  return {
    url: status.url,
    publishedAt: status.createdAt,
    editedAt: status.editedAt,
    contentHtml: climb === undefined ? status.contentHtml : withoutClimbLine(status, climb),
    contentWarning: status.spoilerText,
    isSensitive: status.isSensitive,
    language: status.language,
    poll: toPollView(facts.shared.polls, id),
    climb: climb === undefined ? null : toClimbFacts(config, climb, facts.shared.partnersByClimbId.get(climb.id)),
    media: (facts.shared.mediaByStatusId.get(id) ?? []).flatMap((media) => {
      const { url, previewUrl } = mediaUrls(config, media);
      const size = media.width === null || media.height === null ? null : { width: media.width, height: media.height };
      return url === null ? [] : [{ kind: media.type, url, previewUrl, size, description: media.description ?? "" }];
    }),
    counts: { replies: status.repliesCount, boosts: status.boostsCount, likes: status.favouritesCount },
  };
}

export function toHomeClimb(
  config: Config,
  { climb, account, statusUrl }: Awaited<ReturnType<typeof findLatestLocalClimbs>>[number],
): HomeClimb {
  const facts = toClimbFacts(config, climb);
  return {
    ...facts,
    climber: nameOf(account),
    climberUrl: account.url,
    url: statusUrl ?? facts.routePageUrl ?? account.url,
  };
}

const mostAbout = 300;

/** The page of a local collection, as everybody sees it. */
export async function loadCollectionPage(
  db: Reader,
  config: Config,
  collection: Collection,
  owner: Account,
): Promise<CollectionData> {
  const facts = await loadCollections(db, [collection], null);
  const ids = (facts.itemsByCollectionId.get(collection.id) ?? []).flatMap((item) => item.accountId ?? []);
  const accountById = await findAccountsByIds(db, ids);
  const tagName = collection.tagId === null ? undefined : facts.tagNameById.get(collection.tagId);
  return {
    siteTitle: config.instanceTitle,
    name: collection.name,
    description: collection.description,
    tag: tagName === undefined ? null : { name: tagName, url: uris.tag(config.origin, tagName) },
    url: collection.url ?? collection.uri,
    uri: collection.uri,
    isSensitive: collection.isSensitive,
    isIndexable: collection.isDiscoverable && owner.isIndexable,
    owner: toAuthorView(config, owner),
    members: ids
      .flatMap((id) => accountById.get(id) ?? [])
      .map((account) => ({
        ...toAuthorView(config, account),
        about: htmlToText(account.summaryHtml).slice(0, mostAbout),
      })),
  };
}

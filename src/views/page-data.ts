import type { Config } from "../config/config.ts";
import type { findLatestLocalClimbs, PartnerRow } from "../db/climb-queries.ts";
import { isLocal, type Account } from "../domain/accounts/account.ts";
import type { Climb } from "../domain/climbs/climb.ts";
import type { ClimbFacts } from "../pages/climb-facts.ts";
import type { HomeClimb } from "../pages/home-page.ts";
import type { AuthorView, PostView } from "../pages/post.ts";
import { picturesOf } from "../domain/accounts/picture-urls.ts";
import type { StatusFacts } from "./load-statuses.ts";
import { mediaUrls } from "./media.ts";

export const handleOf = (config: Pick<Config, "handleDomain">, account: Account): string =>
  `@${account.username}@${isLocal(account) ? config.handleDomain : account.domain}`;

export const toAuthorView = (config: Config, account: Account): AuthorView => ({
  displayName: account.displayName,
  handle: handleOf(config, account),
  url: account.url,
  avatarUrl: picturesOf(config, account).avatar,
});

/** The first paragraph tells the climb to servers that show text only; a page shows its facts instead. */
const withoutClimbLine = (html: string): string => html.replace(/^<p>.*?<\/p>/s, "");

function toClimbFacts(climb: Climb, partners: readonly PartnerRow[] = []): ClimbFacts {
  const place = [climb.locationName, climb.country].filter(Boolean).join(", ");
  return {
    routeName: climb.routeName,
    grade: climb.gradeValue,
    style: climb.style,
    stars: climb.rating,
    place: place === "" ? null : place,
    date: climb.climbedOn,
    further: [
      climb.attempts === null ? "" : `${climb.attempts} ${climb.attempts === 1 ? "attempt" : "attempts"}`,
      climb.pitches === null ? "" : `${climb.pitches} ${climb.pitches === 1 ? "pitch" : "pitches"}`,
      climb.heightMeters === null ? "" : `${climb.heightMeters} m`,
      partners.length === 0 ? "" : `with ${partners.map((partner) => partner.name).join(", ")}`,
    ].filter((fact) => fact !== ""),
  };
}

export function toPostView(config: Config, facts: StatusFacts, id: string): PostView {
  const status = facts.statusById.get(id);
  if (status === undefined) throw new Error(`Status ${id} was not loaded`);
  const climb = facts.climbByStatusId.get(id);
  return {
    url: status.url,
    publishedAt: status.createdAt,
    editedAt: status.editedAt,
    contentHtml: climb === undefined ? status.contentHtml : withoutClimbLine(status.contentHtml),
    contentWarning: status.spoilerText,
    isSensitive: status.isSensitive,
    climb: climb === undefined ? null : toClimbFacts(climb, facts.partnersByClimbId.get(climb.id)),
    media: (facts.mediaByStatusId.get(id) ?? []).flatMap((media) => {
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
  return {
    ...toClimbFacts(climb),
    climber: account.displayName || handleOf(config, account),
    climberUrl: account.url,
    url: statusUrl ?? account.url,
  };
}

import type { Config } from "../config/config.ts";
import type { Account, User } from "../domain/accounts/account.ts";
import { picturesOf } from "../domain/accounts/picture-urls.ts";

/** Mastodon's Profile: one's own account as its owner typed it, without counts; null for a picture that is not set. */
export function toProfile(config: Config, account: Account, user: User) {
  const { avatar, avatarStill, ownHeader } = picturesOf(config, account);
  const hasAvatar = account.avatarKey !== null;
  return {
    id: account.id,
    display_name: account.displayName,
    note: account.summaryText,
    fields: account.fields.map(({ name, value, verifiedAt }) => ({ name, value, verified_at: verifiedAt })),
    avatar: hasAvatar ? avatar : null,
    avatar_static: hasAvatar ? avatarStill : null,
    avatar_description: account.avatarDescription,
    header: ownHeader,
    header_static: ownHeader,
    header_description: account.headerDescription,
    locked: account.isLocked,
    bot: account.type === "Service",
    hide_collections: account.hidesNetwork,
    discoverable: account.isDiscoverable,
    indexable: account.isIndexable,
    show_media: account.showsMedia,
    show_media_replies: account.showsMediaReplies,
    show_featured: account.showsFeatured,
    attribution_domains: user.attributionDomains ?? [],
  };
}

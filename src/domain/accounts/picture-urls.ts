import type { Config } from "../../config/config.ts";
import { fileUrl, remoteUrl } from "../media/urls.ts";
import type { Account } from "./account.ts";

const defaultAvatar = (origin: string): string => `${origin}/assets/avatar.svg`;
const defaultHeader = (origin: string): string => `${origin}/assets/header.svg`;

/** Where an account's pictures are shown from: one of everybody's when it has none, since apps end without. */
export function picturesOf(config: Config, account: Account) {
  const of = (key: string | null, url: string | null, variant: "avatar" | "header"): string | null =>
    key !== null ? fileUrl(config, key) : url === null ? null : remoteUrl(config, url, variant);
  const avatar = of(account.avatarKey, account.avatarUrl, "avatar");
  const ownHeader = of(account.headerKey, account.headerUrl, "header");
  const shown = avatar ?? defaultAvatar(config.origin);
  return {
    avatar: shown,
    /** Null without one. */
    ownAvatar: avatar,
    avatarStill: account.avatarStillKey === null ? shown : fileUrl(config, account.avatarStillKey),
    header: ownHeader ?? defaultHeader(config.origin),
    /** Null without one. */
    ownHeader,
  };
}

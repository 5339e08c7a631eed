import type { MediaType, Visibility, statuses } from "../../db/schema/index.ts";
import type { Account } from "../accounts/account.ts";

export type Status = typeof statuses.$inferSelect;
export type { Visibility };

/** An attachment that lives on another server. */
export interface RemoteAttachment {
  type: MediaType;
  contentType: string;
  url: string;
  description: string | null;
  blurhash: string | null;
  width: number | null;
  height: number | null;
  focusX: number | null;
  focusY: number | null;
}

/** Who can see it, and so who may boost it: everybody, or only its author for a followers-only post. */
export const mayBoost = (status: Pick<Status, "visibility" | "accountId">, account: Pick<Account, "id">): boolean =>
  status.visibility === "public" ||
  status.visibility === "unlisted" ||
  (status.visibility === "private" && status.accountId === account.id);

import { findUser } from "../../db/account-queries.ts";
import type { Reader } from "../../db/database.ts";
import type { QuotePolicy } from "../../db/schema/index.ts";
import type { Visibility } from "./status.ts";

export interface PostingChoices {
  visibility: Visibility;
  isSensitive: boolean;
  /** ISO 639 code. */
  language: string | null;
  quotePolicy: QuotePolicy;
}

/** What an account has chosen for posts and entries of which nothing else is said. */
export async function readPostingChoices(db: Reader, accountId: string): Promise<PostingChoices> {
  const user = await findUser(db, accountId);
  return {
    visibility: user?.defaultVisibility ?? "public",
    isSensitive: user?.defaultSensitive ?? false,
    language: user?.defaultLanguage || user?.locale || null,
    quotePolicy: user?.defaultQuotePolicy ?? "public",
  };
}

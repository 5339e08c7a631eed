import type { Role } from "../db/schema/index.ts";
import type { Account } from "../domain/accounts/account.ts";

/** Who asks, as the access token tells. */
export interface Auth {
  readonly tokenId: string;
  readonly appId: string | null;
  /** Null when the token speaks for an app alone. */
  readonly account: Account | null;
  readonly scopes: readonly string[];
  readonly isConfirmed: boolean;
  readonly isApproved: boolean;
  /** Of the account's sign-in; null for an app alone. */
  readonly role: Role | null;
}

export interface ApiEnv {
  Variables: {
    auth: Auth | null;
    /** Query, form or JSON body as one object; see `readInput`. */
    input?: Record<string, unknown>;
  };
}

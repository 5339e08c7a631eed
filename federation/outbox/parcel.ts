import type { Activity, Recipient } from "@fedify/vocab";
import type { Account } from "../../src/domain/accounts/account.ts";

/** An activity with whom it comes from and goes to; what is sent of one `object` arrives in the order it was sent. */
export interface Parcel {
  sender: Account;
  activity: Activity;
  recipients: readonly Recipient[];
  object: string;
  /** Only to the recipients' own inboxes. */
  isPersonal?: boolean;
}

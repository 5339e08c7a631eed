import type { Context } from "../../context.ts";
import { findAcceptedItems } from "../../db/collection-item-queries.ts";
import type { Collection } from "../../db/collection-queries.ts";
import type { Writer } from "../../db/database.ts";
import { notify, withdrawNotification } from "../notifications/notify.ts";
import type { Account } from "../accounts/account.ts";

/** Somebody here is in a collection now. */
export async function tellAdded(
  ctx: Pick<Context, "bus" | "clock">,
  tx: Writer,
  collection: Collection,
  account: Account,
): Promise<void> {
  await notify(ctx, tx, account, causeOf("added-to-collection", collection));
}

/** Everybody here who is in it hears of its new words; what was told before of the same gives way. */
export async function tellEdited(
  ctx: Pick<Context, "bus" | "clock">,
  tx: Writer,
  collection: Collection,
): Promise<void> {
  for (const { account } of await findAcceptedItems(tx, collection.id)) {
    await withdrawNotification(tx, account.id, causeOf("collection-edit", collection));
    await notify(ctx, tx, account, causeOf("collection-edit", collection));
  }
}

/** Somebody is no longer in it. */
export async function withdrawTold(tx: Writer, collection: Collection, account: Pick<Account, "id">): Promise<void> {
  await withdrawNotification(tx, account.id, causeOf("added-to-collection", collection));
  await withdrawNotification(tx, account.id, causeOf("collection-edit", collection));
}

const causeOf = (type: "added-to-collection" | "collection-edit", collection: Collection) => ({
  type,
  from: { id: collection.accountId },
  statusId: null,
  collectionId: collection.id,
});

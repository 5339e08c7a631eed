import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { deleteNotificationByCause, insertNotification } from "../../db/notification-queries.ts";
import { isBlocked } from "../../db/relationship-queries.ts";
import type { NotificationType } from "../../db/schema/index.ts";
import { newId } from "../../lib/ids.ts";
import { isLocal, type Account } from "../accounts/account.ts";

interface Cause {
  type: NotificationType;
  from: Pick<Account, "id">;
  /** The post it is about. */
  statusId: string | null;
}

const causeKey = ({ type, from, statusId }: Cause): string => `${type} ${from.id} ${statusId ?? ""}`;

/** Tells a local account, once per cause, unless it blocks who caused it. Nobody is told of what they did themselves. */
export async function notify(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  recipient: Pick<Account, "id" | "domain">,
  cause: Cause,
): Promise<void> {
  if (!isLocal(recipient) || recipient.id === cause.from.id) return;
  if (await isBlocked(tx, recipient.id, cause.from.id)) return;
  const now = ctx.clock.now();
  await insertNotification(tx, {
    id: newId(now),
    accountId: recipient.id,
    type: cause.type,
    fromAccountId: cause.from.id,
    statusId: cause.statusId,
    causeKey: causeKey(cause),
    createdAt: now,
  });
}

/** Takes a notification back when its cause is undone. */
export async function withdrawNotification(tx: Writer, recipientId: string, cause: Cause): Promise<void> {
  await deleteNotificationByCause(tx, recipientId, causeKey(cause));
}

import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { deleteNotificationByCause, insertNotification } from "../../db/notification-queries.ts";
import type { NotificationType } from "../../db/schema/index.ts";
import { newId } from "../../lib/ids.ts";
import { applyPolicy, holdBack } from "./policy.ts";
import { isUnwelcome } from "./unwelcome.ts";
import { pushLater } from "../push/push-later.ts";
import { isLocal, type Account } from "../accounts/account.ts";
import { tellStreams } from "../streams/tell.ts";

interface Cause {
  type: NotificationType;
  from: Pick<Account, "id">;
  /** The post it is about. */
  statusId: string | null;
  /** The report it is about. */
  reportId?: string;
  /** The collection it is about. */
  collectionId?: string;
}

const causeKey = ({ type, from, statusId, reportId, collectionId }: Cause): string =>
  `${type} ${from.id} ${statusId ?? reportId ?? collectionId ?? ""}`;

interface Told {
  type: NotificationType;
  causeKey: string;
}

const subjectOf = ({ causeKey: key }: Told): string | null => key.split(" ")[2] ?? null;

/** The report that a notification tells of; null when it tells of something else. */
export const reportIdOf = (told: Told): string | null => (told.type === "report" ? subjectOf(told) : null);

/** The collection that a notification tells of; null when it tells of something else. */
export const collectionIdOf = (told: Told): string | null =>
  told.type === "added-to-collection" || told.type === "collection-edit" ? subjectOf(told) : null;

/**
 * Tells a local account, once per cause, unless it does not want to hear of it. Nobody is told of what they did
 * themselves, but of the end of their own poll.
 */
export async function notify(
  ctx: Pick<Context, "bus" | "clock">,
  tx: Writer,
  recipient: Pick<Account, "id" | "domain">,
  cause: Cause,
): Promise<void> {
  if (!isLocal(recipient) || (recipient.id === cause.from.id && cause.type !== "poll")) return;
  if (await isUnwelcome(ctx, tx, recipient.id, cause)) return;
  const choice = await applyPolicy(ctx, tx, recipient.id, cause);
  if (choice === "drop") return;
  const now = ctx.clock.now();
  const created = await insertNotification(tx, {
    id: newId(now),
    accountId: recipient.id,
    type: cause.type,
    fromAccountId: cause.from.id,
    statusId: cause.statusId,
    causeKey: causeKey(cause),
    groupKey: groupKey(cause, now),
    isFiltered: choice === "filter",
    createdAt: now,
  });
  if (created === null) return;
  if (choice === "filter") await holdBack(ctx, tx, recipient.id, cause);
  else {
    await pushLater(ctx, tx, created);
    tellStreams(ctx, tx, { kind: "notification", accountId: recipient.id, notificationId: created.id });
  }
}

const groupMs = 12 * 3_600_000;
const grouped: ReadonlySet<NotificationType> = new Set(["favourite", "boost", "follow", "sign-up"]);

/** What many do alike is shown as one, for half a day; "" stands alone. */
function groupKey({ type, statusId }: Cause, now: Date): string {
  if (!grouped.has(type)) return "";
  const parts = [type, ...(statusId === null ? [] : [statusId]), Math.floor(now.getTime() / groupMs)];
  return parts.join("-");
}

/** Takes a notification back when its cause is undone. */
export async function withdrawNotification(tx: Writer, recipientId: string, cause: Cause): Promise<void> {
  await deleteNotificationByCause(tx, recipientId, causeKey(cause));
}

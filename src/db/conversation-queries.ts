import { and, desc, eq, inArray, isNotNull } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { newestFirst, pageOf } from "./page.ts";
import { conversations, mentions, statuses } from "./schema/index.ts";
import { visibleTo } from "./visibility.ts";

export type Conversation = typeof conversations.$inferSelect;
type Status = typeof statuses.$inferSelect;

/** Puts a direct post at the end of one reader's conversation, which is made if there is none. */
export async function putConversation(
  tx: Writer,
  row: Omit<Conversation, "participantsKey" | "lastStatusId"> & { lastStatusId: string },
): Promise<void> {
  const { lastStatusId, isUnread } = row;
  await tx
    .insert(conversations)
    .values({ ...row, participantsKey: row.participantIds.join(" ") })
    .onConflictDoUpdate({
      target: [conversations.accountId, conversations.conversationId, conversations.participantsKey],
      set: { lastStatusId, isUnread },
    });
}

export async function findConversations(db: Reader, accountId: string, page: Page): Promise<Conversation[]> {
  const { where, orderBy, limit } = pageOf(conversations.lastStatusId, page);
  const rows = await db
    .select()
    .from(conversations)
    .where(and(eq(conversations.accountId, accountId), isNotNull(conversations.lastStatusId), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

export async function findConversation(db: Reader, accountId: string, id: string): Promise<Conversation | null> {
  const [row] = await db
    .select()
    .from(conversations)
    .where(and(eq(conversations.accountId, accountId), eq(conversations.id, id)));
  return row ?? null;
}

export async function markConversationRead(tx: Writer, id: string): Promise<void> {
  await tx.update(conversations).set({ isUnread: false }).where(eq(conversations.id, id));
}

export async function deleteConversation(tx: Writer, id: string): Promise<void> {
  await tx.delete(conversations).where(eq(conversations.id, id));
}

/** Conversations that end with this post. */
export async function findConversationsEndingWith(db: Reader, statusId: string): Promise<Conversation[]> {
  return await db.select().from(conversations).where(eq(conversations.lastStatusId, statusId)).limit(1_000);
}

export async function endConversationWith(tx: Writer, id: string, lastStatusId: string): Promise<void> {
  await tx.update(conversations).set({ lastStatusId }).where(eq(conversations.id, id));
}

/** Direct posts of one thread that the reader may see, the newest first, each with those it names. */
export async function findDirectPosts(
  db: Reader,
  { conversationId, viewerId, limit }: { conversationId: string; viewerId: string; limit: number },
): Promise<{ status: Status; mentionedIds: string[] }[]> {
  const rows = await db
    .select()
    .from(statuses)
    .where(and(eq(statuses.conversationId, conversationId), eq(statuses.visibility, "direct"), visibleTo(db, viewerId)))
    .orderBy(desc(statuses.id))
    .limit(limit);
  if (rows.length === 0) return [];
  const named = await db
    .select()
    .from(mentions)
    .where(
      inArray(
        mentions.statusId,
        rows.map((row) => row.id),
      ),
    );
  const namedBy = Map.groupBy(named, (mention) => mention.statusId);
  return rows.map((status) => ({
    status,
    mentionedIds: (namedBy.get(status.id) ?? []).map((mention) => mention.accountId),
  }));
}

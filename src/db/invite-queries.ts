import { and, desc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { invites } from "./schema/index.ts";

export type Invite = typeof invites.$inferSelect;

export async function insertInvite(tx: Writer, invite: Invite): Promise<void> {
  await tx.insert(invites).values(invite);
}

/** The newest first. */
export async function listInvites(db: Reader, limit: number): Promise<Invite[]> {
  return await db.select().from(invites).orderBy(desc(invites.id)).limit(limit);
}

const isUsable = (code: string, now: Date) =>
  and(
    eq(invites.code, code),
    or(isNull(invites.expiresAt), gt(invites.expiresAt, now)),
    or(isNull(invites.maxUses), lt(invites.uses, invites.maxUses)),
  );

export async function isInviteUsable(db: Reader, code: string, now: Date): Promise<boolean> {
  const [row] = await db.select({ id: invites.id }).from(invites).where(isUsable(code, now));
  return row !== undefined;
}

/** Takes one use of an invite and gives its id; null when there is none left: of two at once, the last one goes to one. */
export async function takeInvite(tx: Writer, code: string, now: Date): Promise<string | null> {
  const [row] = await tx
    .update(invites)
    .set({ uses: sql`${invites.uses} + 1` })
    .where(isUsable(code, now))
    .returning({ id: invites.id });
  return row?.id ?? null;
}

import type { Context } from "../../src/context.ts";
import { findAccountsByUris } from "../../src/db/account-queries.ts";
import type { ReceivedEntry } from "../../src/domain/climbs/receive.ts";
import { partnerOf, type ReceivedClimb } from "../codec/climb.ts";
import { pastDate } from "../temporal.ts";

/**
 * Climbs as they were decoded, their partners looked up, those whose accounts are known here. `written` is when one was
 * written that does not tell it.
 */
export async function completeClimbs(
  ctx: Pick<Context, "db" | "clock">,
  received: readonly ReceivedClimb[],
  written: (climb: ReceivedClimb) => Date,
): Promise<ReceivedEntry[]> {
  const uris = received.flatMap(({ partners }) => partners.flatMap(({ accountUri }) => accountUri ?? []));
  const accounts = await findAccountsByUris(ctx.db.read, [...new Set(uris)]);
  const idByUri = new Map(accounts.map((account) => [account.uri, account.id]));
  const now = ctx.clock.now();
  const past = (instant: Date): Date => pastDate(instant.getTime(), now);
  return received.map((climb) => {
    const { attributedTo: _attributedTo, partners, publishedAt, updatedAt, ...details } = climb;
    const createdAt = past(publishedAt ?? written(climb));
    return {
      ...details,
      partners: partners.map((partner) => partnerOf(partner, idByUri.get(partner.accountUri ?? "") ?? null)),
      times: { createdAt, updatedAt: past(updatedAt ?? createdAt) },
    };
  });
}

/** A climb is its climber's own, and lives on the climber's host. */
export const isClimbOf = (climb: ReceivedClimb, climberUri: string): boolean =>
  climb.attributedTo === climberUri && new URL(climb.uri).host === new URL(climberUri).host;

import type { Flag } from "@fedify/vocab";
import { findAccount, findAccountByUri } from "../../src/db/account-queries.ts";
import { findCollectionByUri } from "../../src/db/collection-queries.ts";
import { findStatusByUri } from "../../src/db/status-queries.ts";
import { isLocal, type Account } from "../../src/domain/accounts/account.ts";
import { longestComment, recordReport } from "../../src/domain/reports/report.ts";
import { newId } from "../../src/lib/ids.ts";
import type { Inbox } from "../environment.ts";
import { receive } from "./receive.ts";

/** Servers send an account with a few of its posts. */
const mostObjects = 100;

/** A report by another server is one of ours from then on, of the first account here that it names. */
export const onFlag = receive<Flag>(async (fedify, activity, actor) => {
  const { data: ctx } = fedify;
  const uri = activity.id?.href;
  if (uri === undefined) return;
  const { target, statusIds, collectionIds } = await findReported(fedify, activity);
  if (target === null) return;
  await ctx.db.write((tx) =>
    recordReport(ctx, tx, actor, {
      id: newId(ctx.clock.now()),
      targetId: target.id,
      uri,
      category: "other",
      comment: readComment(activity),
      statusIds,
      ruleIds: [],
      collectionIds,
      isForwarded: false,
    }),
  );
});

async function findReported(
  { data: { db } }: Inbox,
  activity: Flag,
): Promise<{ target: Account | null; statusIds: string[]; collectionIds: string[] }> {
  let target: Account | null = null;
  const authorIdByStatusId = new Map<string, string>();
  const ownerIdByCollectionId = new Map<string, string>();
  for (const { href } of activity.objectIds.slice(0, mostObjects)) {
    const account = await findAccountByUri(db.read, href);
    if (account !== null && isLocal(account)) target ??= account;
    const status = account === null ? await findStatusByUri(db.read, href) : null;
    if (status?.isLocal === true) authorIdByStatusId.set(status.id, status.accountId);
    const collection = account === null && status === null ? await findCollectionByUri(db.read, href) : null;
    if (collection?.isLocal === true) ownerIdByCollectionId.set(collection.id, collection.accountId);
  }
  // Some servers name the posts alone.
  const [author] = [...authorIdByStatusId.values(), ...ownerIdByCollectionId.values()];
  if (target === null && author !== undefined) target = await findAccount(db.read, author);
  const ofTarget = (makerIdById: ReadonlyMap<string, string>): string[] =>
    [...makerIdById].flatMap(([id, makerId]) => (makerId === target?.id ? [id] : []));
  return { target, statusIds: ofTarget(authorIdByStatusId), collectionIds: ofTarget(ownerIdByCollectionId) };
}

/** Without control characters: PostgreSQL keeps no NUL. */
function readComment({ content }: Flag): string {
  const text = (content?.toString() ?? "").slice(0, longestComment * 4).replace(/[^\P{Cc}\n\t]/gu, "");
  return Array.from(text.toWellFormed()).slice(0, longestComment).join("");
}

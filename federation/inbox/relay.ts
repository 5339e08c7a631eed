import { Activity, Create, Delete, Update, type Announce } from "@fedify/vocab";
import { findAccount } from "../../src/db/account-queries.ts";
import { findStatusByUri } from "../../src/db/status-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { deleteStatus } from "../../src/domain/statuses/delete.ts";
import { isPost } from "../codec/read-note.ts";
import type { Inbox } from "../environment.ts";
import { fetchObject } from "../remote/fetch-object.ts";
import { recordReceivedEdit } from "../remote/receive-post.ts";
import { fetchStatus } from "../remote/resolve-status.ts";
import { embeddedOnly } from "./embedded.ts";

/** The activity that an Announce carries; null for a boost, which carries a post or names one. */
export async function relayedActivity(fedify: Inbox, announce: Announce): Promise<Activity | null> {
  const object = await announce.getObject(embeddedOnly(fedify));
  return object instanceof Activity ? object : null;
}

/**
 * FEP-1b12: a group passes on what its members do. It can only tell that something happened: the post is read where it
 * lives, and what is gone must be the group's own server's to remove. Votes are not counted.
 */
export async function receiveRelayed(fedify: Inbox, activity: Activity, group: Account): Promise<void> {
  const { data: ctx } = fedify;
  const uri = activity.objectId?.href;
  if (uri === undefined) return;
  if (activity instanceof Create) return void (await fetchStatus(fedify, uri));
  const status = await findStatusByUri(ctx.db.read, uri);
  if (status === null || status.isLocal) return;
  if (activity instanceof Update) {
    const fetched = await fetchObject(fedify, uri);
    const author = await findAccount(ctx.db.read, status.accountId);
    if (fetched === null || author === null || !isPost(fetched.object)) return;
    await recordReceivedEdit(fedify, { note: fetched.object, document: fetched.document }, author, status);
  } else if (activity instanceof Delete && group.type === "Group" && new URL(uri).host === new URL(group.uri).host) {
    await ctx.db.write((tx) => deleteStatus(ctx, tx, status.id));
  }
}

import { findAccount } from "../../src/db/account-queries.ts";
import { findStatusByUri } from "../../src/db/status-queries.ts";
import { FetchRefused } from "../../src/lib/fetch-refused.ts";
import { isPost } from "../codec/read-note.ts";
import type { AnyContext } from "../environment.ts";
import { fetchObject, isWorthRetrying } from "./fetch-object.ts";
import { recordReceivedEdit } from "./receive-post.ts";

/** Reads a known remote post anew, for people who ask: a server that is down, or a post that is gone, changes nothing. */
export async function refreshStatus(fedify: AnyContext, uri: string): Promise<void> {
  const { db, log } = fedify.data;
  const status = await findStatusByUri(db.read, uri);
  const author = status === null || status.isLocal ? null : await findAccount(db.read, status.accountId);
  if (status === null || author === null) return;
  try {
    const fetched = await fetchObject(fedify, uri);
    if (fetched === null || !isPost(fetched.object) || fetched.object.id?.href !== status.uri) return;
    await recordReceivedEdit(fedify, { note: fetched.object, document: fetched.document }, author, status);
  } catch (error) {
    if (!isWorthRetrying(error) && !(error instanceof FetchRefused)) throw error;
    log.info({ err: error, uri }, "a post could not be read anew");
  }
}

import { Flag } from "@fedify/vocab";
import { findAccount, findLocalAccount } from "../../src/db/account-queries.ts";
import { findCollectionsByIds } from "../../src/db/collection-queries.ts";
import { findReportsByIds } from "../../src/db/report-queries.ts";
import { findStatusesByIds } from "../../src/db/status-queries.ts";
import { instanceActorUsername } from "../../src/domain/uris.ts";
import type { AnyContext } from "../environment.ts";
import { recipientsOf } from "./recipients.ts";

/** A report for the server of the account: from this server as a whole, so that nobody there learns who reported. */
export async function packReport(fedify: AnyContext, reportId: string) {
  const { db } = fedify.data;
  const [report] = await findReportsByIds(db.read, [reportId]);
  const target = report === undefined ? null : await findAccount(db.read, report.targetId);
  const sender = await findLocalAccount(db.read, instanceActorUsername);
  if (report === undefined || target === null || sender === null) return null;
  const statuses = [...(await findStatusesByIds(db.read, report.statusIds)).values()];
  const collections = [...(await findCollectionsByIds(db.read, report.collectionIds ?? [])).values()];
  return {
    sender,
    activity: new Flag({
      id: new URL(report.uri),
      actor: new URL(sender.uri),
      to: new URL(target.uri),
      objects: [target, ...statuses, ...collections].map(({ uri }) => new URL(uri)),
      content: report.comment,
    }),
    recipients: recipientsOf([target]),
    object: report.uri,
    isPersonal: true,
  };
}

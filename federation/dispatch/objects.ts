import { Note } from "@fedify/vocab";
import { writeNote } from "../codec/write-note.ts";
import { loadNote } from "../codec/load-note.ts";
import type { FedifyFederation } from "../environment.ts";
import { findServedStatus, mayFetch } from "./viewer.ts";

/** Posts by id. */
export function dispatchObjects(federation: FedifyFederation): void {
  federation
    .setObjectDispatcher(Note, "/users/{username}/statuses/{id}", async (fedify, { username, id }) => {
      const status = await findServedStatus(fedify, username, id);
      if (status === null || status.boostOfId !== null) return null;
      const { db, config } = fedify.data;
      return writeNote(config, await loadNote(db.read, status));
    })
    .authorize((fedify) => mayFetch(fedify));
}

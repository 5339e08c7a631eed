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
      // A Question is served under the same addresses; Fedify knows one class for each.
      return writeNote(config, await loadNote(db.read, status)) as Note;
    })
    .authorize((fedify) => mayFetch(fedify));
}

import { Collection, Note, type Question } from "@fedify/vocab";
import type { Poll } from "../../src/domain/polls/poll.ts";
import { toInstant } from "../temporal.ts";
import type { Expanded } from "./extended.ts";

/** What makes a Question of a post: its choices with their counts, and its end. */
export function pollValues(poll: Poll): ConstructorParameters<typeof Question>[0] {
  // Hidden counts stay here until the end.
  const tells = !poll.hidesTotals || poll.closedAt !== null;
  const options = poll.options.map(
    ({ title, votesCount }) =>
      new Note({ name: title, replies: new Collection(tells ? { totalItems: votesCount } : {}) }),
  );
  const ends = poll.expiresAt === null ? null : toInstant(poll.expiresAt);
  return {
    ...(poll.isMultiple ? { inclusiveOptions: options } : { exclusiveOptions: options }),
    ...(ends === null ? {} : { endTime: ends }),
    ...(ends === null || poll.closedAt === null ? {} : { closed: ends }),
  };
}

/** How many have voted. Fedify gives the number a type, which then stands in the document beside it: Mastodon gives none. */
export const votersCountOf = (poll: Poll): Expanded => ({
  "http://joinmastodon.org/ns#votersCount": [{ "@value": poll.votersCount ?? 0 }],
});

import { z } from "zod";
import type { Context } from "../../context.ts";
import { findList } from "../../db/list-queries.ts";
import { isId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import type { Owner } from "../../streaming/registry.ts";
import { isStreamName, mayListen, type StreamName, type StreamRequest } from "../../streaming/streams.ts";
import { booleanParam } from "../params.ts";

const word = z.string().max(200).optional().catch(undefined);
const asked = z.object({ stream: word, tag: word, list: word, only_media: booleanParam.default(false).catch(false) });

/** What a query or a message asks to hear. @throws Refused in Mastodon's words. */
export function parseStream(input: unknown): StreamRequest {
  const { stream, tag, list, only_media: onlyMedia } = asked.parse(input);
  if (stream === undefined || !isStreamName(stream)) throw new Refused("malformed", "Unknown stream type");
  const request = { name: withMedia(stream, onlyMedia), tag: null, listId: null };
  if (stream === "hashtag" || stream === "hashtag:local") {
    if (tag === undefined || tag === "") throw new Refused("malformed", "Missing tag name parameter");
    return { ...request, tag };
  }
  if (stream === "list") {
    if (list === undefined || list === "") throw new Refused("malformed", "Missing list name parameter");
    return { ...request, listId: list };
  }
  return request;
}

function withMedia(name: StreamName, onlyMedia: boolean): StreamName {
  const narrowed = `${name}:media`;
  return onlyMedia && isStreamName(narrowed) ? narrowed : name;
}

/** @throws Refused in Mastodon's words, with 401 where the REST API has 403 and 404. */
export async function checkStream(ctx: Pick<Context, "db">, owner: Owner, request: StreamRequest): Promise<void> {
  if (!mayListen(owner.scopes, request.name))
    throw new Refused("unauthenticated", "Access token does not have the required scopes");
  const { listId } = request;
  if (listId !== null && (!isId(listId) || (await findList(ctx.db.read, owner.accountId, listId)) === null))
    throw new Refused("unauthenticated", "Not authorized to stream this list");
}

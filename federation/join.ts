import { createExponentialBackoffPolicy, createFederation, type KvStore } from "@fedify/fedify";
import type { Hono } from "hono";
import type { ApiEnv } from "../src/api/env.ts";
import type { OpenContext } from "../src/context.ts";
import { findAccountByUri } from "../src/db/account-queries.ts";
import { readLogbookJobType } from "../src/domain/climbs/read-logbook.ts";
import { federateJobType } from "../src/domain/federation-events.ts";
import { syncCollectionsJobType, verifyItemJobType } from "../src/domain/collections/receive.ts";
import { unfollowDead } from "../src/domain/relationships/unfollow-dead.ts";
import type { JobHandler } from "../src/jobs/worker.ts";
import { dispatchActors } from "./dispatch/actors.ts";
import { dispatchCollections } from "./dispatch/collections.ts";
import { dispatchNodeInfo } from "./dispatch/nodeinfo.ts";
import { dispatchObjects } from "./dispatch/objects.ts";
import { dispatchQuotes } from "./dispatch/quotes.ts";
import type { Data, FedifyFederation } from "./environment.ts";
import { objectOrder } from "./inbox/object-order.ts";
import { forgetUpdate } from "./inbox/forget-update.ts";
import { listenToInbox } from "./inbox/listen.ts";
import { createKvStore } from "./kv.ts";
import { createLoaders } from "./loaders.ts";
import { mountFederation } from "./middleware.ts";
import { deliverEvents } from "./outbox/deliver-event.ts";
import { withKeys, withoutKeys } from "./outbox/message-keys.ts";
import { readable } from "./outbox/readable.ts";
import { createJobQueue } from "./queue.ts";
import { resolveCollection, syncCollections, verifyItems } from "./remote/receive-featured.ts";
import { readLogbooks } from "./remote/read-logbook.ts";
import { resolveAccount } from "./remote/resolve-account.ts";
import { refreshStatus } from "./remote/refresh-status.ts";
import { resolveStatus } from "./remote/resolve-status.ts";
import { seconds } from "./temporal.ts";

export interface JoinedFederation {
  mount(app: Hono<ApiEnv>): void;
  readonly jobHandlers: Readonly<Record<string, JobHandler>>;
  startListening(): void;
  stopListening(): void;
}

/** Builds the federation, gives the domain its `Fediverse`, and tells how HTTP and the worker reach it. */
export function joinFederation(ctx: OpenContext): JoinedFederation {
  const kv = createKvStore(ctx);
  const inbox = createJobQueue(ctx, "receive", "prompt", {
    orderingKey: objectOrder,
    pack: (message) => message,
    unpack: async (message) => {
      await forgetUpdate(kv, message);
      return message;
    },
  });
  const outbox = createJobQueue(ctx, "deliver", "delivery", {
    pack: withoutKeys,
    unpack: async (payload) => readable(await withKeys(ctx, payload)),
  });
  const federation = buildFederation(ctx, kv, inbox, outbox);
  const fedify = federation.createContext(new URL(ctx.config.origin), ctx);
  ctx.fediverse = {
    resolveAccount: async (asked, options) =>
      (await resolveAccount(fedify, asked, options?.refresh ?? true))?.id ?? null,
    resolveCollection: async (asked) => (await resolveCollection(fedify, asked))?.id ?? null,
    resolveStatus: async (asked) => (await resolveStatus(fedify, asked))?.id ?? null,
    refreshStatus: (uri) => refreshStatus(fedify, uri),
  };
  const stopping = new AbortController();
  return {
    mount: (app) => mountFederation(app, ctx, federation),
    jobHandlers: {
      receive: inbox.handler,
      deliver: outbox.handler,
      [federateJobType]: deliverEvents(fedify),
      [readLogbookJobType]: readLogbooks(fedify),
      [verifyItemJobType]: verifyItems(fedify),
      [syncCollectionsJobType]: syncCollections(fedify),
    },
    startListening() {
      federation
        .startQueue(ctx, { signal: stopping.signal })
        .catch((error: unknown) => ctx.log.error({ err: error }, "the federation's queues stopped"));
    },
    stopListening: () => stopping.abort(),
  };
}

function buildFederation(
  ctx: Data,
  kv: KvStore,
  inbox: ReturnType<typeof createJobQueue>,
  outbox: ReturnType<typeof createJobQueue>,
): FedifyFederation {
  const { config } = ctx;
  const loaders = createLoaders(ctx);
  const federation = createFederation<Data>({
    kv,
    queue: { inbox, outbox },
    manuallyStartQueue: true,
    origin: { handleHost: config.handleDomain, webOrigin: config.origin },
    // Our loaders refuse private addresses themselves, unless the configuration allows them.
    documentLoaderFactory: () => loaders.document,
    authenticatedDocumentLoaderFactory: (identity) => loaders.signed(identity),
    contextLoaderFactory: () => loaders.context,
    // Most servers know only the older signatures; knocking with them first saves a request each.
    firstKnock: "draft-cavage-http-signatures-12",
    outboxRetryPolicy: deliveryRetries(config),
    inboxRetryPolicy: createExponentialBackoffPolicy({
      maxAttempts: 8,
      initialDelay: seconds(10),
      maxDelay: seconds(3_600),
    }),
    circuitBreaker: {
      failureThreshold: 20,
      failureWindow: seconds(600),
      recoveryDelay: seconds(Math.min(config.deliveryRetryMaxSeconds, 1_800)),
      releaseInterval: seconds(Math.min(config.deliveryRetrySeconds, 5)),
      heldActivityTtl: seconds(config.deliveryTtlHours * 3_600),
    },
  });
  // Fedify refuses to deliver to private addresses, and takes this option only without loaders of ours.
  Object.assign(federation, { allowPrivateAddress: config.allowPrivateAddresses });
  dispatchActors(federation);
  dispatchObjects(federation);
  dispatchQuotes(federation);
  dispatchCollections(federation);
  dispatchNodeInfo(federation);
  listenToInbox(federation);
  federation.setOutboxPermanentFailureHandler(async (fedify, { reason, statusCode, actorIds, activity }) => {
    // Held too long by the circuit breaker means silence, which may end; only the peer's own word ends a follow.
    if (reason !== "http" || activity.actorId === null) return;
    const author = await findAccountByUri(fedify.data.db.read, activity.actorId.href);
    if (author === null) return;
    fedify.data.log.info({ statusCode, count: actorIds.length }, "inbox is gone, its followers are removed");
    await unfollowDead(
      fedify.data,
      author,
      actorIds.map((uri) => uri.href),
    );
  });
  return federation;
}

/** Doubling waits up to the longest, until the delivery is too old. */
function deliveryRetries(config: Data["config"]) {
  return ({
    attempts,
    elapsedTime,
  }: {
    attempts: number;
    elapsedTime: Temporal.Duration;
  }): Temporal.Duration | null => {
    if (elapsedTime.total("hours") >= config.deliveryTtlHours) return null;
    const wait = Math.min(config.deliveryRetrySeconds * 2 ** attempts, config.deliveryRetryMaxSeconds);
    // Spread, so that a peer that comes back is not met by everything at once.
    return seconds(wait * (0.9 + Math.random() * 0.2));
  };
}

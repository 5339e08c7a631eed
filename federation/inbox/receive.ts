import type { Activity } from "@fedify/vocab";
import { Refused } from "../../src/lib/refused.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { isLocal } from "../../src/domain/accounts/account.ts";
import type { Inbox } from "../environment.ts";
import { isWorthRetrying } from "../remote/fetch-object.ts";
import { resolveActor } from "../remote/resolve-account.ts";

type Listener<A extends Activity> = (fedify: Inbox, activity: A, actor: Account) => Promise<void>;

/**
 * What all listeners share: the actor is looked up (Fedify has checked that the activity is theirs), and an activity
 * that cannot be used is dropped quietly. A failure that may pass is thrown: the activity comes again.
 */
export function receive<A extends Activity>(listener: Listener<A>): (fedify: Inbox, activity: A) => Promise<void> {
  return async (fedify, activity) => {
    const { log } = fedify.data;
    const facts = { activityId: activity.id?.href, type: activity.constructor.name };
    try {
      const actor = activity.actorId === null ? null : await resolveActor(fedify, activity.actorId.href);
      if (actor === null || isLocal(actor) || actor.suspendedAt !== null)
        return log.info(facts, "activity of an unusable actor dropped");
      if (activity.id !== null && activity.id.host !== new URL(actor.uri).host)
        return log.info(facts, "activity with a foreign id dropped");
      await listener(fedify, activity, actor);
    } catch (error) {
      if (error instanceof Refused) return log.info({ ...facts, err: error }, "activity dropped");
      if (!isWorthRetrying(error)) log.warn({ ...facts, err: error }, "activity could not be handled");
      throw error;
    }
  };
}

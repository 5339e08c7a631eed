import type { Populated } from "../../testing/populate.ts";
import type { TestTopout } from "../../testing/start-topout.ts";
import { aboutWalks } from "./walks-about.ts";
import { absentWalks } from "./walks-absent.ts";
import { collectionWalks } from "./walks-collections.ts";
import { filterWalks } from "./walks-filters.ts";
import { listTimelineWalks, tagWalks } from "./walks-lists.ts";
import { mediaWalks } from "./walks-media.ts";
import { notificationWalks } from "./walks-notifications.ts";
import { oauthWalks } from "./walks-oauth.ts";
import { pollWalks } from "./walks-polls.ts";
import { quoteWalks } from "./walks-quotes.ts";
import { relationWalks } from "./walks-relations.ts";
import { signUpWalks } from "./walks-sign-up.ts";
import { streamingWalks } from "./walks-streaming.ts";
import { accountWalks, listWalks, readingWalks, statusWalks, type Walk } from "./walks.ts";

/** Walks of every operation of Mastodon's document, in an order in which all of them can be done. */
export async function allWalks(topout: TestTopout, populated: Populated): Promise<Walk[]> {
  const { ada, cleo } = populated;
  await ada.post(`/api/v1/accounts/${cleo.account.id}/follow`);
  const { json: notified } = await ada.get("/api/v1/notifications");
  // One that stands alone: groups are dismissed as a whole.
  const notification = notified.find((one: { type: string }) => one.type !== "favourite").id;
  return [
    // Before those that clear what was told.
    ...(await notificationWalks(populated)),
    ...readingWalks(populated, notification),
    // Before somebody is unfollowed.
    ...(await listTimelineWalks(populated)),
    ...(await tagWalks(populated)),
    // Before anybody is blocked.
    ...(await collectionWalks(populated)),
    // While ben still follows ada.
    ...relationWalks(populated),
    ...accountWalks(populated),
    ...statusWalks(populated),
    ...listWalks(populated),
    ...(await filterWalks(populated)),
    ...(await pollWalks(populated)),
    ...(await quoteWalks(populated)),
    ...(await streamingWalks(topout.origin, populated)),
    ...(await mediaWalks(populated)),
    ...(await aboutWalks(topout, populated)),
    ...(await oauthWalks(topout, populated)),
    ...(await signUpWalks(topout)),
    ...absentWalks(populated),
  ];
}

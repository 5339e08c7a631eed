import type { InstanceText, Rule } from "../db/instance-text-queries.ts";
import type { WeekOfActivity } from "../domain/about/activity.ts";
import { renderMarkdown } from "../lib/text/render-markdown.ts";
import { dateOf, instantOf } from "./account.ts";

/** Mastodon's Rule. */
export const toRule = ({ id, text, hint }: Rule) => ({ id, text, hint, translations: {} });

/** Mastodon's ExtendedDescription and PrivacyPolicy. */
export const toInstanceText = (text: InstanceText) => ({
  updated_at: instantOf(text.updatedAt),
  content: renderMarkdown(text.content),
});

/** Mastodon's TermsOfService: in force from the day on which they were written. */
export const toTermsOfService = (text: InstanceText) => ({
  effective_date: dateOf(text.updatedAt),
  effective: true,
  content: renderMarkdown(text.content),
  succeeded_by: null,
});

/** One week of `/api/v1/instance/activity`: numbers as text, as on Mastodon. */
export const toActivity = ({ startsAt, statuses, logins, registrations }: WeekOfActivity) => ({
  week: String(startsAt.getTime() / 1_000),
  statuses: String(statuses),
  logins: String(logins),
  registrations: String(registrations),
});

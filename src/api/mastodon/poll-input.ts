import { z } from "zod";
import type { PollDraft } from "../../domain/polls/poll.ts";
import { booleanParam, listParam, numberParam } from "../params.ts";

const absent = (value: unknown) => (value === "" || value === null ? undefined : value);

/** `poll[options][]`, `poll[expires_in]`, ... of a post. */
export const pollInput = z
  .object({
    options: listParam(z.string().max(10_000)),
    expires_in: z.preprocess(absent, numberParam.optional()),
    multiple: z.preprocess(absent, booleanParam.default(false)),
    hide_totals: z.preprocess(absent, booleanParam.default(false)),
  })
  .transform((input): PollDraft => ({
    options: input.options,
    isMultiple: input.multiple,
    hidesTotals: input.hide_totals,
    expiresInSeconds: input.expires_in ?? null,
  }));

const latest = Date.UTC(9999, 0);

/** An instant as clients write it; one without a zone is UTC. */
export const instantParam = z
  .string()
  .transform((written) => new Date(/(z|[+-]\d\d:?\d\d)$/i.test(written.trim()) ? written : `${written}Z`))
  .refine((instant) => instant.getTime() < latest, "is invalid");

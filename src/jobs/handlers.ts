import type { Context } from "../context.ts";
import { signUpToldJobType } from "../domain/accounts/tell-staff.ts";
import { importClimbsJobType } from "../domain/imports/start.ts";
import { undoImportJobType } from "../domain/imports/undo.ts";
import { tieClimbsJobType } from "../domain/catalogue/tie-earlier.ts";
import { previewJobType } from "../domain/cards/preview.ts";
import { processMediaJobType } from "../domain/media/add.ts";
import { removeFilesJobType } from "../domain/media/files.ts";
import { mailJobType } from "../domain/mail/mail.ts";
import { severDomainJobType } from "../domain/relationships/block-domain.ts";
import { closePollJobType } from "../domain/polls/record.ts";
import { tellPollJobType } from "../domain/polls/vote.ts";
import { publishScheduledJobType } from "../domain/statuses/schedule.ts";
import { pushJobType } from "../domain/push/push-later.ts";
import { indexStatusesJobType } from "../domain/search/index-statuses.ts";
import { tellStreamsJobType } from "../domain/streams/tell.ts";
import { tieClimbsHandler } from "./handlers/catalogue.ts";
import { cleanUp } from "./handlers/clean-up.ts";
import { signUpToldHandler } from "./handlers/accounts.ts";
import { importClimbsHandler, undoImportHandler } from "./handlers/imports.ts";
import { severDomainHandler } from "./handlers/relationships.ts";
import { processMediaHandler, removeFilesHandler } from "./handlers/media.ts";
import { closePollHandler, tellPollHandler } from "./handlers/polls.ts";
import { publishScheduledHandler } from "./handlers/scheduled-statuses.ts";
import { linkPreviewHandler } from "./handlers/link-preview.ts";
import { mailHandler } from "./handlers/mail.ts";
import { pushHandler } from "./handlers/push.ts";
import { indexStatusesHandler } from "./handlers/index-statuses.ts";
import { tellStreamsHandler } from "./handlers/streams.ts";
import { cleanUpType } from "./schedule.ts";
import type { JobHandler } from "./worker.ts";

/** The jobs of the domain by type. Those of the federation come from `federation/`. */
export function jobHandlers(ctx: Context): Record<string, JobHandler> {
  return {
    [cleanUpType]: () => cleanUp(ctx),
    [processMediaJobType]: processMediaHandler(ctx),
    [removeFilesJobType]: removeFilesHandler(ctx),
    [signUpToldJobType]: signUpToldHandler(ctx),
    [mailJobType]: mailHandler(ctx),
    [pushJobType]: pushHandler(ctx),
    [indexStatusesJobType]: indexStatusesHandler(ctx),
    [tieClimbsJobType]: tieClimbsHandler(ctx),
    [previewJobType]: linkPreviewHandler(ctx),
    [closePollJobType]: closePollHandler(ctx),
    [tellPollJobType]: tellPollHandler(ctx),
    [publishScheduledJobType]: publishScheduledHandler(ctx),
    [severDomainJobType]: severDomainHandler(ctx),
    [tellStreamsJobType]: tellStreamsHandler(ctx),
    [importClimbsJobType]: importClimbsHandler(ctx),
    [undoImportJobType]: undoImportHandler(ctx),
  };
}

/** Types that take a processor each. */
export const heavyJobs = (ctx: Pick<Context, "config">): Record<string, number> => ({
  [processMediaJobType]: ctx.config.transcodeConcurrency,
});

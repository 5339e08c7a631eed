#!/usr/bin/env node
import { Command } from "commander";
import { ZodError } from "zod";
import { ConfigError, version } from "../config/config.ts";
import { Refused } from "../lib/refused.ts";
import { StorageUnavailable } from "../media/storage.ts";
import { addAccountApproval } from "./account-approval.ts";
import { addAccountCreate } from "./account-create.ts";
import { addAccountToken } from "./account-token.ts";
import { addAnnouncementCommands } from "./announcement.ts";
import { addClimbsCommands } from "./climbs.ts";
import { addCragMerge, addRouteMerge } from "./catalogue-merge.ts";
import { addConfigCheck } from "./config-check.ts";
import { addDbBackup } from "./db-backup.ts";
import { addDbMigrate } from "./db-migrate.ts";
import { addEmojiCommands } from "./emoji.ts";
import { addInstanceCommands } from "./instance.ts";
import { addInviteCommands } from "./invite.ts";
import { addMediaCheck } from "./media-check.ts";
import { addMediaCopy } from "./media-copy.ts";
import { addQueueStatus } from "./queue-status.ts";
import { addRoutesImport } from "./routes-import.ts";
import { UsageError } from "./usage-error.ts";

/** sysexits.h: the configuration cannot be used. */
const exitConfig = 78;

const program = new Command("topout")
  .description("Runs a Topout server from the command line. Reads the same environment variables as the server.")
  .version(version)
  .showHelpAfterError("(topout --help tells more)");

const account = program.command("account").description("Accounts of this server");
addAccountCreate(account);
addAccountToken(account);
addAccountApproval(account);

addInviteCommands(program.command("invite").description("Invite codes"));

const db = program.command("db").description("The database");
addDbMigrate(db);
addDbBackup(db);

addClimbsCommands(program.command("climbs").description("Logbooks"));

const media = program.command("media").description("Stored files");
addMediaCheck(media);
addMediaCopy(media);

const routes = program.command("routes").description("Routes of the catalogue");
addRoutesImport(routes);
addRouteMerge(routes);
addCragMerge(program.command("crags").description("Crags of the catalogue"));

addEmojiCommands(program.command("emoji").description("Emoji of this server"));
addInstanceCommands(program.command("instance").description("What this server says of itself"));
addAnnouncementCommands(program.command("announcement").description("What this server says to everybody on it"));
addQueueStatus(program.command("queue").description("The jobs that wait"));
addConfigCheck(program.command("config").description("The configuration"));

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

/** Tells what went wrong on standard error, and gives the exit code. */
function explain(error: unknown): number {
  if (error instanceof ConfigError) {
    console.error(error.message);
    return exitConfig;
  }
  if (error instanceof UsageError) {
    console.error(error.message);
    return error.exitCode;
  }
  if (error instanceof ZodError) {
    for (const { path, message } of error.issues) console.error(`The ${path.join(".")} ${message}.`);
    return 1;
  }
  if (error instanceof StorageUnavailable) console.error(`The media storage is down: ${error.message}`);
  else if (error instanceof Refused) console.error(`${error.message.replace(/\.$/, "")}.`);
  // A database that does not answer, a folder that may not be written to: the stack would only hide it.
  else if (error instanceof Error && "code" in error)
    console.error(`This failed: ${error.message || String(error.code)}`);
  else console.error("This failed:", error);
  return 1;
}

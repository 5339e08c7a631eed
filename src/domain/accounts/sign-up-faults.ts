import { z } from "zod";
import type { Reader } from "../../db/database.ts";
import { findLocalAccountEvenIfNew } from "../../db/account-queries.ts";
import { isEmailTaken } from "../../db/user-queries.ts";
import { Refused, type FieldFault } from "../../lib/refused.ts";
import { instanceActorUsername } from "../uris.ts";

/** What somebody fills in to sign up. */
export interface SignUp {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly agrees: boolean;
  readonly reason: string;
}

/** Names that others would take for the server's own. */
export const reservedUsernames: ReadonlySet<string> = new Set([
  "abuse",
  "admin",
  "administrator",
  "help",
  "helpdesk",
  "instance",
  "mod",
  "moderator",
  "moderators",
  "mods",
  "postmaster",
  "root",
  "security",
  "support",
  "topout",
  "webmaster",
  instanceActorUsername.toLowerCase(),
]);

const maxEmailLength = 254;
const maxReasonLength = 420;

type Words = readonly [error: string, words: string];
const blank: Words = ["ERR_BLANK", "can't be blank"];
const taken: Words = ["ERR_TAKEN", "has already been taken"];
const tooLong = (most: number): Words => ["ERR_TOO_LONG", `is too long (maximum is ${most} characters)`];
const tooShort = (least: number): Words => ["ERR_TOO_SHORT", `is too short (minimum is ${least} characters)`];

function faultOfUsername(username: string): Words | null {
  if (username === "") return blank;
  if (username.length > 30) return tooLong(30);
  if (reservedUsernames.has(username.toLowerCase())) return ["ERR_RESERVED", "is reserved"];
  if (!/^[a-z0-9_]+$/i.test(username)) return ["ERR_INVALID", "must contain only letters, numbers and underscores"];
  return null;
}

function faultOfEmail(email: string): Words | null {
  if (email === "") return blank;
  if (email.length > maxEmailLength) return tooLong(maxEmailLength);
  return z.email().safeParse(email).success ? null : ["ERR_INVALID", "is invalid"];
}

function faultOfPassword(password: string): Words | null {
  if (password === "") return blank;
  if (password.length < 8) return tooShort(8);
  return password.length > 1_000 ? tooLong(1_000) : null;
}

/** @throws Refused with every fault, in Mastodon's words and codes. */
export async function checkSignUp(db: Reader, { username, email, password, agrees, reason }: SignUp): Promise<void> {
  const faults: [field: string, words: Words | null][] = [
    [
      "username",
      faultOfUsername(username) ?? ((await findLocalAccountEvenIfNew(db, username)) === null ? null : taken),
    ],
    ["email", faultOfEmail(email) ?? ((await isEmailTaken(db, email.toLowerCase())) ? taken : null)],
    ["password", faultOfPassword(password)],
    ["agreement", agrees ? null : ["ERR_ACCEPTED", "must be accepted"]],
    ["reason", reason.length > maxReasonLength ? tooLong(maxReasonLength) : null],
  ];
  refuseFaults(faults);
}

/** @throws Refused when the address cannot be one, or is another account's. */
export async function checkNewEmail(db: Reader, email: string): Promise<void> {
  refuseFaults([["email", faultOfEmail(email) ?? ((await isEmailTaken(db, email.toLowerCase())) ? taken : null)]]);
}

function refuseFaults(found: readonly (readonly [field: string, words: Words | null])[]): void {
  const details: Record<string, FieldFault[]> = {};
  const summary: string[] = [];
  for (const [field, words] of found) {
    if (words === null) continue;
    const [error, description] = words;
    details[field] = [{ error, description }];
    summary.push(`${field[0]?.toUpperCase()}${field.slice(1)} ${description}`);
  }
  if (summary.length > 0) throw new Refused("invalid", `Validation failed: ${summary.join(", ")}`, { details });
}

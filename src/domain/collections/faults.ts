import { Refused, type FieldFault } from "../../lib/refused.ts";
import { readTagName } from "../../lib/text/tag-key.ts";

/** What the maker of a collection says of it. */
export interface CollectionDraft {
  name: string;
  description: string;
  language: string | null;
  /** A hashtag as it was typed; "" for none. */
  tagName: string;
  isSensitive: boolean;
  isDiscoverable: boolean;
}

/** As Mastodon has them. */
export const mostCollections = 10;
export const mostItems = 25;
const longest = { name: 40, description: 100 } as const;

const blank: FieldFault = { error: "ERR_BLANK", description: "can't be blank" };
const invalid: FieldFault = { error: "ERR_INVALID", description: "is invalid" };
const tooLong = (most: number): FieldFault => ({
  error: "ERR_TOO_LONG",
  description: `is too long (maximum is ${most} characters)`,
});
const languageForm = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

const lengthOf = (text: string): number => Array.from(text).length;

/** @throws Refused with every fault of what is given, in Mastodon's words and codes. */
export function checkDraft({ name, description, language, tagName }: Partial<CollectionDraft>): void {
  const details: Record<string, FieldFault[]> = {};
  if (name !== undefined && name.trim() === "") details["name"] = [blank];
  if (name !== undefined && lengthOf(name) > longest.name) details["name"] = [tooLong(longest.name)];
  if (description !== undefined && lengthOf(description) > longest.description)
    details["description"] = [tooLong(longest.description)];
  if (typeof language === "string" && !languageForm.test(language)) details["language"] = [invalid];
  if (tagName !== undefined && tagName.trim() !== "" && readTagName(tagName) === null) details["tag_name"] = [invalid];
  if (Object.keys(details).length > 0) throw refusalOf(details);
}

export const tooManyCollections = (): Refused =>
  refusalOf({
    base: [{ error: "ERR_TOO_MANY", description: `You have reached the limit of ${mostCollections} collections` }],
  });

export const tooManyItems = (): Refused =>
  refusalOf({
    collection_items: [{ error: "ERR_TOO_MANY", description: `are too many, no more than ${mostItems} are allowed` }],
  });

function refusalOf(details: Readonly<Record<string, readonly FieldFault[]>>): Refused {
  const summary = Object.entries(details).flatMap(([field, faults]) => faults.map((fault) => sentence(field, fault)));
  return new Refused("invalid", `Validation failed: ${summary.join(", ")}`, { details });
}

function sentence(field: string, { description }: FieldFault): string {
  if (field === "base") return description;
  const words = field.replaceAll("_", " ");
  return `${words[0]?.toUpperCase()}${words.slice(1)} ${description}`;
}

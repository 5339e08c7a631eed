import { findEntities } from "./find-entities.ts";

/** A hashtag's name as it is kept and compared: without #, whatever its case and however its accents are encoded. */
export const tagKey = (name: string): string =>
  name
    .trim()
    .replace(/^[#＃]/u, "")
    .trim()
    .normalize("NFKC")
    .toLowerCase();

/** The key of a name that somebody gives; null when no post could have such a tag. */
export function readTagName(name: string): string | null {
  const typed = `#${name.trim().replace(/^[#＃]/u, "")}`;
  const [entity] = findEntities(typed);
  const isTag = entity?.kind === "hashtag" && entity.start === 0 && entity.end === typed.length;
  return isTag ? tagKey(typed) : null;
}

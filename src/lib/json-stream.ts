import { Refused } from "./refused.ts";

/** One JSON object of a file, still unread, and the line where it begins. */
export interface JsonPiece {
  readonly line: number;
  readonly text: string;
}

const headLength = 65_536;
const mostCharacters = 64 * 1024 * 1024;

/**
 * The objects of a file that may not fit into memory: one a line, or the elements of a list. The list may be the file
 * itself, or in an object under one of the names `lists`.
 */
export async function* splitJson(chunks: AsyncIterable<string>, lists: readonly string[]): AsyncGenerator<JsonPiece> {
  const source = chunks[Symbol.asyncIterator]();
  let head = "";
  for (let next = await source.next(); ; next = await source.next()) {
    if (next.done) break;
    head += next.value;
    if (head.length >= headLength) break;
  }
  const start = startOf(head, lists);
  const rest = (async function* () {
    yield head.slice(start);
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  })();
  const line = head.slice(0, start).split("\n").length;
  yield* isByLine(head, start) ? splitLines(rest) : splitObjects(rest, line);
}

/** Behind the bracket of the list; 0 where the file is no list. */
function startOf(head: string, lists: readonly string[]): number {
  const bracket = /^\s*\[/.exec(head);
  if (bracket !== null) return bracket[0].length;
  // The first list of objects is the one, or the file has an object a line and each of them has lists.
  const list = /"(\w+)"\s*:\s*\[\s*(?=[{\]])/.exec(head);
  return list !== null && lists.includes(list[1] ?? "") ? list.index + list[0].length : 0;
}

const isByLine = (head: string, start: number): boolean => start === 0 && /^\s*\{.*\}\s*$/m.test(firstLine(head));

function firstLine(head: string): string {
  const text = head.trimStart();
  const end = text.indexOf("\n");
  // A whole file in one line is one as well.
  return end === -1 ? `${text.trimEnd().replace(/[^}]*$/, "")}` : text.slice(0, end).trimEnd();
}

async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<JsonPiece> {
  let line = 1;
  let left = "";
  for await (const chunk of chunks) {
    const lines = (left + chunk).split("\n");
    left = lines.pop() ?? "";
    if (left.length > mostCharacters) throw tooLong(line);
    for (const text of lines) {
      if (text.trim() !== "") yield { line, text: text.trim() };
      line++;
    }
  }
  if (left.trim() !== "") yield { line, text: left.trim() };
}

async function* splitObjects(chunks: AsyncIterable<string>, firstLineNumber: number): AsyncGenerator<JsonPiece> {
  let [line, startLine, depth] = [firstLineNumber, firstLineNumber, 0];
  let [isInText, isEscaped] = [false, false];
  let text = "";
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const character = chunk[at];
      if (character === "\n") line++;
      if (isInText) {
        if (isEscaped) isEscaped = false;
        else if (character === "\\") isEscaped = true;
        else if (character === '"') isInText = false;
      } else if (character === '"') {
        isInText = true;
      } else if (character === "{") {
        if (depth === 0) [from, startLine] = [at, line];
        depth++;
      } else if (character === "}" && depth > 0) {
        depth--;
        if (depth === 0) {
          yield { line: startLine, text: text + chunk.slice(from, at + 1) };
          text = "";
        }
      } else if (character === "]" && depth === 0) {
        return;
      }
    }
    if (depth > 0) text += chunk.slice(from);
    if (text.length > mostCharacters) throw tooLong(startLine);
  }
  // Cut off: it is told as what cannot be read.
  if (depth > 0) yield { line: startLine, text };
}

const tooLong = (line: number): Refused => new Refused("invalid", `What begins in line ${line} is too long to be read`);

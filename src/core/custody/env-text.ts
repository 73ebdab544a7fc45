/**
 * One variable that the text of an `.env` sets, as it is written there: quotes and escapes are still around its value.
 */
export interface Assignment {
  readonly name: string;
  readonly written: string;
}

/** Where an assignment lies in a text: from its name to the end of the line on which its value ends. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * The rule of the npm library dotenv, with which servers read their `.env`: a test compares them. Blank lines before
 * a name are not part of a match here, so that a file of line breaks takes no longer than another of its length.
 */
const ASSIGNMENT =
  /^[^\S\n]*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/dgm;

/** Everything that a text sets, in its order: of several with one name the last counts. */
export function assignmentsOf(text: string): Assignment[] {
  return [...withOneLineBreak(text).matchAll(ASSIGNMENT)].map(([, name = '', value = '']) => ({
    name,
    written: value.trim(),
  }));
}

/** The value that is meant by a written one; between double quotes, line breaks may be escapes. For short ones. */
export function valueOf({ written }: Assignment): string {
  const unquoted = written.replaceAll(/^(['"`])([\s\S]*)\1$/gm, '$2');
  return written.startsWith('"') ? unquoted.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : unquoted;
}

/** Where the assignment lies that counts for a name; null where none sets it. */
export function placeOf(text: string, name: string): Place | null {
  const lines = withOneLineBreak(text);
  const last = [...lines.matchAll(ASSIGNMENT)].findLast((match) => match[1] === name);
  const [start, nameEnd] = last?.indices?.[1] ?? [];
  if (start === undefined || nameEnd === undefined) return null;
  const valueEnd = last?.indices?.[2]?.[1] ?? nameEnd + lines.slice(nameEnd).search(/[=:]/) + 1;
  const lineEnd = lines.indexOf('\n', valueEnd);
  return { start: placeIn(text, start), end: placeIn(text, lineEnd < 0 ? lines.length : lineEnd) };
}

function withOneLineBreak(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}

/** Where in `text` a place lies that was counted with every `\r\n` as one character. */
function placeIn(text: string, place: number): number {
  let at = 0;
  for (let counted = 0; counted < place; counted += 1) at += text.startsWith('\r\n', at) ? 2 : 1;
  return at;
}

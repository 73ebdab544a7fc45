/** Numbers that JSON does not have, which Python's reader takes all the same. */
const NOT_NUMBERS = /^-?(?:NaN|Infinity)/;

export type ReadJson =
  | { readonly value: unknown; readonly strict: boolean }
  | { readonly reason: 'bom' | 'not-utf-8' | 'not-json' | 'too-deep' };

/** Python's reader gives up where lists and objects lie in each other about a thousand deep. */
const MOST_DEPTH = 900;

/**
 * Reads JSON as the portal does, which is written in Python: UTF-8 without a byte order mark, and `NaN` and `Infinity`
 * where a number may be; they are read as null, and the text is then not strict JSON. What is nested deeper than 900 is
 * refused.
 */
export function readJson(bytes: Uint8Array): ReadJson {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { reason: 'not-utf-8' };
  }
  if (text.startsWith('\uFEFF')) return { reason: 'bom' };
  const read = parseText(text);
  return 'value' in read && isTooDeep(text) ? { reason: 'too-deep' } : read;
}

function parseText(text: string): ReadJson {
  try {
    return { value: JSON.parse(text), strict: true };
  } catch {
    // Most likely no JSON at all; the second reading finds that out.
  }
  try {
    return { value: JSON.parse(withoutNotNumbers(text)), strict: false };
  } catch {
    return { reason: 'not-json' };
  }
}

/** Of a text that is JSON. */
function isTooDeep(text: string): boolean {
  let quoted = false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === '\\') at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (sign === '[' || sign === '{') depth += 1;
    else if (sign === ']' || sign === '}') depth -= 1;
    if (depth > MOST_DEPTH) return true;
  }
  return false;
}

/** The same text with null in place of each `NaN` and `Infinity` outside of quotes. */
function withoutNotNumbers(text: string): string {
  let out = '';
  let quoted = false;
  let kept = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === '\\') at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === 'N' || sign === 'I' || sign === '-')) {
      const found = NOT_NUMBERS.exec(text.slice(at, at + '-Infinity'.length))?.[0];
      if (found === undefined) continue;
      out += `${text.slice(kept, at)}null`;
      kept = at + found.length;
      at = kept - 1;
    }
  }
  return out + text.slice(kept);
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/**
 * JSON in which no object has a name twice: programs disagree about which of the two counts, so that one text could be
 * checked as one thing and read as another.
 *
 * @throws SyntaxError
 */
export function parseStrictJson(text: string): unknown {
  const value = JSON.parse(text) as unknown;
  // What was parsed is well formed, so that names are the strings before a colon. Null is for a list.
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const names = open.at(-1);
      // Compared as they are meant and not as they are spelled: "a" may be written "\u0061".
      const name = JSON.parse(last) as string;
      if (names?.has(name) === true) throw new SyntaxError(`a name that is there twice: ${name.slice(0, 100)}`);
      names?.add(name);
    }
    last = token;
  }
  return value;
}

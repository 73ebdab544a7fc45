/** Which bytes a `Range` header asks for: all of them, a part (both ends included), or none that exist. */
export type Wanted = 'whole' | 'unsatisfiable' | { readonly start: number; readonly end: number };

/**
 * Reads a `Range` header (RFC 9110, section 14) against a length in bytes. As the RFC allows, what cannot be
 * read and what names several ranges is ignored, and the whole is sent.
 */
export function wantedRange(header: string | undefined, size: number): Wanted {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (match === null) return 'whole';
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') return 'whole';
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start >= size) return 'unsatisfiable';
  return last !== '' && Number(last) < start ? 'whole' : { start, end };
}

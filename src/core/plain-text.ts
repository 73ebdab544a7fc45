/**
 * Texts out of files that other programs wrote. A decoder that replaces what it cannot read changes a secret without a
 * word, so what must come back as it was is decoded exactly or not at all. Nothing of Node in here: the recovery page
 * reads cards with it.
 */

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Text whose every character is certain; null where the bytes are none. A byte order mark, if kept, is one of them. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * The text of a whole file: UTF-8, or UTF-16 that says so by its byte order mark, as PowerShell and Notepad write it.
 * The mark is no part of the text. Null where the bytes are in another encoding, which nothing in them names.
 */
export function exactText(bytes: Uint8Array): string | null {
  const { encoding, start } = markOf(bytes);
  const body = bytes.subarray(start);
  return encoding === 'utf-8' ? utf8Text(body) : utf16Text(body, encoding);
}

/**
 * The same for what is checked by other means, such as a card's rows with their checksums: UTF-16 without a mark is
 * known by its zero bytes, and what is neither is read as Windows-1252.
 */
export function looseText(bytes: Uint8Array): string {
  const { encoding, start } = markOf(bytes);
  const body = bytes.subarray(start);
  const guessed = start > 0 ? encoding : withoutMark(body);
  return guessed === 'utf-8'
    ? (utf8Text(body) ?? new TextDecoder('windows-1252').decode(body))
    : charactersOf(body, guessed);
}

function markOf(bytes: Uint8Array): { encoding: Encoding; start: number } {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', start: 3 };
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', start: 2 };
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', start: 2 };
  return { encoding: 'utf-8', start: 0 };
}

/** Of what is mostly ASCII, every second byte is zero in UTF-16. */
function withoutMark(bytes: Uint8Array): Encoding {
  const start = bytes.subarray(0, 256);
  const zeros = [0, 0];
  for (const [at, byte] of start.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > start.length / 4 && even < odd) return 'utf-16le';
  return even > start.length / 4 && odd < even ? 'utf-16be' : 'utf-8';
}

function utf16Text(bytes: Uint8Array, encoding: Encoding): string | null {
  if (bytes.length % 2 !== 0) return null;
  const text = charactersOf(bytes, encoding);
  // With the flag u, half of a pair alone is the only thing that this matches.
  return /\p{Surrogate}/u.test(text) ? null : text;
}

/** By hand, since not every runtime's decoder knows UTF-16 in both orders, or refuses half a pair. */
function charactersOf(bytes: Uint8Array, encoding: Encoding): string {
  const high = encoding === 'utf-16be' ? 0 : 1;
  let text = '';
  for (let at = 0; at + 1 < bytes.length; at += 2)
    text += String.fromCharCode(((bytes[at + high] ?? 0) << 8) | (bytes[at + 1 - high] ?? 0));
  return text;
}

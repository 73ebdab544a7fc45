/** What comes out of an archive is shown on screens and terminals: long enough to recognise, too short to flood. */
const LONGEST = 300;

/**
 * Text out of an archive, made fit to be shown: control characters, which could steer a terminal, and signs that
 * turn the direction of writing, which could disguise a name, appear as `\u{…}`; the rest after 300 characters
 * as an ellipsis.
 */
export function toPrintable(text: string): string {
  const plain = text.replaceAll(
    /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`,
  );
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}

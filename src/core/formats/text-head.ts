/** U+FEFF as UTF-8, which Windows programs put first. */
export const UTF8_BOM = Uint8Array.of(0xef, 0xbb, 0xbf);
/** A character of UTF-8 has at most so many bytes, and the last one may be cut. */
const LONGEST_CHARACTER = 4;

/**
 * The first bytes as text without a byte order mark; null where they are not UTF-8 or have characters that no text has.
 */
export function textOfHead(head: Uint8Array): string | null {
  return hasControls(head) ? null : utf8Of(head);
}

function hasControls(head: Uint8Array): boolean {
  return head.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b) || byte === 0x7f);
}

/** The text of strict UTF-8, whose last character may be cut; null for other bytes. */
function utf8Of(head: Uint8Array): string | null {
  for (let cut = 0; cut < LONGEST_CHARACTER && cut <= head.length; cut += 1) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(head.subarray(0, head.length - cut));
    } catch {
      // One byte less, which may have been the beginning of a character.
    }
  }
  return null;
}

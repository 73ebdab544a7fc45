import type { ContentsSeen } from '../found-instead';
import { ascii, startsWith } from './magic';
import { SQL_OF_OTHERS } from './sql-start';
import { textOfHead } from './text-head';

/** Formats by their first bytes. */
const SIGNATURES: readonly (readonly [ContentsSeen, readonly number[]])[] = [
  // xz-file-format 2.1.1.1
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  // RFC 8878, 3.1.1
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  // LZ4 frame format, and the frame of its first versions
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['lz4', [0x02, 0x21, 0x4c, 0x18]],
  ['lzma', codes('LZIP')],
  ['compress', [0x1f, 0x9d]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['rar', codes('Rar!\x1a\x07')],
  ['age', codes('age-encryption.org/')],
  ['age', codes('-----BEGIN AGE ENCRYPTED FILE-----')],
  ['gpg', codes('-----BEGIN PGP ')],
  ['openssl', codes('Salted__')],
  ['newer-envelope', codes('TSPEPK')],
  ['newer-envelope', codes('TSPENC')],
  ['newer-envelope', codes('PROXPANEL_ENCRYPTED_')],
  ['sqlite', codes('SQLite format 3\0')],
  ['pdf', codes('%PDF-')],
  ['program', codes('MZ')],
  ['program', codes('\x7fELF')],
  ['image', [0x89, 0x50, 0x4e, 0x47]],
  ['image', [0xff, 0xd8, 0xff]],
  ['image', codes('GIF8')],
  ['image', [0x49, 0x49, 0x2a, 0x00]],
  ['image', [0x4d, 0x4d, 0x00, 0x2a]],
];

const CUSTOM_DUMP = ascii('PGDMP');
/** pg_dump archives of versions that are not read: 1.11 and before, 1.17 and later. */
const OLDEST_DUMP = 12;
const NEWEST_DUMP = 16;
/** How a dump begins behind a line of something else. */
const DUMP_STARTS = [
  'PGDMP\u0001',
  '\n-- PostgreSQL database ',
  '\nSET statement_timeout = ',
  '\nCREATE TABLE ',
  '\nINSERT INTO ',
];
const TSPB = ascii('TSPB');
const LOCAL_FILE_HEADER = Uint8Array.of(0x50, 0x4b, 0x03, 0x04);
/** Where a zip may begin behind a byte order mark, line breaks or a message. */
const LONGEST_BEFORE_ZIP = 512;

/** What programs write when there is nothing to back up, or none may: in their first lines. */
const ERROR_WORDS = [
  'error',
  'fatal',
  'failed',
  'failure',
  'denied',
  'refused',
  'not found',
  'no such',
  'cannot',
  'could not',
  "can't",
  'unable to',
  'unauthorized',
  'forbidden',
  'unavailable',
  'timed out',
  'timeout',
  'traceback',
  'exception',
  'invalid',
  'unknown option',
  'usage:',
  'no space left',
  'warning',
  'does not exist',
  'bad gateway',
  'too large',
  'too many',
];
const ERROR_BYTES = 1024;

/** What these first bytes look like. @param head as many as there are up to some kilobytes; none of an empty file */
export function seenOf(head: Uint8Array): ContentsSeen {
  if (head.length === 0) return 'empty';
  if (head.every((byte) => byte === 0)) return 'zeros';
  return bySignature(head) ?? byText(head) ?? (zipBegins(head) ? 'bytes-before-zip' : 'binary');
}

function bySignature(head: Uint8Array): ContentsSeen | null {
  const version = dumpVersion(head);
  if (version !== null) return version;
  if (startsWith(head, TSPB) && (head[4] ?? 0) > 2 && (head[4] ?? 0) < 0x20) return 'newer-envelope';
  const found = SIGNATURES.find(([, magic]) => startsWith(head, Uint8Array.from(magic)));
  if (found !== undefined) return found[0];
  if (isLzmaAlone(head)) return 'lzma';
  if (isOpenPgp(head)) return 'gpg';
  const fourCharacters = startsWith(head, ascii('RIFF')) && startsWith(head.subarray(8), ascii('WEBP'));
  return fourCharacters ? 'image' : null;
}

/** Set for an archive of pg_dump whose version is not read; null for those that are, and for everything else. */
export function dumpVersion(head: Uint8Array): 'newer-dump' | 'older-dump' | null {
  if (!startsWith(head, CUSTOM_DUMP) || head.length < 7) return null;
  const [major = 0, minor = 0] = head.subarray(5, 7);
  // There is no version 0, and none of these numbers soon: then it only begins alike, and is read to its end.
  if (major < 1 || major > 9 || minor > 99) return null;
  if (major > 1 || minor > NEWEST_DUMP) return 'newer-dump';
  return minor < OLDEST_DUMP ? 'older-dump' : null;
}

/**
 * LZMA_alone has no signature: properties of at most 224, a size of its dictionary, and a length that is known or -1.
 */
function isLzmaAlone(head: Uint8Array): boolean {
  if (head.length < 13 || head[0] !== 0x5d || head[1] !== 0 || head[2] !== 0) return false;
  const length = head.subarray(5, 13);
  return length.every((byte) => byte === 0xff) || (length[6] === 0 && length[7] === 0);
}

/**
 * The first packet of an OpenPGP message (RFC 9580, 4.2): a session key sealed to a key or by a passphrase, with its
 * version.
 */
function isOpenPgp(head: Uint8Array): boolean {
  const [tag = 0, length = 0, third = 0, fourth = 0] = head;
  if (tag === 0x85) return fourth === 3;
  if (tag === 0x84 || tag === 0xc1) return length >= 0x20 && length < 0xc0 && (third === 3 || third === 6);
  if (tag === 0x8c || tag === 0xc3) return length < 0x40 && third >= 4 && third <= 6;
  return false;
}

function byText(head: Uint8Array): ContentsSeen | null {
  if (isUtf16(head)) return 'utf-16-text';
  const text = textOfHead(head);
  const begins = text?.trimStart().slice(0, ERROR_BYTES).toLowerCase() ?? '';
  const isMarked = begins.startsWith('<') || isJson(begins);
  // A dump of another database has the same statements, and no other text in front of it.
  const isOther = !isMarked && SQL_OF_OTHERS.some((other) => begins.includes(other));
  if (!isOther && dumpFollows(head)) return 'text-before-dump';
  if (text === null) return null;
  if (begins.startsWith('<')) return markupOf(begins);
  if (isMarked) return 'json';
  if (isOther) return 'other-database';
  return ERROR_WORDS.some((word) => begins.includes(word)) ? 'error-text' : 'text';
}

function markupOf(begins: string): ContentsSeen {
  if (
    ['<!doctype html', '<html', '<head', '<body', '<title', '<center', '<h1', '<meta', '<script', '<div', '<p>'].some(
      (tag) => begins.startsWith(tag),
    )
  )
    return 'html';
  return begins.includes('<html') || begins.includes('<!doctype html') ? 'html' : 'xml';
}

function isJson(begins: string): boolean {
  const next = begins.slice(1).trimStart().charAt(0);
  if (begins.startsWith('{')) return next === '"' || next === '}';
  return begins.startsWith('[') && '{["]-0123456789tfn'.includes(next) && next !== '';
}

/** Every other byte of plain western text is zero in UTF-16; a byte order mark says it as well. */
function isUtf16(head: Uint8Array): boolean {
  if (startsWith(head, Uint8Array.of(0xff, 0xfe)) || startsWith(head, Uint8Array.of(0xfe, 0xff)))
    return head[2] !== 0 || head[3] !== 0;
  const sample = head.subarray(0, 64 - (head.length % 2));
  if (sample.length < 4) return false;
  const [even, odd] = [sample.filter((_, at) => at % 2 === 0), sample.filter((_, at) => at % 2 === 1)];
  const isText = (bytes: Uint8Array) => bytes.every((byte) => byte >= 0x09 && byte < 0x7f);
  const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);
  return (isText(even) && isZero(odd)) || (isZero(even) && isText(odd));
}

/** Whether lines of text are before a dump: what a program wrote to the same place. */
function dumpFollows(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  const starts = DUMP_STARTS.map((start) => bytes.indexOf(start)).filter((at) => at > 0);
  return starts.length > 0 && textOfHead(head.subarray(0, Math.min(...starts))) !== null;
}

function zipBegins(head: Uint8Array): boolean {
  const at = Buffer.from(head.buffer, head.byteOffset, head.length).indexOf(LOCAL_FILE_HEADER);
  return at > 0 && at < LONGEST_BEFORE_ZIP;
}

function codes(text: string): readonly number[] {
  return [...ascii(text)];
}

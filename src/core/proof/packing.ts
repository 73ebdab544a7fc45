import { failed } from '../errors';
import { type Warning, warning } from './model';
import { shown } from './shown';
import type { ZipEntry } from './zip-directory';

export const STORED = 0;
export const DEFLATED = 8;

/** Names of packing methods (APPNOTE.TXT, 4.4.5). */
const NAMES: Readonly<Record<number, string>> = {
  0: 'stored',
  1: 'shrunk',
  6: 'imploded',
  8: 'Deflate',
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  94: 'MP3',
  95: 'XZ',
  96: 'JPEG',
  97: 'WavPack',
  98: 'PPMd',
  99: 'AES',
};

/** What the portal's import unpacks. */
const OF_PORTAL: ReadonlySet<number> = new Set([STORED, DEFLATED, 12, 14]);

/** Whether Salvor unpacks it, and so can look into it. */
export function isUnpacked({ method }: Pick<ZipEntry, 'method'>): boolean {
  return method === STORED || method === DEFLATED;
}

export function methodName({ method }: Pick<ZipEntry, 'method'>): string {
  return NAMES[method] ?? `method ${method}`;
}

/** Throws entry-method-refused where the portal's import cannot unpack an entry. */
export function requirePortalMethods(entries: readonly ZipEntry[]): void {
  const other = entries.find(({ method }) => !OF_PORTAL.has(method));
  if (other !== undefined)
    throw failed('entry-method-refused', { entry: shown(other.name), method: methodName(other) });
}

/** Throws entry-method-unread where Salvor cannot unpack this entry. */
export function requireUnpacked(entry: ZipEntry): void {
  if (!isUnpacked(entry)) throw failed('entry-method-unread', { entry: shown(entry.name), method: methodName(entry) });
}

/** What to know of how a zip is packed: files that were not looked into, and bytes that belong to none. */
export function packingWarnings(
  files: readonly ZipEntry[],
  { between, after }: { between: number; after: number },
): Warning[] {
  const unread = files.filter((entry) => !isUnpacked(entry));
  const [first] = unread;
  return [
    ...(first === undefined
      ? []
      : [
          warning('entries-not-unpacked', {
            count: unread.length,
            example: shown(first.name),
            method: methodName(first),
          }),
        ]),
    ...(between > 0 ? [warning('bytes-between-entries', { bytes: between })] : []),
    ...(after > 0 ? [warning('bytes-after-end', { bytes: after })] : []),
  ];
}

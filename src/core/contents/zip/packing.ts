import { failed } from '../../errors';
import { toPrintable } from '../printable';
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

/** Whether Salvor unpacks it, and so can look into it. */
export function isUnpacked({ method }: Pick<ZipEntry, 'method'>): boolean {
  return method === STORED || method === DEFLATED;
}

export function methodName({ method }: Pick<ZipEntry, 'method'>): string {
  return NAMES[method] ?? `method ${method}`;
}

/** Throws entry-method-unread where Salvor cannot unpack this entry. */
export function requireUnpacked(entry: ZipEntry): void {
  if (!isUnpacked(entry))
    throw failed('entry-method-unread', { entry: toPrintable(entry.name), method: methodName(entry) });
}

import { toPrintable } from '../contents/printable';
import { DEFLATED, isUnpacked, methodName, STORED } from '../contents/zip/packing';
import type { ZipEntry } from '../contents/zip/zip-directory';
import { failed } from '../errors';
import { type Warning, warning } from './model';

/** What the portal's import unpacks. */
const OF_PORTAL: ReadonlySet<number> = new Set([STORED, DEFLATED, 12, 14]);

/** Throws entry-method-refused where the portal's import cannot unpack an entry. */
export function requirePortalMethods(entries: readonly ZipEntry[]): void {
  const other = entries.find(({ method }) => !OF_PORTAL.has(method));
  if (other !== undefined)
    throw failed('entry-method-refused', { entry: toPrintable(other.name), method: methodName(other) });
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
            example: toPrintable(first.name),
            method: methodName(first),
          }),
        ]),
    ...(between > 0 ? [warning('bytes-between-entries', { bytes: between })] : []),
    ...(after > 0 ? [warning('bytes-after-end', { bytes: after })] : []),
  ];
}
